package dev.pando.lab.shape;

import dev.pando.engine.weights.EncodedRows;
import dev.pando.kernel.tensor.TensorType;
import java.util.SplittableRandom;

/// Random weights made in their stored form: random levels, and scales that give a standard deviation of 1/√columns.
///
/// Rounding random floats to a K format would take minutes for a billion of them; this takes seconds.
final class RandomBlocks implements EncodedRows {

    private final TensorType type;
    private final SplittableRandom random;
    private final float spread;

    /// @param seed the same seed gives the same bytes if rows are read in order
    RandomBlocks(TensorType type, int columns, long seed) {
        this.type = type;
        this.random = new SplittableRandom(seed);
        this.spread = (float) (1 / Math.sqrt(columns));
    }

    @Override
    public void read(int row, byte[] into) {
        random.nextBytes(into);
        for (int at = 0; at < into.length; at += type.blockBytes()) settle(into, at);
    }

    // The divisors are the standard deviations of what random bytes mean where the scale is 1.
    private void settle(byte[] b, int at) {
        switch (type) {
            case F32 -> word(b, at, Float.floatToIntBits(uniform()));
            case F16 -> half(b, at, uniform());
            case BF16 -> word16(b, at, Float.floatToIntBits(uniform()) >>> 16);
            case Q8_0 -> half(b, at, spread / 73.9f);
            case Q4_0 -> half(b, at, eitherSign(spread / 4.61f));
            case Q5_0 -> half(b, at, eitherSign(spread / 9.23f));
            case Q4_1 -> scaleAndMinimum(b, at, spread / 4.61f, -7.5f);
            case Q5_1 -> scaleAndMinimum(b, at, spread / 9.23f, -15.5f);
            case Q4_K -> scaleAndMinimum(b, at, spread / 258, 7.5f);
            case Q5_K -> scaleAndMinimum(b, at, spread / 527, 15.5f);
            case Q6_K -> half(b, at + 208, spread / 1365);
        }
    }

    // A minimum of so many steps puts the mean at 0.
    private static void scaleAndMinimum(byte[] b, int at, float d, float steps) {
        half(b, at, d);
        half(b, at + 2, d * steps);
    }

    // Levels run from −8 to 7: the mean of a block is not 0, that of many is.
    private float eitherSign(float d) {
        return random.nextBoolean() ? d : -d;
    }

    private float uniform() {
        return (float) (random.nextInt() * 0x1p-31 * Math.sqrt(3)) * spread;
    }

    private static void half(byte[] b, int at, float value) {
        word16(b, at, Float.floatToFloat16(value));
    }

    private static void word(byte[] b, int at, int value) {
        word16(b, at, value);
        word16(b, at + 2, value >> 16);
    }

    private static void word16(byte[] b, int at, int value) {
        b[at] = (byte) value;
        b[at + 1] = (byte) (value >> 8);
    }
}
