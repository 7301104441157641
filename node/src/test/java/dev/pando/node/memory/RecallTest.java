package dev.pando.node.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pando.node.memory.Recall.Candidate;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecallTest {

    private static final int ALIKE = 10; // the first ten say nearly the same

    private static List<Long> best(List<Candidate> candidates, float[][] likeness, int most) {
        return Recall.best(candidates, likeness, most).stream().map(r -> r.candidate().id()).toList();
    }

    private static float[][] unlike(int n) {
        return new float[n][n];
    }

    private static float[][] crowded(int n) {
        float[][] likeness = new float[n][n];
        for (int i = 0; i < ALIKE; i++) {
            for (int j = 0; j < ALIKE; j++) likeness[i][j] = i == j ? 1 : 0.9f;
        }
        return likeness;
    }

    private static List<Candidate> candidates(int n, IntToDoubleFunction cosine) {
        return IntStream.range(0, n).mapToObj(i -> new Candidate(i, (float) cosine.applyAsDouble(i), 0)).toList();
    }

    @Test
    void wordsLiftWhatMeansAsMuchAndTheLaterOfEqualsComesFirst() {
        List<Candidate> three = List.of(new Candidate(1, 0.5f, 0), new Candidate(2, 0.5f, 1),
                new Candidate(3, 0.5f, 0));
        assertEquals(List.of(2L, 3L, 1L), best(three, unlike(3), 3));
        assertEquals(List.of(4L), best(List.of(new Candidate(4, Float.NaN, 0.2)), unlike(1), 9));
        assertEquals(List.of(), best(List.of(), unlike(0), 5));
    }

    @Test
    void whatWasSaidOnceIsNotHiddenByACrowdThatIsNearerByChance() {
        List<Candidate> crowdAndOne = candidates(11, i -> i < ALIKE ? 0.5 : 0.35);
        assertEquals(10L, best(crowdAndOne, crowded(11), 5).getFirst());
        assertEquals(9L, best(crowdAndOne, unlike(11), 5).getFirst());
    }

    @Test
    void aMemoryThatIsNearToAllQuestionsIsLessNearToOne() {
        float[] question = {0.8f, 0.6f}, mean = {0.8f, 0}; // the first element says "a question", the second what it asks
        float[] shifted = Recall.shifted(question, mean);
        assertEquals(0.4f, shifted[0], 1e-6f);
        assertEquals(0.6f, shifted[1], 1e-6f);
    }

    @Test
    void aFactThatWasToldTwicePaysLittle() {
        float[][] twice = unlike(3);
        twice[0][1] = twice[1][0] = 0.95f;
        assertEquals(List.of(1L, 0L, 2L), best(candidates(3, i -> i < 2 ? 0.6 : 0.4), twice, 3));
    }

    @Test
    void twoThingsOnOneTopicAreNoCrowd() {
        float[][] topic = unlike(6);
        for (int i = 0; i < 5; i++) for (int j = 0; j < 5; j++) topic[i][j] = (float) Recall.LIKENESS_FREE;
        assertEquals(List.of(4L, 3L, 2L, 1L, 0L), best(candidates(6, i -> i < 5 ? 0.5 : 0.49), topic, 5));
    }

    @Test
    void manyWaysOfSayingTheSameDoNotHideAnotherThing() {
        List<Candidate> near = candidates(11, i -> i < ALIKE ? 0.9 : 0.72);
        assertEquals(List.of(9L, 10L), best(near, crowded(11), 2));
    }

    // So many hits lie in one crowd, nearer than a last one that lies in none.
    private static List<VectorIndex.Hit> thinned(int crowd) {
        List<VectorIndex.Hit> hits = IntStream.rangeClosed(0, crowd)
                .mapToObj(i -> new VectorIndex.Hit(i, i < crowd ? 0.6f : 0.4f)).toList();
        List<VectorIndex.Hit> sample = Recall.sample(hits);
        float[][] likeness = new float[hits.size()][sample.size()];
        for (int i = 0; i < crowd; i++) {
            for (int j = 0; j < sample.size(); j++) likeness[i][j] = sample.get(j).id() < crowd ? 0.9f : 0;
        }
        return Recall.thinned(hits, likeness);
    }

    @Test
    void theFirstStepLeavesWhatWasSaidOnceHoweverLargeTheCrowdBeforeIt() {
        for (int crowd : new int[]{Recall.CANDIDATES, Recall.CANDIDATES + 1, Recall.NEAR - 1}) {
            List<VectorIndex.Hit> left = thinned(crowd);
            assertEquals(Recall.CANDIDATES, left.size());
            assertEquals(crowd, left.getFirst().id());
        }
        assertEquals(Recall.CANDIDATES, thinned(Recall.CANDIDATES - 1).size());
        assertEquals(List.of(), Recall.thinned(List.of(), new float[0][]));
    }

    @Test
    void theSampleIsSpreadOverAllHits() {
        List<VectorIndex.Hit> hits = IntStream.range(0, Recall.NEAR).mapToObj(i -> new VectorIndex.Hit(i, 0)).toList();
        List<VectorIndex.Hit> sample = Recall.sample(hits);
        assertEquals(Recall.SAMPLE, sample.size());
        assertEquals(0, sample.getFirst().id());
        assertEquals(63 * 31, sample.getLast().id());
        assertEquals(hits.subList(0, 10), Recall.sample(hits.subList(0, 10)));
    }
}
