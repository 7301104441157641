package dev.pando.engine.privacy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.grid.Grid;
import dev.pando.engine.grid.Lexicon;
import dev.pando.engine.grid.Term;
import dev.pando.engine.grid.Trace;
import dev.pando.engine.grid.Trace.Association;
import dev.pando.engine.privacy.Noise.Gaussian;
import dev.pando.engine.privacy.Noise.Laplace;
import dev.pando.testing.Forall;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// What somebody learns who knows everything about the grid and looks for one fact in what was released.
class ReleaseTest {

    private static final double DELTA = 1e-5;
    private static final int SIXTEEN = 16;
    private static final Noise NONE = new Gaussian(0, Release.SHIFT);

    private static final Lexicon LEXICON = Lexicon.scattered(8);
    private static final Trace FACT, OTHER;
    private static final int TILE;

    // A fact both of whose ends lie within one tile moves it most.
    static {
        SplittableRandom random = new SplittableRandom(11);
        Term here = term("a", random), near = term("b", random);
        for (int i = 0; size(
                Release.of(List.of(trace(here, near)), tile(here), NONE, random)) < Release.SHIFT_SUM; i++) {
            near = term("b" + i, random);
            if (i % 100 == 0) here = term("a" + i, random);
        }
        FACT = trace(here, near);
        OTHER = trace(near, here);
        TILE = tile(here);
    }

    private static Term term(String name, RandomGenerator random) {
        float[] vector = new float[8];
        for (int i = 0; i < vector.length; i++) vector[i] = (float) random.nextGaussian();
        return LEXICON.add(name, vector);
    }

    private static Trace trace(Term subject, Term object) {
        return Trace.of(List.of(new Association(subject, object, 1)));
    }

    private static int tile(Term term) {
        int row = term.cell() / Grid.SIZE, column = term.cell() % Grid.SIZE;
        return row / Release.SIDE * (Grid.SIZE / Release.SIDE) + column / Release.SIDE;
    }

    private static double size(int[] numbers) {
        return Arrays.stream(numbers).mapToDouble(n -> Math.abs((double) n) / Release.ONE).sum();
    }

    private static double product(int[] a, int[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) sum += (double) a[i] / Release.ONE * b[i] / Release.ONE;
        return sum;
    }

    @Test
    void oneFactMovesATileByNoMoreThanThePromiseRestsOn() {
        SplittableRandom random = new SplittableRandom(1);
        int[] fact = Release.of(List.of(FACT), TILE, NONE, random);
        assertEquals(Release.SHIFT_SUM, size(fact), 1e-9);
        assertEquals(Release.SHIFT, Math.sqrt(product(fact, fact)), 1e-9);
        Trace loud = Trace.of(List.of(new Association(LEXICON.term(0), LEXICON.term(1), 7)));
        for (int tile = 0; tile < Release.tiles(); tile++) {
            int[] cut = Release.of(List.of(loud), tile, NONE, random);
            assertTrue(Math.sqrt(product(cut, cut)) <= Release.SHIFT + 0.1);
            assertTrue(size(Release.of(List.of(loud), tile, new Laplace(0, Release.SHIFT_SUM), random)) <= 127);
        }
    }

    @Test
    void theBestAttackFindsAFactNoOftenerThanThePromiseAllows() {
        int[] fact = Release.of(List.of(FACT), TILE, NONE, new SplittableRandom(1));
        for (double epsilon : new double[]{0.5, 1, 2, 4}) {
            Gaussian noise = Gaussian.of(epsilon, DELTA, Release.SHIFT);
            double[] with = scores(List.of(OTHER, FACT), fact, noise), without = scores(List.of(OTHER), fact, noise);
            double bound = Normal.below(noise.shift() / noise.sigma() / Math.sqrt(2));
            assertTrue(areaUnderCurve(with, without) <= bound + 0.02, "epsilon " + epsilon);
            for (double threshold : without) { // canaries: found, and cried out over nothing
                double found = above(with, threshold), nothing = above(without, threshold);
                double chance = 4 * Math.sqrt(Math.max(found * (1 - found), 0.01) / with.length);
                assertTrue(found <= Math.exp(epsilon) * (nothing + 2.0 / without.length) + DELTA + chance,
                        "epsilon " + epsilon + ": " + found + " against " + nothing);
            }
        }
    }

    // The likelihood ratio of normal noise is a function of the inner product with what is looked for.
    private static double[] scores(List<Trace> facts, int[] looked, Noise noise) {
        SplittableRandom random = new SplittableRandom(facts.size());
        double[] scores = new double[1_500];
        for (int i = 0; i < scores.length; i++) scores[i] = product(Release.of(facts, TILE, noise, random), looked);
        return scores;
    }

