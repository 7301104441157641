package dev.pando.engine.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.sample.Choice.Alternative;
import dev.pando.testing.Forall;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {

    private static final int[] NO_PROMPT = {};

    @Test
    void greedyTakesTheFirstOfTheLargestAndNeverANan() {
        assertEquals(1, Sampler.argmax(new float[]{Float.NaN, 3, 3, 2}));
        assertEquals(1, new Sampler(SamplingOptions.greedy(), NO_PROMPT).next(new float[]{0, 3, 3, 2}).id());
    }

    @Test
    void theSameSeedChoosesTheSameTokens() {
        Forall.seeds(50, random -> {
            SamplingOptions options = SamplingOptions.at(1.5f, random.nextLong()).withCut(40, 0.95f, 0.02f);
            float[] logits = logits(random, 200);
            assertArrayEquals(draw(options, logits, 30), draw(options, logits, 30));
        });
    }

    @Test
    void drawsAreTheSameOnEveryMachine() {
        float[] logits = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f};
        assertEquals("[6, 1, 2, 3, 0, 7, 2, 6, 3, 5, 2, 4]",
                Arrays.toString(draw(SamplingOptions.at(1, 42), logits, 12)));
    }

    @Test
    void tokensComeAsOftenAsTheirProbabilitySays() {
        float[] logits = {(float) Math.log(0.5), (float) Math.log(0.3), (float) Math.log(0.2)};
        int[] counts = new int[3];
        for (int token : draw(SamplingOptions.at(1, 7), logits, 20_000)) counts[token]++;
        assertEquals(0.5, counts[0] / 20_000.0, 0.01);
        assertEquals(0.3, counts[1] / 20_000.0, 0.01);
        assertEquals(0.2, counts[2] / 20_000.0, 0.01);
    }

    @Test
    void whatIsCutIsNeverChosenAndWhatIsKeptCanBe() {
        Forall.seeds(60, random -> {
            float[] logits = logits(random, 12);
            int topK = random.nextInt(0, 13);
            float topP = random.nextFloat(0.05f, 1), minP = random.nextFloat(0, 0.5f);
            SamplingOptions options = SamplingOptions.at(1, random.nextLong()).withCut(topK, topP, minP);
            Set<Integer> seen = new HashSet<>();
            for (int token : draw(options, logits, 3_000)) seen.add(token);
            Set<Integer> allowed = allowed(logits, topK, topP, minP);
            assertTrue(allowed.containsAll(seen), seen + " of " + allowed);
        });
    }

    // The definition, written down plainly.
    private static Set<Integer> allowed(float[] logits, int topK, float topP, float minP) {
        List<Integer> order = IntStream.range(0, logits.length).boxed()
                .sorted((a, b) -> Float.compare(logits[b], logits[a])).toList();
        order = order.subList(0, topK == 0 ? order.size() : Math.min(topK, order.size()));
        double all = order.stream().mapToDouble(i -> Math.exp(logits[i])).sum(), sum = 0;
        Set<Integer> allowed = new HashSet<>();
        for (int id : order) {
            boolean first = allowed.isEmpty();
            double p = Math.exp(logits[id]);
            if (!first && (sum >= topP * all || p < minP * Math.exp(logits[order.getFirst()]))) break;
            allowed.add(id);
            sum += p;
        }
        return allowed;
    }

    @Test
    void aSmallTopPLeavesOnlyTheLargest() {
        int[] drawn = draw(SamplingOptions.at(5, 1).withCut(0, 0.01f, 0), new float[]{1, 2, 1.5f}, 50);
        assertTrue(Arrays.stream(drawn).allMatch(t -> t == 1));
    }

    @Test
    void aTokenThatWasSaidIsPenalisedAndOneOfThePromptOnlyForRepetition() {
        float[] logits = {2, 1.9f, -1};
        SamplingOptions presence = SamplingOptions.greedy().withPenalties(1, 64, 0.5f, 0);
        assertArrayEquals(new int[]{0, 1, 0, 0}, draw(presence, logits, 4));
        assertEquals(0, new Sampler(presence, new int[]{0}).next(logits).id());
        SamplingOptions repetition = SamplingOptions.greedy().withPenalties(1.5f, 64, 0, 0);
        assertEquals(1, new Sampler(repetition, new int[]{0}).next(logits).id());
        SamplingOptions shortWindow = SamplingOptions.greedy().withPenalties(1.5f, 1, 0, 0);
        assertEquals(0, new Sampler(shortWindow, new int[]{0, 2}).next(logits).id());
        SamplingOptions frequency = SamplingOptions.greedy().withPenalties(1, 64, 0, 0.2f);
        assertArrayEquals(new int[]{0, 1, 0, 1}, draw(frequency, logits, 4));
    }

    @Test
    void biasAndConstraintDecideAndTheLogitsStayAsTheyWere() {
        float[] logits = {2, 1, 0};
        float[] before = logits.clone();
        SamplingOptions biased = SamplingOptions.greedy().withLogitBias(Map.of(2, 5f, 99, 1f));
        assertEquals(2, new Sampler(biased, NO_PROMPT).next(logits).id());
        int[] accepted = {-1};
        Constraint onlyOne = new Constraint() {
            @Override
            public void mask(float[] all) {
                all[0] = all[2] = Float.NEGATIVE_INFINITY;
            }

            @Override
            public void accept(int token) {
                accepted[0] = token;
            }
        };
        assertEquals(1, new Sampler(SamplingOptions.at(100, 3), NO_PROMPT, onlyOne).next(logits).id());
        assertEquals(1, accepted[0]);
        assertArrayEquals(before, logits);
    }

    @Test
    void logprobsAreTheModelsOwn() {
        float[] logits = {(float) Math.log(0.5), (float) Math.log(0.3), (float) Math.log(0.2)};
        SamplingOptions options = SamplingOptions.greedy().withLogitBias(Map.of(2, 50f)).withLogprobs(2);
        Choice choice = new Sampler(options, NO_PROMPT).next(logits);
        assertEquals(2, choice.id());
        assertEquals(Math.log(0.2), choice.logprob(), 1e-6);
        assertEquals(List.of(0, 1), choice.top().stream().map(Alternative::id).toList());
        assertEquals(Math.log(0.5), choice.top().getFirst().logprob(), 1e-6);
    }

    @Test
    void nonsenseIsRefusedWithItsName() {
        SamplingOptions greedy = SamplingOptions.greedy();
        assertEquals("temperature: NaN, allowed 0.0 to 100.0",
                assertThrows(IllegalArgumentException.class, () -> greedy.withTemperature(Float.NaN)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> greedy.withTemperature(100.1f));
        assertThrows(IllegalArgumentException.class, () -> greedy.withCut(-1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> greedy.withCut(0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> greedy.withCut(0, 1, 1.1f));
        assertThrows(IllegalArgumentException.class, () -> greedy.withPenalties(0, 0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> greedy.withPenalties(1, 0, 2.1f, 0));
        assertThrows(IllegalArgumentException.class, () -> greedy.withLogprobs(21));
        assertThrows(IllegalArgumentException.class, () -> greedy.withLogitBias(Map.of(1, 101f)));
        assertEquals(20, greedy.withLogprobs(20).topLogprobs());
        assertEquals(100f, greedy.withTemperature(100).temperature());
    }

    private static int[] draw(SamplingOptions options, float[] logits, int n) {
        Sampler sampler = new Sampler(options, NO_PROMPT);
        return IntStream.range(0, n).map(i -> sampler.next(logits).id()).toArray();
    }

    private static float[] logits(RandomGenerator random, int n) {
        float[] logits = new float[n];
        for (int i = 0; i < n; i++) logits[i] = (float) random.nextGaussian() * 2;
        return logits;
    }
}
