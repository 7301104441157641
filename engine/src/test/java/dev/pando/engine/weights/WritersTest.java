package dev.pando.engine.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.kernel.Dequantise;
import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import dev.pando.testing.Forall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritersTest {

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenAsGgufIsReadBack() throws IOException {
        Path file = folder.resolve("w.gguf");
        new GgufWriter().text("general.architecture", "llama").count("n", 7).number("f", 0.5f).flag("b", true)
                .texts("t", List.of("a", "", "ß")).numbers("s", 1, -2).integers("i", 3, -4).vector("v", 1, 2, 3)
                .matrix("m", TensorType.F16, 2, 3, Rows.of(new float[]{1, 2, 3, 4, 5, 6})).write(file);
        try (ModelFile model = ModelFile.open(file)) {
            Metadata m = model.metadata();
            assertEquals("llama", m.string("general.architecture"));
            assertEquals(7, m.count("n"));
            assertEquals(0.5, m.number("f"));
            assertTrue(m.bool("b"));
            assertEquals(List.of("a", "", "ß"), m.strings("t"));
            assertArrayEquals(new float[]{1, -2}, m.floats("s"));
            assertArrayEquals(new int[]{3, -4}, m.integers("i"));
            assertArrayEquals(new float[]{1, 2, 3}, model.vector("v"));
            assertEquals("3 × 2", model.tensor("m").shape());
            assertArrayEquals(new float[]{1, 2, 3, 4, 5, 6}, floats(model.matrix("m")));
        }
    }

    private static float[] floats(Matrix m) {
        float[] all = new float[m.rows() * m.columns()];
        for (int row = 0; row < m.rows(); row++) Dequantise.row(m, row, all, row * m.columns());
        return all;
    }

    @Test
    void everyTypeOfMatrixSurvivesACopy() {
        Forall.seeds(10, random -> {
            float[] values = new float[3 * 512];
            for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
            Path first = folder.resolve("1.gguf"), second = folder.resolve("2.gguf");
            GgufWriter writer = new GgufWriter(), copier = new GgufWriter();
            for (TensorType type : TensorType.values()) writer.matrix(type.name(), type, 3, 512, Rows.of(values));
            writer.write(first);
            try (ModelFile model = ModelFile.open(first)) {
                model.tensorNames().forEach(name -> copier.copy(name, model.matrix(name)));
                assertArrayEquals(values, floats(model.matrix("F32")));
                copier.write(second);
            }
            assertEquals(-1, Files.mismatch(first, second));
        });
    }

    @Test
    void whatIsWrittenAsSafetensorsIsReadBack() throws IOException {
        Path file = folder.resolve("w.safetensors");
        float[] values = {1, 2, 3, 4, 5, 6};
        new SafetensorsWriter().text("format", "pt").vector("v", TensorType.F32, 1, 2)
                .matrix("h", TensorType.F16, 2, 3, Rows.of(values)).matrix("b", TensorType.BF16, 3, 2, Rows.of(values))
                .write(file);
        try (ModelFile model = ModelFile.open(file)) {
            assertArrayEquals(new float[]{1, 2}, model.vector("v"));
            assertArrayEquals(values, floats(model.matrix("h")));
            assertArrayEquals(values, floats(model.matrix("b")));
            assertEquals(3, model.matrix("b").rows());
        }
    }

    @Test
    void aWriteThatFailsLeavesWhatWasThere() throws IOException {
        Path file = Files.writeString(folder.resolve("w.gguf"), "before");
        GgufWriter writer = new GgufWriter().matrix("m", TensorType.F32, 2, 1, (row, into) -> {
            if (row == 1) throw new IllegalStateException("the source broke");
        });
        assertThrows(IllegalStateException.class, () -> writer.write(file));
        assertEquals("before", Files.readString(file));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count(), "nothing else is left");
        }
    }

    @Test
    void whatCouldNotBeReadIsNotWritten() {
        GgufWriter gguf = new GgufWriter().text("k", "v").vector("v", 1);
        assertThrows(IllegalArgumentException.class, () -> gguf.text("k", "w"));
        assertThrows(IllegalArgumentException.class, () -> gguf.vector("v", 1));
        assertThrows(IllegalArgumentException.class, () -> gguf.vector("x".repeat(65), 1));
        assertThrows(IllegalArgumentException.class, () -> gguf.vector(""));
        assertThrows(IllegalArgumentException.class, () -> gguf.count("n", -1));
        assertThrows(IllegalArgumentException.class,
                () -> gguf.matrix("m", TensorType.Q8_0, 1, 33, Rows.of(new float[33])));
        SafetensorsWriter safetensors = new SafetensorsWriter().vector("v", TensorType.F32, 1);
        assertThrows(IllegalArgumentException.class, () -> safetensors.vector("v", TensorType.F32, 1));
        assertThrows(IllegalArgumentException.class, () -> safetensors.vector("__metadata__", TensorType.F32, 1));
        assertThrows(IllegalArgumentException.class, () -> safetensors.vector("q", TensorType.Q8_0, new float[32]));
    }

    @Test
    void ourQuantisersWriteTheBytesThatGgmlWrites() throws IOException {
        for (var type : List.of(TensorType.F16, TensorType.Q8_0, TensorType.Q4_0)) {
            String name = "models/babyllama-105/model5000." + type.name().toLowerCase(java.util.Locale.ROOT) + ".gguf";
            try (ModelFile floats = ModelFile.open(SharedData.path("models/babyllama-105/model5000.f32.gguf"));
                    ModelFile theirs = ModelFile.open(SharedData.path(name))) {
                GgufWriter writer = new GgufWriter();
                for (String tensor : theirs.tensorNames()) {
                    Matrix m = floats.matrix(tensor);
                    writer.matrix(tensor, theirs.tensor(tensor).type(), m.rows(), m.columns(),
                            (row, into) -> Dequantise.row(m, row, into, 0));
                }
                writer.write(folder.resolve("ours.gguf"));
                try (ModelFile ours = ModelFile.open(folder.resolve("ours.gguf"))) {
                    for (String tensor : theirs.tensorNames()) {
                        Matrix expected = theirs.matrix(tensor);
                        assertEquals(-1, ours.matrix(tensor).data().mismatch(expected.data()),
                                tensor + " as " + expected.type());
                    }
                }
            }
        }
    }
}
