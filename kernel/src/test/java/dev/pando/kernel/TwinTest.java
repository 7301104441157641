package dev.pando.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pando.kernel.machine.QuadKernel;
import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import dev.pando.testing.Forall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Kernels give the bits of their scalar twins; the twins are written here, as plainly as can be.
class TwinTest {

    @ParameterizedTest
    @EnumSource
    void aProductHasTheBitsOfItsTwinOnAnyShape(TensorType type) {
        twinsAgree(type, false);
    }

    @ParameterizedTest
    @EnumSource
    void machineCodeHasTheBitsOfTheTwinOnAnyShape(TensorType type) {
        assumeTrue(QuadKernel.isPossible(), "no machine code for this processor, system or vector width");
        twinsAgree(type, true);
    }

    private static void twinsAgree(TensorType type, boolean machine) {
        Forall.seeds(40, random -> {
            int block = type.blockElements(),
                    columns = block == 1 ? random.nextInt(1, 300) : block * random.nextInt(1, 9);
            int rows = random.nextInt(1, 80), tokens = random.nextInt(1, 20), at = random.nextInt(4);
            Matrix m = Samples.matrix(random, type, rows, columns);
            float[] x = Samples.floats(random, at + tokens * columns), y = new float[3 + tokens * (rows + 2)];
            try (Workers workers = new Workers(2); Projection w = Projection.of(workers, m, machine)) {
                Projections.multiply(workers, new Scratch(), x, at, tokens, new Projections.Output(w, y, 3, rows + 2));
            }
            float[] row = new float[columns];
            for (int r = 0; r < rows; r++) {
                Dequantise.row(m, r, row, 0);
                for (int t = 0; t < tokens; t++) {
                    float twin = Grouped.takes(type)
                            ? Twins.grouped(m, r, x, at + t * columns)
                            : Twins.dot(x, at + t * columns, row, 0, columns);
                    Same.bits(twin, y[3 + t * (rows + 2) + r], type + " row " + r + " token " + t);
                }
            }
            for (int t = 0; t < tokens - 1; t++) assertEquals(0, y[3 + t * (rows + 2) + rows], "between two tokens");
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void rowsOfHalvesHaveTheSameBitsInMachineCodeAndInJava(TensorType type) {
        assumeTrue(QuadKernel.isPossible(), "no machine code for this processor, system or vector width");
        Forall.seeds(60, random -> {
            int rows = random.nextInt(1, 80), columns = 16 * random.nextInt(1, 20), from = random.nextInt(rows);
            Matrix heap = Samples.matrix(random, type, rows, columns);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment copy = arena.allocate(heap.data().byteSize() + 2, 1).asSlice(random.nextInt(3),
                        heap.data().byteSize());
                copy.copyFrom(heap.data());
                Matrix m = new Matrix(heap.name(), type, rows, columns, copy);
                float[] x = Samples.floats(random, columns + 3), java = new float[rows + 5],
                        machine = new float[rows + 5];
                Gemv.rows(m, from, rows, x, 3, java, 5, new Scratch().slots(1)[0], false);
                Gemv.rows(m, from, rows, x, 3, machine, 5, new Scratch().slots(1)[0], true);
                Same.bits(java, machine);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16"}, mode = EnumSource.Mode.EXCLUDE)
    void machineCodeRepacksAsItsTwinDoes(TensorType type) {
        assumeTrue(QuadKernel.isPossible(), "no machine code for this processor, system or vector width");
        Forall.seeds(20, random -> {
            Matrix m = Samples.matrix(random, type, random.nextInt(1, 50), 256 * random.nextInt(1, 4));
            byte[] java = new byte[(int) Quads.bytes(m)], machine = new byte[java.length];
            QuadRepacker twin = new QuadRepacker(m, Quads.format(type));
            for (int g = 0; g < Math.ceilDiv(m.rows(), 16); g++) twin.repack(g, MemorySegment.ofArray(java));
            try (Workers workers = new Workers(2)) {
                Quads.repack(workers, m, MemorySegment.ofArray(machine));
            }
            assertArrayEquals(java, machine);
        });
    }

    @Test
    void theLanesAreSummedAsATree() {
        Forall.seeds(200, random -> {
            int count = random.nextInt(1, 50), at = random.nextInt(5);
            float[] lanes = Samples.floats(random, at + count * 16), out = new float[at + count];
            Fold.many(lanes, at, count, out, at);
            for (int i = 0; i < count; i++) Same.bits(Twins.fold(lanes, at + i * 16), out[at + i], "sum " + i);
        });
    }
}
