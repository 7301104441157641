package dev.pando.node.collective;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.ContentId;
import dev.pando.engine.artifact.Payload.Memory;
import dev.pando.engine.artifact.Payload.TracePayload;
import dev.pando.engine.grid.Trace;
import dev.pando.node.collective.Collective.Preview;
import dev.pando.node.collective.Publisher.Draft;
import dev.pando.node.exchange.Exchange;
import dev.pando.node.gate.Claims;
import dev.pando.node.gate.Clearance;
import dev.pando.node.gate.Cleared;
import dev.pando.node.notes.Note;
import dev.pando.node.notes.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What leaves: notes that may, as artifacts that the gate has cleared; and what is taken back of them.
final class Outgoing {

    private final Holdings held;
    private final Supplier<Optional<Exchange>> exchange; // empty while the node is alone

    Outgoing(Holdings held, Supplier<Optional<Exchange>> exchange) {
        this.held = held;
        this.exchange = exchange;
    }

    List<Preview> preview(Collection<Long> agreed, long atMs) {
        List<Preview> previews = new ArrayList<>();
        List<Note> leaving = new ArrayList<>();
        for (Note note : held.notes.unpublished()) {
            Optional<String> objection = objection(note, agreed);
            if (objection.isEmpty()) leaving.add(note);
            else
                previews.add(new Preview(Optional.of(note), Optional.empty(), objection));
        }
        for (Draft draft : held.publisher.drafts(leaving, held.end(), atMs)) {
            previews.add(new Preview(draft.note(), Optional.of(draft.artifact()), Optional.empty()));
        }
        held.terms.flush();
        return previews;
    }

    private Optional<String> objection(Note note, Collection<Long> agreed) {
        Statement s = note.statement();
        String all = s.subject() + "\n" + s.object() + "\n" + s.sentence() + "\n" + note.source() + "\n" + note.topic();
        return held.sharing.objection(note.topic(), all, agreed.contains(note.id()));
    }

    List<Preview> share(Collection<Long> agreed, long atMs) {
        List<Preview> outcome = new ArrayList<>();
        Cleared last = null;
        for (Preview planned : preview(agreed, atMs)) {
            if (planned.artifact().isEmpty()) {
                outcome.add(planned);
                continue;
            }
            Artifact artifact = planned.artifact().get();
            switch (held.gate.clear(artifact, held.clock.millis())) {
                case Clearance.Passed(Cleared cleared) -> {
                    held.keepOwn(cleared, planned.note());
                    last = cleared;
                    outcome.add(planned);
                }
                case Clearance.Held why -> {
                    held.quarantine.keep(artifact.id().toString(), held.signing.self().toString(), "", true,
                            why.check(),
                            why.reason(), artifact.wire(),
                            held.clock.millis());
                    outcome.add(new Preview(planned.note(), Optional.empty(), Optional.of(why.reason())));
                    // What follows builds on it.
                    if (last != null) announce(last);
                    return outcome;
                }
            }
        }
        if (last != null) announce(last);
        return outcome;
    }

    private void announce(Cleared last) {
        if (held.sharing.isOn()) exchange.get().ifPresent(e -> e.publish(last));
    }

    void revoke(long noteId) {
        Note note = held.notes.find(noteId).filter(Note::own)
                .orElseThrow(() -> new IllegalArgumentException("note " + noteId + ": there is no such note of yours"));
        if (note.artifact().isEmpty()) held.fold.removeOwn(held.signing.self(), held.trace(note));
        else
            takeBackNote(held.fold.find(note.artifact().get()).orElseThrow());
        held.notes.withdraw(noteId);
    }

    // The trace that stood on it falls; what else stood on that trace is written anew.
    private void takeBackNote(Artifact memory) {
        List<Artifact> others = new ArrayList<>();
        for (Artifact trace : held.fold.countedTraces()) {
            if (!trace.body().parents().contains(memory.id())) continue;
            for (ContentId parent : trace.body().parents()) {
                Artifact note = held.fold.find(parent).orElseThrow();
                if (!parent.equals(memory.id()) && note.body().payload() instanceof Memory
                        && !held.fold.isRevoked(parent)
                        && standsOn(trace, note)) {
                    others.add(note);
                }
            }
        }
        Cleared last = held.cleared(held.publisher.revocation(memory, held.end(), held.clock.millis()));
        held.keepOwn(last, Optional.empty());
        if (!others.isEmpty()) {
            List<Statement> statements = others.stream()
                    .map(n -> Claims.read((Memory) n.body().payload()).orElseThrow()).toList();
            last = held.cleared(
                    held.publisher.trace(statements, others, held.end(), memory.body().domain(), held.clock.millis()));
            held.keepOwn(last, Optional.empty());
        }
        announce(last);
    }

    // The end of the chain before a batch may be a note as well: its association is in another trace.
    private boolean standsOn(Artifact trace, Artifact note) {
        if (!(trace.body().payload() instanceof TracePayload(Trace cells))
                || !(note.body().payload() instanceof Memory memory))
            return false;
        return Claims.read(memory).map(s -> cells.likeness(Trace.of(List.of(held.publisher.association(s)))) > 0.3f)
                .orElse(false);
    }

    void teach(Artifact signed) {
        switch (held.gate.clear(signed, held.clock.millis())) {
            case Clearance.Passed(Cleared cleared) -> {
                held.keepOwn(cleared, Optional.empty());
                announce(cleared);
            }
            case Clearance.Held(var check, var reason) -> throw new IllegalArgumentException(
                    signed + " is held by " + check + ": " + reason);
        }
    }

    void takeBack(ContentId id) {
        Artifact artifact = held.fold.find(id)
                .orElseThrow(() -> new IllegalArgumentException(id + ": there is no such artifact"));
        Cleared last = held.cleared(held.publisher.revocation(artifact, held.end(), held.clock.millis()));
        held.keepOwn(last, Optional.empty());
        announce(last);
    }
}
