package dev.pando.node.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.Artifact.Body;
import dev.pando.engine.artifact.Artifact.Lane;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.artifact.Payload.Memory;
import dev.pando.engine.artifact.Payload.TracePayload;
import dev.pando.engine.grid.Trace;
import dev.pando.engine.grid.Trace.Association;
import dev.pando.libp2p.identity.Identity;
import dev.pando.node.encode.WordEncoder;
import dev.pando.node.gate.Claims;
import dev.pando.node.gate.Gate;
import dev.pando.node.gate.Limits;
import dev.pando.node.gate.Trust;
import dev.pando.node.gate.Verdict;
import dev.pando.node.merge.Fold;
import dev.pando.node.notes.Statement;
import dev.pando.node.notes.Terms;
import dev.pando.testing.Forall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whether somebody looks ahead or not makes no difference but the time.
@Timeout(300)
class ArrivalsTest {

    static final long NOW_MS = 1_795_000_000_000L;
    private static final List<Identity> AUTHORS = IntStream.range(0, 3).mapToObj(ArrivalsTest::author).toList();

    private final ExecutorService cores = Arrivals.cores();

    static Identity author(int seed) {
        byte[] secret = new byte[32];
        secret[0] = (byte) seed;
        return Identity.ofSeed(secret);
    }

    /// A gate and what it judges against.
    private static final class Side {
        final Terms terms = new Terms(new WordEncoder("words"));
        final Trust trust = new Trust();
        final Fold fold = new Fold(author -> trust.weight(author, NOW_MS));
        final Gate gate = new Gate(fold, terms, trust, List::of);

        String taken(Verdict verdict) {
            if (verdict instanceof Verdict.Passed(var admitted)) fold.add(admitted);
            return verdict instanceof Verdict.Passed ? "passed" : verdict.toString();
        }
    }

    @Test
    void verdictsTermsAndFieldAreThoseOfAGateThatLooksAtOneAfterTheOther() {
        List<String> all = new ArrayList<>();
        Forall.seeds(3, random -> {
            List<byte[]> wires = wires(random);
            Side plain = new Side(), ahead = new Side();
            List<String> expected = wires.stream().map(w -> plain.taken(plain.gate.judge(w, NOW_MS))).toList();
            List<String> verdicts = new ArrayList<>();
            for (int from = 0; from < wires.size(); from += 40) {
                List<byte[]> batch = wires.subList(from, Math.min(wires.size(), from + 40));
                try (Arrivals arrivals = new Arrivals(batch, ahead.gate, ahead.terms, NOW_MS, cores)) {
                    for (int i = 0; i < batch.size(); i++) verdicts.add(ahead.taken(arrivals.next()));
                }
            }
            assertEquals(expected, verdicts);
            assertEquals(plain.fold.hash(), ahead.fold.hash());
            assertEquals(plain.terms.names(), ahead.terms.names());
            all.addAll(expected);
        });
        for (String kind : List.of("passed", "Known", "Waiting", "check=FRAME", "check=SIGNATURE", "check=FRESHNESS"))
            assertTrue(all.stream().anyMatch(v -> v.contains(kind)), kind + " was not tried");
    }

    // Chains of notes and traces, twice, out of order here and there; stale, forged, broken and cut ones between them.
    private static List<byte[]> wires(RandomGenerator random) {
        Terms terms = new Terms(new WordEncoder("words"));
        List<byte[]> wires = new ArrayList<>();
        for (Identity author : AUTHORS) {
            Artifact last = null;
            for (int i = 0; i < 10; i++) {
                Statement said = new Statement("cause " + random.nextInt(12), "", "effect " + random.nextInt(30),
                        "So it is.");
                List<byte[]> told = told(author, last, said, terms);
                wires.addAll(told);
                last = Artifact.parse(told.getLast());
                wires.add(random.nextInt(4) == 0 ? told.getFirst() : bad(author, said, terms, random));
            }
        }
        for (int i = 0; i < 6; i++) wires.add(random.nextInt(wires.size()), wires.remove(random.nextInt(wires.size())));
        wires.addAll(List.copyOf(wires.subList(0, 30)));
        return wires;
    }

    /// A note and the trace that stands on it.
    ///
    /// @param last what they build on, or null
    static List<byte[]> told(Identity author, Artifact last, Statement said, Terms terms) {
        Artifact note = sign(author, last, NOW_MS, memory(said, terms));
        Trace trace = Trace.of(List.of(new Association(terms.of(said.subject()), terms.of(said.object()), 1)));
        return List.of(note.wire(), sign(author, note, NOW_MS, new TracePayload(trace)).wire());
    }

    private static byte[] bad(Identity author, Statement said, Terms terms, RandomGenerator random) {
        byte[] wire = sign(author, null, NOW_MS - (random.nextBoolean() ? 2 * Limits.AGE_MS_MAX : 0),
                memory(said, terms)).wire();
        return switch (random.nextInt(3)) {
            case 0 -> Arrays.copyOf(wire, random.nextInt(wire.length));
            case 1 -> {
                wire[random.nextInt(wire.length)] ^= (byte) (1 << random.nextInt(8));
                yield wire;
            }
            default -> wire;
        };
    }

    private static Memory memory(Statement said, Terms terms) {
        return new Memory(Terms.code(terms.of(said.subject())), Claims.question(said), said.sentence(), "a walk", 0.9);
    }

    private static Artifact sign(Identity author, Artifact last, long atMs, Payload payload) {
        int generation = last == null ? 1 : last.body().generation() + 1;
        return Artifact.sign(new Body(new AuthorKey(author.key().data()), last == null ? List.of() : List.of(last.id()),
                generation, "garden", 0.9, atMs, Lane.ATTRIBUTED, payload), author::sign);
    }

    @Test
    void whatWasPreparedForANoteThatIsHeldIsForgotten() {
        Side side = new Side();
        Statement said = new Statement("late frost", "", "lost apples", "So it is.");
        Terms theirs = new Terms(new WordEncoder("words"));
        byte[] early = sign(AUTHORS.getFirst(), null, NOW_MS + 2 * Limits.AHEAD_MS_MAX, memory(said, theirs)).wire();
        try (Arrivals arrivals = new Arrivals(List.of(early), side.gate, side.terms, NOW_MS, cores)) {
            assertInstanceOf(Verdict.Held.class, arrivals.next());
        }
        assertTrue(side.terms.names().isEmpty());
    }
}
