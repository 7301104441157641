package dev.pando.kernel;

import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import dev.pando.testing.Forall;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnpackTest {

    @ParameterizedTest
    @EnumSource
    void vectorsMakeTheSameFloatsAsTheMeaning(TensorType type) {
        Forall.seeds(100, random -> {
            int columns = type.blockElements() == 1
                    ? random.nextInt(1, 100)
                    : type.blockElements() * random.nextInt(1, 6);
            int rows = random.nextInt(1, 5), row = random.nextInt(rows), at = random.nextInt(9);
            Matrix m = Samples.matrix(random, type, rows, columns);
            float[] meaning = new float[at + columns + 1], vectors = new float[at + columns + 1];
            Dequantise.row(m, row, meaning, at);
            Unpack.row(m, row, vectors, at);
            Same.bits(meaning, vectors);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void everyBitPatternOfTwoBytesIsRead(TensorType type) {
        byte[] data = new byte[2 * 65536];
        for (int i = 0; i < 65536; i++) {
            data[2 * i] = (byte) i;
            data[2 * i + 1] = (byte) (i >> 8);
        }
        Matrix m = new Matrix("all", type, 1, 65536, java.lang.foreign.MemorySegment.ofArray(data));
        float[] meaning = new float[65536], vectors = new float[65536];
        Dequantise.row(m, 0, meaning, 0);
        Unpack.row(m, 0, vectors, 0);
        Same.bits(meaning, vectors);
    }
}
