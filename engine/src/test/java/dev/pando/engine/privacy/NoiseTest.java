package dev.pando.engine.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.privacy.Noise.Gaussian;
import dev.pando.engine.privacy.Noise.Laplace;
import dev.pando.testing.Forall;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NoiseTest {

    private static final double DELTA = 1e-5;

    @Test
    void normalNoiseIsAsLargeAsItsPromiseNeedsAndNoLarger() {
        double[][] table = {{0.5, 7.03}, {1, 3.73}, {2, 1.99}, {4, 1.08}, {8, 0.60}}; // ε, σ in shifts
        for (double[] row : table) {
            Gaussian noise = Gaussian.of(row[0], DELTA, 1);
            assertEquals(row[1], noise.sigma(), 0.005);
            assertEquals(DELTA, noise.delta(row[0]), 1e-12);
            assertTrue(new Gaussian(0.999 * noise.sigma(), 1).delta(row[0]) > DELTA);
            assertEquals(3 * noise.sigma(), Gaussian.of(row[0], DELTA, 3).sigma(), 1e-9);
        }
    }

    @Test
    void theNormalDistributionIsThatOfTheTables() {
        assertEquals(0.5, Normal.below(0), 1e-15);
        assertEquals(0.841344746068543, Normal.below(1), 1e-14);
        assertEquals(0.022750131948179, Normal.below(-2), 1e-14);
        assertEquals(9.865876450377e-10, Normal.below(-6), 1e-15);
        assertEquals(1, Normal.below(40));
        assertEquals(0, Normal.below(-40));
    }

    @Test
    void drawsHaveTheSpreadThatTheirPromiseRestsOn() {
        SplittableRandom random = new SplittableRandom(5);
        for (Noise noise : new Noise[]{new Gaussian(2, 1), new Laplace(2, 1)}) {
            double sum = 0, squares = 0, magnitudes = 0;
            int draws = 200_000;
            for (int i = 0; i < draws; i++) {
                double x = noise.draw(random);
                sum += x;
                squares += x * x;
                magnitudes += Math.abs(x);
            }
            boolean normal = noise instanceof Gaussian;
            assertEquals(0, sum / draws, 0.03);
            assertEquals(normal ? 4 : 8, squares / draws, 0.15);
            assertEquals(normal ? 2 * Math.sqrt(2 / Math.PI) : 2, magnitudes / draws, 0.03);
        }
    }

    // The densities' ratio is what Laplace promises of every event.
    @Test
    void laplacesNoiseKeepsItsPromiseAtEveryPoint() {
        Laplace noise = Laplace.of(2, 3);
        for (double x = -10; x <= 10; x += 0.25)
            assertTrue(Math.abs(Math.abs(x - 3) - Math.abs(x)) / noise.scale() <= 2 + 1e-12);
    }

    @Test
    void divergencesAreThoseOfTheDensities() {
        Forall.seeds(20, random -> {
            double order = 1.1 + 4 * random.nextDouble(), spread = 0.5 + random.nextDouble();
            Gaussian normal = new Gaussian(spread, 1);
            double variance = 2 * spread * spread;
            assertEquals(integral(order, x -> -x * x / variance), normal.renyi(order), 1e-6);
            assertEquals(integral(order, x -> -Math.abs(x) / spread), new Laplace(spread, 1).renyi(order), 1e-4);
        });
    }

    private interface LogDensity {
        double at(double x);
    }

    // 1/(α−1) · log ∫ p(x)^α · p(x − 1)^(1−α), p not normalised
    private static double integral(double order, LogDensity p) {
        double whole = 0, mass = 0, step = 1e-3;
        for (double x = -60; x < 60; x += step) {
            whole += step * Math.exp(order * p.at(x) + (1 - order) * p.at(x - 1));
            mass += step * Math.exp(p.at(x));
        }
        return Math.log(whole / mass) / (order - 1);
    }

    @Test
    void promisesThatCannotBeMadeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Gaussian.of(0, DELTA, 1));
        assertThrows(IllegalArgumentException.class, () -> Gaussian.of(1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> Gaussian.of(1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> Laplace.of(Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> new Accountant(0, DELTA));
        assertThrows(IllegalArgumentException.class, () -> new Accountant(1, 0));
    }

    @Test
    void anAccountantNeverForgetsAndStopsAtItsBudget() {
        Forall.seeds(20, random -> {
            double budget = 1 + 9 * random.nextDouble();
            Accountant accountant = new Accountant(budget, DELTA);
            assertEquals(0, accountant.epsilon());
            boolean refused = false;
            for (int i = 0; i < 400; i++) {
                Noise noise = random.nextInt(4) == 0
                        ? Laplace.of(0.05 + random.nextDouble(), 1)
                        : Gaussian.of(0.2 + random.nextDouble(), DELTA, 1);
                double before = accountant.epsilon();
                boolean allowed = accountant.spend(noise);
                refused |= !allowed;
                assertTrue(accountant.epsilon() <= budget);
                if (allowed) assertTrue(accountant.epsilon() >= before);
                else
                    assertEquals(before, accountant.epsilon());
            }
            assertTrue(refused);
            assertFalse(accountant.spend(Gaussian.of(budget, DELTA, 1)));
        });
    }

    @Test
    void manySmallReleasesCostLessThanTheirSum() {
        Accountant accountant = new Accountant(100, DELTA);
        for (int i = 0; i < 64; i++) assertTrue(accountant.spend(Gaussian.of(0.5, DELTA, 1)));
        assertTrue(accountant.epsilon() < 8, "64 times 0.5 together: " + accountant.epsilon());
    }
}
