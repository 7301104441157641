package dev.pando.testing;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// A property that must hold for every input: it is tried on many seeded ones, and a failure names its seed.
///
/// ```java
/// Forall.seeds(200, random -> assertEquals(n, decode(encode(n = random.nextLong()))));
/// ```
/// Replay one case with `-Dseed=<number>`; try more with `-Dforall.cases=<number>`.
public final class Forall {

    private static final long FIRST_SEED = 0x5EEDL;

    private Forall() {}

    /// One case of a property; it draws its inputs from `random` and throws if the property does not hold.
    @FunctionalInterface
    public interface Property {
        /// Checks the property on inputs drawn from `random`.
        void check(RandomGenerator random) throws Exception;
    }

    /// Checks `property` on `cases` seeds, always the same ones.
    ///
    /// @throws AssertionError naming the seed to replay, with the property's failure as its cause
    public static void seeds(int cases, Property property) {
        Long only = Long.getLong("seed");
        int count = only != null ? 1 : Integer.getInteger("forall.cases", cases);
        for (int i = 0; i < count; i++) {
            long seed = only != null ? only : FIRST_SEED + i;
            try {
                property.check(new SplittableRandom(seed));
            } catch (Throwable e) {
                throw new AssertionError("case " + i + " of " + count + ", replay with -Dseed=" + seed + ": " + e, e);
            }
        }
    }
}
