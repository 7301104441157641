package dev.pando.node.collective;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.ArtifactException;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.ContentId;
import dev.pando.engine.artifact.Payload.Genome;
import dev.pando.engine.artifact.Payload.Memory;
import dev.pando.engine.artifact.Payload.Revocation;
import dev.pando.engine.artifact.Payload.TracePayload;
import dev.pando.node.exchange.Shelf;
import dev.pando.node.gate.Claims;
import dev.pando.node.gate.Trust;
import dev.pando.node.gate.Verdict;
import dev.pando.node.notes.Note;
import dev.pando.node.notes.Notes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/// What comes: each artifact is judged, and what passed is on the disk, in the fold and told to whoever watches.
final class Incoming {

    private static final double AGREEMENT = 0.5; // what saying the same as somebody trusted counts

    private final Holdings held;
    private final Questions questions;
    private final ExecutorService cores = Arrivals.cores();
    private final List<Consumer<Artifact>> watchers = new CopyOnWriteArrayList<>();

    Incoming(Holdings held, Questions questions) {
        this.held = held;
        this.questions = questions;
    }

    void watch(Consumer<Artifact> watcher) {
        watchers.add(watcher);
    }

    List<Shelf.Reception> take(List<byte[]> wires, String peer) {
        try (Arrivals arrivals = new Arrivals(wires, held.gate, held.terms, held.clock.millis(), cores)) {
            List<Shelf.Reception> receptions = new ArrayList<>();
            List<Artifact> taken = new ArrayList<>();
            for (byte[] wire : wires) receptions.add(reception(arrivals.next(), wire, peer, taken));
            keep(taken, peer);
            return receptions;
        }
    }

    private Shelf.Reception reception(Verdict verdict, byte[] wire, String peer, List<Artifact> taken) {
        return switch (verdict) {
            case Verdict.Passed(var admitted) -> {
                held.fold.add(admitted);
                taken.add(admitted.artifact());
                yield Shelf.Reception.TAKEN;
            }
            case Verdict.Known _ -> Shelf.Reception.KNOWN;
            case Verdict.Waiting _ -> Shelf.Reception.WAITING;
            case Verdict.Held why -> hold(why, wire, peer);
        };
    }

    private Shelf.Reception hold(Verdict.Held why, byte[] wire, String peer) {
        String cid = "", author = "";
        try {
            Artifact artifact = Artifact.parse(wire);
            cid = artifact.id().toString();
            author = artifact.body().author().toString();
        } catch (ArtifactException e) {
            // It has neither.
        }
        held.quarantine.keep(cid, author, peer, false, why.check(), why.reason(), wire, held.clock.millis());
        return switch (why.check()) {
            case FRAME, SIGNATURE, SCHEMA, NUMBERS, LINEAGE, PRIVACY -> Shelf.Reception.REFUSED;
            case FRESHNESS, MAGNITUDE, TRUST, TRIAL -> Shelf.Reception.HELD;
        };
    }

    private void keep(List<Artifact> taken, String peer) {
        if (taken.isEmpty()) return;
        Map<AuthorKey, Integer> agreements = new HashMap<>();
        held.database.write(sql -> {
            for (Artifact artifact : taken) {
                held.insert(sql, artifact, peer);
                sql.update("INSERT INTO traffic(at_ms, outbound, peer, what, cid, bytes) VALUES (?, 0, ?, ?, ?, ?)",
                        held.clock.millis(), peer,
                        artifact.body().payload().getClass().getSimpleName(), artifact.id().toString(),
                        artifact.wire().length);
                switch (artifact.body().payload()) {
                    case Memory memory -> Claims.read(memory)
                            .ifPresent(s -> Notes.add(sql, artifact.body().author(), artifact.id(), s,
                                    memory.source(), artifact.body().domain(), artifact.body().confidence(),
                                    artifact.body().created()));
                    case Revocation(ContentId target) -> Notes.withdraw(sql, target);
                    case TracePayload _,Genome _ -> {
                    }
                }
            }
            return 0;
        });
        taken.forEach(artifact -> corroborate(artifact, agreements));
        for (Consumer<Artifact> watcher : watchers) taken.forEach(watcher);
        held.terms.flush();
        agreements.forEach((author, times) -> {
            held.trust.agreed(author, AGREEMENT * times, held.clock.millis());
            held.fold.reweigh(author);
        });
    }

    // Who says what somebody trusted said before them earns a little, the first time that they say anything of both.
    private void corroborate(Artifact artifact, Map<AuthorKey, Integer> agreements) {
        if (!(artifact.body().payload() instanceof Memory memory)) return;
        AuthorKey author = artifact.body().author();
        Claims.read(memory).ifPresent(s -> {
            held.terms.of(s.object());
            List<Note> said = held.notes.between(s.subject(), s.object());
            boolean again = held.notes.sightings(author, s.subject(), s.object()) > 1;
            boolean trusted = said.stream().anyMatch(
                    n -> !n.author().equals(Optional.of(author)) && questions.reputation(n) >= Trust.INVITED);
            if (trusted && !again) agreements.merge(author, 1, Integer::sum);
        });
    }
}
