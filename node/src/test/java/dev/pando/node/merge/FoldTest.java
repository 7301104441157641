package dev.pando.node.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.Artifact.Body;
import dev.pando.engine.artifact.Artifact.Lane;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.ContentId;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.artifact.Payload.Memory;
import dev.pando.engine.artifact.Payload.Revocation;
import dev.pando.engine.artifact.Payload.TracePayload;
import dev.pando.engine.grid.Grid;
import dev.pando.engine.grid.Trace;
import dev.pando.node.gate.Gate;
import dev.pando.node.gate.Limits;
import dev.pando.node.gate.Trust;
import dev.pando.testing.Forall;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FoldTest {

    private static final List<KeyPair> AUTHORS = List.of(keys(), keys(), keys());

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Artifact sign(KeyPair keys, Payload payload, long created, Artifact... parents) {
        List<ContentId> ids = List.of(parents).stream().map(Artifact::id).sorted().toList();
        int generation = 1 + List.of(parents).stream().mapToInt(p -> p.body().generation()).max().orElse(0);
        return Artifact.sign(
                new Body(AuthorKey.of(keys.getPublic()), ids, generation, "t", 1, created, Lane.ATTRIBUTED, payload),
                keys.getPrivate());
    }

    private static Memory note(String text) {
        return new Memory(new byte[32], text, text, "", 1);
    }

    private static TracePayload trace(RandomGenerator random, int cells) {
        List<Trace.Cell> all = new ArrayList<>();
        int step = Grid.CELLS / cells;
        for (int i = 0; i < cells; i++) {
            byte[] channels = new byte[Grid.SHARED_CHANNELS];
            for (int q = 0; q < channels.length; q++) channels[q] = (byte) random.nextInt(-3, 4);
            all.add(new Trace.Cell(i * step + random.nextInt(step), channels, 0));
        }
        return new TracePayload(new Trace(all));
    }

    private static Fold fold(List<Artifact> artifacts) {
        Fold fold = new Fold(author -> Grid.WEIGHT_ONE / 2);
        Gate gate = new Gate(fold, null, new Trust(), List::of);
        List<Artifact> open = new ArrayList<>(artifacts);
        while (!open.isEmpty()) {
            int before = open.size();
            open.removeIf(a -> fold.add(gate.kept(a)) || fold.find(a.id()).isPresent());
            assertTrue(open.size() < before, "parents are missing");
        }
        return fold;
    }

    @Test
    void theGridFollowsFromTheSetInWhateverOrderItCame() {
        Forall.seeds(10, random -> {
            List<Artifact> all = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                KeyPair author = AUTHORS.get(random.nextInt(3));
                Artifact note = sign(author, note("n" + random.nextLong()), random.nextInt(3) * Limits.DAY_MS);
                Artifact trace = sign(author, trace(random, 1 + random.nextInt(600)), random.nextInt(3) * Limits.DAY_MS,
                        note);
                all.add(note);
                all.add(trace);
                if (random.nextInt(4) == 0)
                    all.add(sign(author, new Revocation(random.nextBoolean() ? note.id() : trace.id()), 1, note,
                            trace));
            }
            long hash = fold(all).hash();
            List<Artifact> shuffled = new ArrayList<>(all);
            shuffled.addAll(all.subList(0, 20));
            java.util.Collections.shuffle(shuffled, java.util.Random.from(random));
            assertEquals(hash, fold(shuffled).hash());
        });
    }

    @Test
    void whoTakesANoteBackTakesWhatStandsOnItBack() {
        Forall.seeds(3, random -> {
            KeyPair author = AUTHORS.getFirst();
            Artifact note = sign(author, note("n"), 0), trace = sign(author, trace(random, 20), 0, note);
            assertNotEquals(fold(List.of()).hash(), fold(List.of(note, trace)).hash());
            assertEquals(fold(List.of()).hash(),
                    fold(List.of(note, trace, sign(author, new Revocation(note.id()), 0, note))).hash());
            assertEquals(fold(List.of()).hash(),
                    fold(List.of(note, trace, sign(author, new Revocation(trace.id()), 0, trace))).hash());
        });
    }

    @Test
    void whoWritesOnMoreThanATwentiethOfTheGridInADayLosesTheDay() {
        Forall.seeds(2, random -> {
            KeyPair author = AUTHORS.getFirst();
            Artifact small = sign(author, trace(random, 10), 0), other = sign(author, trace(random, 10), Limits.DAY_MS);
            Artifact most = sign(author, trace(random, Limits.CELLS_PER_DAY_MAX), 0);
            assertEquals(fold(List.of(other)).hash(), fold(List.of(small, other, most)).hash());
            assertEquals(fold(List.of(other)).hash(), fold(List.of(most, other, small)).hash());
            assertTrue(fold(List.of(most)).grid().activeCells() > 3_000, "alone it is within the limit");
        });
    }
}
