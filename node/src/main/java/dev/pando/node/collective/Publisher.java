package dev.pando.node.collective;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.Artifact.Body;
import dev.pando.engine.artifact.Artifact.Lane;
import dev.pando.engine.artifact.ContentId;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.artifact.Payload.Memory;
import dev.pando.engine.artifact.Payload.Revocation;
import dev.pando.engine.artifact.Payload.TracePayload;
import dev.pando.engine.grid.Term;
import dev.pando.engine.grid.Trace;
import dev.pando.engine.grid.Trace.Association;
import dev.pando.node.exchange.Signing;
import dev.pando.node.gate.Claims;
import dev.pando.node.notes.Note;
import dev.pando.node.notes.Statement;
import dev.pando.node.notes.Terms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Writes notes as artifacts: each note as a memory, and for every few of them a trace that stands on them.
///
/// All artifacts of one author are a chain, each building on the one before, so that "what do you lack" is answered by
/// one name. Signatures of Ed25519 have no chance in them: the same notes at the same time give the same bytes.
final class Publisher {

    /// Notes of one trace: three facts are 54 cells at most, under a kilobyte.
    static final int NOTES_PER_TRACE = 3;

    private final Signing signing;
    private final Terms terms;

    Publisher(Signing signing, Terms terms) {
        this.signing = signing;
        this.terms = terms;
    }

    /// An artifact and the note that it carries, if it carries one.
    record Draft(Artifact artifact, Optional<Note> note) {}

    /// The end of the author's chain so far.
    record End(Optional<Artifact> last) {
        int next() {
            return last.map(a -> a.body().generation()).orElse(0) + 1;
        }

        List<ContentId> parents() {
            return last.map(Artifact::id).stream().toList();
        }
    }

    /// Notes as artifacts, in the order in which they leave.
    List<Draft> drafts(List<Note> notes, End end, long nowMs) {
        List<Draft> drafts = new ArrayList<>();
        Optional<Artifact> last = end.last;
        for (int from = 0; from < notes.size(); from += NOTES_PER_TRACE) {
            List<Note> few = notes.subList(from, Math.min(notes.size(), from + NOTES_PER_TRACE));
            List<Artifact> memories = new ArrayList<>();
            for (Note note : few) {
                Artifact memory = sign(memory(note), new End(last), List.of(), note.topic(), note.confidence(), nowMs);
                memories.add(memory);
                drafts.add(new Draft(memory, Optional.of(note)));
                last = Optional.of(memory);
            }
            Artifact trace = trace(few.stream().map(Note::statement).toList(), memories, new End(last),
                    few.getFirst().topic(), nowMs);
            drafts.add(new Draft(trace, Optional.empty()));
            last = Optional.of(trace);
        }
        return drafts;
    }

    /// The trace of statements that stands on their memories. What several say of the same two names is one association: the gate
    /// lets no more pass.
    Artifact trace(List<Statement> statements, List<Artifact> memories, End end, String topic, long nowMs) {
        Set<List<String>> ends = new HashSet<>();
        Trace trace = Trace.of(statements.stream().filter(s -> ends.add(List.of(s.subject(), s.object())))
                .map(this::association).toList());
        return sign(new TracePayload(trace), end, memories, topic, 1, nowMs);
    }

    /// Takes an artifact back.
    Artifact revocation(Artifact target, End end, long nowMs) {
        return sign(new Revocation(target.id()), end, List.of(target), target.body().domain(), 1, nowMs);
    }

    Association association(Statement statement) {
        return new Association(terms.of(statement.subject()), terms.of(statement.object()), 1);
    }

    private Memory memory(Note note) {
        Term subject = terms.of(note.statement().subject());
        return new Memory(Terms.code(subject), Claims.question(note.statement()), note.statement().sentence(),
                note.source(), note.confidence());
    }

    private Artifact sign(Payload payload, End end, List<Artifact> others, String topic, double confidence,
            long nowMs) {
        List<ContentId> parents = Stream.concat(end.parents().stream(), others.stream().map(Artifact::id)).distinct()
                .sorted().toList();
        int generation = Math.max(end.next(), 1 + others.stream().mapToInt(a -> a.body().generation()).max().orElse(0));
        return Artifact.sign(
                new Body(signing.self(), parents, generation, topic, confidence, nowMs, Lane.ATTRIBUTED, payload),
                signing.sign());
    }

}
