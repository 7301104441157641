package dev.pando.engine.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.testing.Forall;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PackedTextTest {

    // Token t of document d is 1000 · d + t, so that everything can be found again.
    private static List<Document> documents(RandomGenerator random, int lengthMax) {
        List<Document> documents = new ArrayList<>();
        for (int d = 1; d <= 1 + random.nextInt(20); d++) {
            int[] tokens = new int[random.nextInt(lengthMax)];
            BitSet taught = new BitSet();
            for (int t = 0; t < tokens.length; t++) {
                tokens[t] = 1000 * d + t;
                taught.set(t, random.nextInt(3) > 0);
            }
            documents.add(new Document("document " + d, tokens, taught));
        }
        return documents;
    }

    @Test
    void everyTaughtTokenIsATargetOnceAndFollowsWhatItFollowed() {
        Forall.seeds(200, random -> {
            int length = 2 + random.nextInt(30);
            List<Document> documents = documents(random, 60);
            PackedText packed = new PackedText(documents, length, 1);
            List<Integer> seen = new ArrayList<>(), expected = new ArrayList<>();
            int[] tokens = new int[length], targets = new int[length];
            for (long i = 0; i < packed.count(); i++) {
                packed.read(i, tokens, targets, 0);
                for (int t = 0; t < length; t++) {
                    if (targets[t] < 0) continue;
                    assertEquals(tokens[t] + 1, targets[t]);
                    seen.add(targets[t]);
                }
            }
            for (Document d : documents) {
                for (int t = 1; t < d.tokens().length; t++) if (d.taught().get(t)) expected.add(d.tokens()[t]);
            }
            assertEquals(expected, seen.stream().sorted().toList());
            assertEquals(expected.size(), packed.taught());
        });
    }

    @Test
    void aDocumentThatFitsIsNeverCut() {
        Forall.seeds(100, random -> {
            List<Document> documents = documents(random, 20);
            PackedText packed = new PackedText(documents, 20, random.nextLong());
            int[] tokens = new int[20], targets = new int[20];
            for (long i = 0; i < packed.count(); i++) {
                packed.read(i, tokens, targets, 0);
                for (int t = 0; t < 20; t++) if (tokens[t] % 1000 > 0) assertEquals(tokens[t] - 1, tokens[t - 1]);
            }
        });
    }

    @Test
    void eachEpochShowsEverySequenceOnceInAnOrderThatOnlyTheSeedDecides() {
        Forall.seeds(30, random -> {
            List<Document> documents = documents(random, 40);
            long seed = random.nextLong();
            PackedText one = new PackedText(documents, 8, seed), two = new PackedText(documents, 8, seed);
            int n = (int) one.count();
            if (n == 0) return;
            int[] a = new int[8], b = new int[8], targets = new int[8];
            for (int epoch = 0; epoch < 3; epoch++) {
                BitSet firsts = new BitSet();
                for (int i = 0; i < n; i++) {
                    one.read((long) epoch * n + i, a, targets, 0);
                    firsts.set(a[0]);
                }
                assertEquals(n, firsts.cardinality());
            }
            long somewhere = random.nextInt(3 * n);
            one.read(somewhere, a, targets, 0);
            two.read(somewhere, b, targets, 0);
            assertArrayEquals(a, b);
        });
    }

    @Test
    void nothingToLearnFromIsRefused() {
        PackedText empty = new PackedText(List.of(Document.whole("x", new int[]{1})), 8, 1);
        assertEquals(0, empty.count());
        assertThrows(TrainingException.class, () -> empty.read(0, new int[8], new int[8], 0));
        assertThrows(IllegalArgumentException.class, () -> new PackedText(List.of(), 1, 1));
        assertTrue(new PackedText(List.of(Document.whole("x", new int[]{1, 2})), 2, 1).count() == 1);
    }
}
