package dev.pando.node.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.testing.Forall;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class VectorIndexTest {

    private static final int DIMENSIONS = 24, BEGINNING = 16;

    private static float[] unit(RandomGenerator random) {
        float[] vector = new float[DIMENSIONS];
        double squares = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) random.nextGaussian();
            squares += vector[i] * vector[i];
        }
        for (int i = 0; i < DIMENSIONS; i++) vector[i] /= (float) Math.sqrt(squares);
        return vector;
    }

    private static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) sum += a[i] * b[i];
        return sum;
    }

    @Test
    void itHoldsWhatAMapHoldsAfterAnyChanges() {
        Forall.seeds(50, random -> {
            VectorIndex index = new VectorIndex(DIMENSIONS, BEGINNING);
            Map<Long, float[]> twin = new HashMap<>();
            for (int step = 0; step < 300; step++) {
                long id = random.nextLong(40);
                if (random.nextInt(3) == 0) {
                    index.remove(id);
                    twin.remove(id);
                } else {
                    float[] vector = unit(random);
                    index.put(id, Code.of(vector));
                    twin.put(id, vector);
                }
            }
            float[] query = unit(random);
            List<VectorIndex.Hit> hits = index.nearest(query, twin.size() + 1);
            assertEquals(twin.keySet(), new java.util.HashSet<>(hits.stream().map(VectorIndex.Hit::id).toList()));
            hits.forEach(hit -> assertEquals(cosine(twin.get(hit.id()), query), hit.cosine(), 0.02));
            assertEquals(hits.stream().sorted(Comparator.comparing(VectorIndex.Hit::cosine).reversed()).toList(), hits);
            assertEquals(hits.subList(0, Math.min(5, hits.size())), index.nearest(query, 5));
        });
    }

    @Test
    void anIndexBeyondOneBlockFindsAllOfIt() {
        Forall.seeds(1, random -> {
            VectorIndex index = new VectorIndex(DIMENSIONS, BEGINNING);
            float[] last = null;
            for (long id = 0; id < 4096 * 2 + 1; id++) index.put(id, Code.of(last = unit(random)));
            assertEquals(8192, index.nearest(last, 1).getFirst().id());
            assertTrue(index.cosine(8192, last).orElseThrow() > 0.98);
            assertTrue(index.cosine(9000, last).isEmpty());
        });
    }

    @Test
    void likenessIsTheCosineOfEveryPairAndNothingWhereAVectorIsMissing() {
        Forall.seeds(5, random -> {
            VectorIndex index = new VectorIndex(DIMENSIONS, BEGINNING);
            float[][] vectors = new float[10][];
            for (int i = 0; i < 10; i++) index.put(i, Code.of(vectors[i] = unit(random)));
            long[] some = {7, 99, 2, 7};
            float[][] likeness = index.likeness(some, some, DIMENSIONS);
            assertEquals(cosine(vectors[7], vectors[2]), likeness[0][2], 0.03);
            assertEquals(likeness[2][0], likeness[0][2], 1e-6);
            assertEquals(1, likeness[0][3], 0.02);
            for (int i = 0; i < 4; i++) assertEquals(0, likeness[1][i] + likeness[i][1]);
        });
    }

    @Test
    void likenessOfManyIsThatOfEachPair() {
        Forall.seeds(5, random -> {
            VectorIndex index = new VectorIndex(DIMENSIONS, BEGINNING);
            float[][] vectors = new float[130][];
            for (int i = 0; i < vectors.length; i++) index.put(i, Code.of(vectors[i] = unit(random)));
            long[] rows = random.longs(random.nextInt(131), 0, 130).toArray();
            long[] columns = random.longs(random.nextInt(66), 0, 130).toArray();
            float[][] likeness = index.likeness(rows, columns, DIMENSIONS);
            assertEquals(rows.length, likeness.length);
            for (int i = 0; i < rows.length; i++) {
                assertEquals(columns.length, likeness[i].length);
                for (int j = 0; j < columns.length; j++) {
                    assertEquals(cosine(vectors[(int) rows[i]], vectors[(int) columns[j]]), likeness[i][j], 0.03);
                    assertEquals(index.likeness(new long[]{rows[i]}, new long[]{columns[j]}, DIMENSIONS)[0][0],
                            likeness[i][j]);
                }
            }
        });
    }

    @Test
    void whereOneHasItsBeginningAloneBeginningsCanBeCompared() {
        Forall.seeds(20, random -> {
            VectorIndex index = new VectorIndex(DIMENSIONS, BEGINNING);
            float[] whole = unit(random), other = unit(random), query = beginning(unit(random));
            index.put(1, Code.of(whole));
            index.put(2, Code.of(other));
            assertTrue(index.isWhole());
            index.put(2, Code.of(beginning(other)));
            assertFalse(index.isWhole());
            assertEquals(cosine(beginning(whole), query), index.cosine(1, query).orElseThrow(), 0.03);
            assertEquals(cosine(beginning(other), query), index.cosine(2, query).orElseThrow(), 0.03);
            assertEquals(cosine(beginning(whole), beginning(other)),
                    index.likeness(new long[]{1}, new long[]{2}, BEGINNING)[0][0], 0.05);
            if (random.nextBoolean()) index.remove(2);
            else
                index.put(2, Code.of(other));
            assertTrue(index.isWhole());
        });
    }

    private static float[] beginning(float[] whole) {
        float[] vector = java.util.Arrays.copyOf(whole, BEGINNING);
        float norm = (float) Math.sqrt(cosine(vector, vector));
        for (int i = 0; i < BEGINNING; i++) vector[i] /= norm;
        return vector;
    }

    @Test
    void aVectorOfAnotherLengthIsRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> new VectorIndex(DIMENSIONS, BEGINNING).put(1, Code.of(new float[DIMENSIONS + 1])));
        VectorIndex index = new VectorIndex(DIMENSIONS, BEGINNING);
        index.put(1, Code.of(new float[DIMENSIONS]));
        assertEquals(0, index.nearest(new float[DIMENSIONS], 1).getFirst().cosine());
    }
}
