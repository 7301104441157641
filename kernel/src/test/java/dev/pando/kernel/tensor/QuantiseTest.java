package dev.pando.kernel.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.kernel.Dequantise;
import dev.pando.testing.Forall;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class QuantiseTest {

    // Largest error in steps of the block's range that rounding to the format may leave.
    private static final Map<TensorType, Double> ERROR_MAX = new EnumMap<>(
            Map.of(TensorType.F32, 0.0, TensorType.F16, 1.0 / 2048, TensorType.BF16, 1.0 / 256, TensorType.Q8_0,
                    1.0 / 200,
                    TensorType.Q4_0, 1.01 / 8, TensorType.Q4_1, 1.05 / 15, TensorType.Q5_0, 1.01 / 16,
                    TensorType.Q5_1, 1.05 / 31, TensorType.Q4_K, 1.0 / 7, TensorType.Q5_K, 1.0 / 14));

    static {
        ERROR_MAX.put(TensorType.Q6_K, 1.0 / 20);
    }

    private static float[] there(TensorType type, float[] x) {
        byte[] bytes = new byte[(int) type.bytes(x.length)];
        Quantise.row(type, x, 0, x.length, bytes, 0);
        float[] back = new float[x.length];
        Dequantise.row(new Matrix("w", type, 1, x.length, MemorySegment.ofArray(bytes)), 0, back, 0);
        return back;
    }

    private static float[] gaussian(RandomGenerator random, int length) {
        float spread = (float) Math.exp(random.nextDouble(-2, 3));
        float[] x = new float[length];
        for (int i = 0; i < length; i++) x[i] = (float) random.nextGaussian() * spread;
        return x;
    }

    @Test
    void thereAndBackLeavesNoMoreThanTheFormatsRounding() {
        Forall.seeds(200, random -> {
            float[] x = gaussian(random, 512);
            for (TensorType type : TensorType.values()) {
                float[] back = there(type, x);
                int block = type.blockElements();
                for (int i = 0; i < x.length; i++) {
                    float largest = 0;
                    for (int j = i / block * block; j < i / block * block + block; j++) {
                        largest = Math.max(largest, Math.abs(x[j]));
                    }
                    double allowed = ERROR_MAX.get(type) * largest + 1e-7;
                    assertTrue(Math.abs(back[i] - x[i]) <= allowed, type + " " + x[i] + " became " + back[i]);
                }
            }
        });
    }

    @Test
    void finerFormatsLeaveSmallerErrors() {
        Forall.seeds(20, random -> {
            float[] x = gaussian(random, 2048);
            TensorType[] coarseToFine = {TensorType.Q4_0, TensorType.Q4_K, TensorType.Q5_K, TensorType.Q6_K,
                    TensorType.Q8_0, TensorType.F16, TensorType.F32};
            double before = Double.MAX_VALUE;
            for (TensorType type : coarseToFine) {
                double error = 0;
                float[] back = there(type, x);
                for (int i = 0; i < x.length; i++) error += Math.pow(back[i] - x[i], 2);
                assertTrue(error < before, type + ": " + error + " is not below " + before);
                before = error;
            }
        });
    }

    @Test
    void whatTheFormatCanSayIsSaidExactly() {
        float[] x = new float[256];
        for (TensorType type : TensorType.values()) assertArrayEquals(x, there(type, x), 0f, type + " of zeros");
        for (int i = 0; i < 256; i++) x[i] = (i % 32 - 16) * 0.5f;
        assertArrayEquals(x, there(TensorType.Q5_0, x));
        for (int i = 0; i < 256; i++) x[i] = i % 16 * 0.25f - 1;
        assertArrayEquals(x, there(TensorType.Q4_1, x));
    }

    // Taken when the same code wrote, for 1,441,792 other weights, every byte that llama.cpp's quantiser writes.
    private static final Map<TensorType, Long> CHECKSUMS = new EnumMap<>(
            Map.of(TensorType.Q4_0, 0x8fefb8b1L, TensorType.Q4_1, 0xffd69edeL,
                    TensorType.Q5_0, 0x30dec10aL, TensorType.Q5_1, 0x5bc87730L, TensorType.Q8_0, 0xb4563a9bL,
                    TensorType.Q4_K, 0x16fc5748L, TensorType.Q5_K, 0xab95ebccL,
                    TensorType.Q6_K, 0x36c010e8L, TensorType.F16, 0x2452ef1L, TensorType.BF16, 0x4a883ad2L));

    @Test
    void theBytesAreTheOnesThatGgmlWrites() {
        SplittableRandom random = new SplittableRandom(7);
        float[] x = new float[32 * 1024];
        for (int i = 0; i < x.length; i++) {
            float uniform = random.nextInt() * 0x1p-31f;
            x[i] = uniform * uniform * uniform;
        }
        CHECKSUMS.forEach((type, expected) -> {
            byte[] bytes = new byte[(int) type.bytes(x.length)];
            Quantise.row(type, x, 0, x.length, bytes, 0);
            CRC32 crc = new CRC32();
            crc.update(bytes);
            assertEquals(Long.toHexString(expected), Long.toHexString(crc.getValue()), type.toString());
        });
    }

    @Test
    void halvesGoAwayFromZeroInQ80AndToEvenInBf16() {
        float[] x = new float[32];
        x[0] = 127;
        x[1] = 0.5f;
        x[2] = -0.5f;
        x[3] = 1.5f;
        assertArrayEquals(new float[]{127, 1, -1, 2}, java.util.Arrays.copyOf(there(TensorType.Q8_0, x), 4));
        float tie = Float.intBitsToFloat(0x3f808000);
        assertEquals(1, there(TensorType.BF16, new float[]{tie})[0]);
        assertTrue(Float.isNaN(there(TensorType.BF16, new float[]{Float.NaN})[0]));
    }

    @Test
    void onlyWholeBlocksInsideTheArraysAreTaken() {
        byte[] out = new byte[34];
        assertThrows(IllegalArgumentException.class, () -> Quantise.row(TensorType.Q8_0, new float[33], 0, 33, out, 0));
        assertThrows(IndexOutOfBoundsException.class,
                () -> Quantise.row(TensorType.Q8_0, new float[32], 1, 32, out, 0));
        assertThrows(IndexOutOfBoundsException.class,
                () -> Quantise.row(TensorType.Q8_0, new float[32], 0, 32, out, 1));
    }
}