    private static double areaUnderCurve(double[] with, double[] without) {
        double[] sorted = without.clone();
        Arrays.sort(sorted);
        double below = 0;
        for (double score : with) {
            int at = Arrays.binarySearch(sorted, score);
            below += at < 0 ? -at - 1 : at;
        }
        return below / with.length / without.length;
    }

    private static double above(double[] scores, double threshold) {
        return (double) Arrays.stream(scores).filter(score -> score > threshold).count() / scores.length;
    }

    @Test
    void whatThreeOfSixteenSayIsHeardAndWhatOneSaysIsNot() throws Exception {
        int[] fact = Release.of(List.of(FACT), TILE, NONE, new SplittableRandom(1));
        // Each adds a sixteenth of the noise's variance: nobody sees less than the sum.
        Gaussian all = Gaussian.of(8, DELTA, Release.SHIFT), each = new Gaussian(all.sigma() / 4, Release.SHIFT);
        double threshold = 2.5 * all.sigma() * Release.SHIFT;
        int three = 0, one = 0, rounds = 40;
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < rounds; round++) {
            if (product(sum(3, each, random), fact) > threshold) three++;
            if (product(sum(1, each, random), fact) > threshold) one++;
        }
        assertTrue(three >= 0.9 * rounds, three + " of " + rounds);
        assertTrue(one <= 0.4 * rounds, one + " of " + rounds);
    }

    private static int[] sum(int holders, Noise each, RandomGenerator random) {
        List<int[]> added = new ArrayList<>();
        for (int i = 0; i < SIXTEEN; i++)
            added.add(Release.of(i < holders ? List.of(FACT) : List.of(), TILE, each, random));
        return Masks.sum(added);
    }

    @Test
    void masksLeaveTheSumOfAllAndNothingOfAnyFewer() throws Exception {
        List<KeyPair> keys = new ArrayList<>();
        for (int i = 0; i < 8; i++) keys.add(KeyPairGenerator.getInstance("X25519").generateKeyPair());
        List<PublicKey> group = keys.stream().map(KeyPair::getPublic).toList();
        Forall.seeds(3, random -> {
            List<int[]> said = new ArrayList<>(), hidden = new ArrayList<>();
            long round = random.nextLong();
            for (KeyPair key : keys) {
                int[] numbers = random.ints(2_000, -5_000, 5_000).toArray();
                said.add(numbers);
                hidden.add(Masks.hide(numbers, key, group, round));
            }
            assertArrayEquals(Masks.sum(said), Masks.sum(hidden));
            int[] fewer = Masks.sum(hidden.subList(1, hidden.size()));
            double mean = Arrays.stream(fewer).mapToDouble(n -> Math.abs((double) n)).average().orElseThrow();
            assertEquals(Math.pow(2, 30), mean, 0.1 * Math.pow(2, 30)); // as chance deals numbers of 32 bits
            assertFalse(Arrays.equals(hidden.getFirst(),
                    Masks.hide(said.getFirst(), keys.getFirst(), group, round + 1)), "a mask is used once");
        });
    }

    @Test
    void aGroupIsNeitherTooSmallNorTooLargeNorAnybodyElses() throws Exception {
        List<KeyPair> keys = new ArrayList<>();
        for (int i = 0; i <= Masks.GROUP_MAX; i++) keys.add(KeyPairGenerator.getInstance("X25519").generateKeyPair());
        List<PublicKey> all = keys.stream().map(KeyPair::getPublic).toList();
        KeyPair own = keys.getFirst();
        Masks.hide(new int[1], own, all.subList(0, Masks.GROUP_MAX), 0);
        Masks.hide(new int[1], own, all.subList(0, Masks.GROUP_MIN), 0);
        for (List<PublicKey> group : List.of(all, all.subList(0, 1), all.subList(1, 3),
                List.of(all.get(0), all.get(1), all.get(1))))
            assertThrows(IllegalArgumentException.class, () -> Masks.hide(new int[1], own, group, 0));
    }

    @Test
    void aSumIsRoundedToFourBits() {
        int[] sum = new int[Release.NUMBERS];
        sum[0] = 100 * Release.ONE;
        sum[1] = -100 * Release.ONE;
        sum[2] = Release.ONE * 3 / 2;
        byte[] rounded = Release.rounded(sum);
        assertEquals(7, rounded[0]);
        assertEquals(-7, rounded[1]);
        assertEquals(2, rounded[2]);
        assertEquals(0, rounded[3]);
    }
}
