package dev.pando.engine.genome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.testing.Forall;
import org.junit.jupiter.api.Test;

class RouterTest {

    private static final double NEVER = Double.NEGATIVE_INFINITY;

    @Test
    void whoPredictsBetterIsBelieved() {
        Router router = new Router(3);
        for (int t = 0; t < 20; t++) router.observe(new double[]{-2, -1, -3});
        assertEquals(1, router.best());
        assertTrue(router.weight(1) > 0.99);
        assertFalse(router.asks(2));
    }

    @Test
    void aMixtureIsNeverMuchWorseThanTheBestOfItsModels() {
        Forall.seeds(50, random -> {
            Router router = new Router(4);
            double mixed = 0;
            double[] alone = new double[4];
            for (int t = 0; t < 300; t++) {
                double[] given = new double[4];
                for (int k = 0; k < 4; k++) given[k] = -random.nextDouble(0.1, 3) - k * 0.2;
                mixed += router.mix(given);
                router.observe(given);
                for (int k = 0; k < 4; k++) alone[k] += given[k];
            }
            assertTrue(mixed > alone[0] - 0.15 * 300, mixed + " " + alone[0]);
        });
    }

    @Test
    void anAdapterOfOthersCanLeadButNotDictate() {
        Router free = new Router(2), limited = new Router(2).limited(4);
        float[][] given = {{0.1f, 0.9f}, {1, 0}};
        for (int t = 0; t < 50; t++) {
            free.observe(new double[]{-2, -1});
            limited.observe(new double[]{-2, -1});
        }
        assertTrue(limited.asks(0), "the base is asked, whoever is believed");
        float[] mixed = new float[2];
        free.mix(given, mixed);
        assertTrue(mixed[0] > 0.99f);
        limited.mix(given, mixed);
        // 0.4 of what it wanted, and a tenth of the rest by way of the base
        assertEquals(0.46, mixed[0], 0.01);
        assertEquals(1, mixed[0] + mixed[1], 1e-6);
        assertEquals(Math.log(0.4), limited.mix(new double[]{Math.log(0.1), 0}), 0.01);
    }

    @Test
    void aNodesOwnAdapterIsNotLimited() {
        Router router = Router.of(3, 1).limited(2);
        for (int t = 0; t < 50; t++) router.observe(new double[]{-3, -1, -3});
        assertEquals(0, router.mix(new double[]{-10, 0, -10}), 1e-3);
    }

    @Test
    void aLimitBelowOneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Router(2).limited(0.9));
        assertThrows(IllegalArgumentException.class, () -> new Router(2).limited(Double.NaN));
    }

    @Test
    void aLimitHoldsForEveryTokenOfEveryDistribution() {
        Forall.seeds(50, random -> {
            Router router = new Router(3).limited(3);
            float[][] given = new float[3][8];
            for (float[] row : given) {
                float sum = 0;
                for (int i = 0; i < row.length; i++) sum += row[i] = (float) Math.pow(random.nextDouble(), 6) + 1e-6f;
                for (int i = 0; i < row.length; i++) row[i] /= sum;
            }
            for (int t = 0; t < 10; t++) {
                router.observe(new double[]{-random.nextDouble(), -random.nextDouble(), -random.nextDouble()});
            }
            float[] mixed = new float[8];
            router.mix(given, mixed);
            float sum = 0;
            for (int i = 0; i < mixed.length; i++) {
                assertTrue(mixed[i] <= 4 * given[0][i] + 1e-6, "factor 3, and the base's own share");
                sum += mixed[i];
            }
            assertEquals(1, sum, 1e-5);
        });
    }

    @Test
    void whoWasDroppedIsAskedAgainAndCanComeBack() {
        Router router = new Router(2);
        for (int t = 1; t < Router.REOPENED_EVERY; t++) router.observe(new double[]{-1, -5});
        assertFalse(router.asks(1));
        router.observe(new double[]{-1, -5});
        assertTrue(router.asks(1));
        for (int t = 0; t < 3 * Router.REOPENED_EVERY; t++) router.observe(new double[]{-5, -1});
        assertEquals(1, router.best());
    }

    @Test
    void whoIsNotAskedForgetsAtTheSamePaceAsTheOthers() {
        Router router = new Router(2);
        for (int t = 0; t < 5; t++) router.observe(new double[]{-1, -5});
        assertFalse(router.asks(1));
        double[] unasked = {-1, Double.NaN};
        for (int t = 5; t < Router.REOPENED_EVERY; t++) router.observe(unasked);
        assertTrue(router.asks(1));
        assertTrue(router.weight(1) > 0.001, "weight " + router.weight(1));
    }

    @Test
    void aNodeBelievesItsOwnAdapterUntilTheTextSaysOtherwise() {
        Router router = Router.of(4, 2);
        assertEquals(Router.OWN_PRIOR, router.weight(2), 1e-12);
        for (int t = 0; t < 40; t++) router.observe(new double[]{-2, -2, -2, -2});
        assertEquals(Router.OWN_PRIOR, router.weight(2), 1e-12);
        for (int t = 0; t < 40; t++) router.observe(new double[]{-2, -1, -2, -2});
        assertEquals(1, router.best());
    }

    @Test
    void whatItsAuthorTookBackIsNotAskedAgain() {
        Router router = new Router(3);
        for (int t = 0; t < 30; t++) router.observe(new double[]{-3, -1, -3});
        router.exclude(1);
        assertEquals(0, router.weight(1));
        for (int t = 0; t < 2 * Router.REOPENED_EVERY; t++) {
            assertFalse(router.asks(1));
            router.observe(new double[]{-3, -1, -3});
        }
        assertEquals(0.5, router.weight(0), 1e-12);
    }

    @Test
    void numbersThatAreNoneOnlyHurtWhoGivesThem() {
        Router router = new Router(2);
        assertEquals(Math.log(0.5) - 1, router.mix(new double[]{-1, Double.NaN}), 1e-12);
        router.observe(new double[]{-1, Double.NaN});
        assertTrue(router.weight(0) > 0.99);
        router.observe(new double[]{-1, NEVER});
        assertEquals(1, router.weight(0) + router.weight(1), 1e-12);
    }

    @Test
    void distributionsMixByTheSameWeights() {
        Router router = new Router(2);
        float[] into = new float[2];
        router.mix(new float[][]{{1, 0}, {0, 1}}, into);
        assertEquals(0.5f, into[0]);
        for (int t = 0; t < 10; t++) router.observe(new double[]{-1, -4});
        router.mix(new float[][]{{1, 0}, null}, into);
        assertEquals(1f, into[0]);
    }
}
