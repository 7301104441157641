package dev.pando.engine.genome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
