package dev.pando.kernel;

import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/// Random inputs for the kernels' tests.
final class Samples {

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    private Samples() {}

    static float[] floats(RandomGenerator random, int length) {
        float[] out = new float[length];
        for (int i = 0; i < length; i++) out[i] = (float) random.nextGaussian();
        return out;
    }

    /// Every bit pattern of the quants, scales of moderate size; at an odd address now and then.
    static Matrix matrix(RandomGenerator random, TensorType type, int rows, int columns) {
        int bytes = Math.toIntExact(type.bytes(columns) * rows), odd = random.nextInt(3);
        byte[] data = new byte[bytes + odd];
        random.nextBytes(data);
        MemorySegment s = MemorySegment.ofArray(data).asSlice(odd, bytes);
        for (long at = 0; at < bytes; at += type.blockBytes()) {
            switch (type) {
                case F32 -> s.set(FLOAT, at, (float) random.nextGaussian());
                case F16, Q4_0, Q5_0, Q8_0 -> half(s, at, random);
                case BF16 -> s.set(SHORT, at, (short) (Float.floatToIntBits((float) random.nextGaussian()) >> 16));
                case Q4_1, Q5_1, Q4_K, Q5_K -> {
                    half(s, at, random);
                    half(s, at + 2, random);
                }
                case Q6_K -> half(s, at + 208, random);
            }
        }
        return new Matrix("sample " + type, type, rows, columns, s);
    }

    private static void half(MemorySegment s, long at, RandomGenerator random) {
        s.set(SHORT, at, Float.floatToFloat16((float) random.nextGaussian() * 0.01f));
    }
}
