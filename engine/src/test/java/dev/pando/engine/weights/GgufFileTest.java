package dev.pando.engine.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {

    @TempDir
    Path folder;

    private ModelFile open(GgufBytes bytes) {
        return ModelFile.open(bytes.write(folder.resolve("m.gguf")));
    }

    @Test
    void whatIsWrittenIsRead() {
        GgufBytes bytes = new GgufBytes().text("general.architecture", "qwen2").whole("qwen2.block_count", 3)
                .real("qwen2.rope.freq_base", 1e6f).texts("tokenizer.ggml.tokens", List.of("a", "ä", "😀"))
                .array("scores", ValueType.FLOAT32, 2,
                        GgufBytes.concat(GgufBytes.u32(Float.floatToIntBits(0.5f)), GgufBytes.u32(0)))
                .array("types", ValueType.INT32, 2, GgufBytes.concat(GgufBytes.u32(-1), GgufBytes.u32(7)))
                .key("flag", ValueType.BOOL, new byte[]{1});
        bytes.tensor("w", new float[]{1, 2, 3, 4, 5, 6}, 3, 2);
        bytes.tensor("norm", new float[]{1, -2}, 2);
        try (ModelFile file = open(bytes)) {
            Metadata m = file.metadata();
            assertEquals("qwen2", m.string("general.architecture"));
            assertEquals(3, m.count("qwen2.block_count"));
            assertEquals(1e6, m.number("qwen2.rope.freq_base"));
            assertEquals(List.of("a", "ä", "😀"), m.strings("tokenizer.ggml.tokens"));
            assertArrayEquals(new float[]{0.5f, 0}, m.floats("scores"));
            assertArrayEquals(new int[]{-1, 7}, m.integers("types"));
            assertTrue(m.bool("flag"));
            assertFalse(m.has("nothing"));
            assertEquals(7, m.integer("nothing", 7));
            assertEquals(2, file.matrix("w").rows());
            assertEquals(3, file.matrix("w").columns());
            assertEquals(6f, file.matrix("w").data().getAtIndex(Cursor.FLOAT, 5));
            assertArrayEquals(new float[]{1, -2}, file.vector("norm"));
            assertEquals(RopePairing.HALVES, file.ropePairing());
        }
    }

    @Test
    void whatWasGivenBackIsReadAgain() {
        GgufBytes bytes = new GgufBytes();
        bytes.tensor("w", new float[]{1, 2, 3, 4, 5, 6}, 3, 2);
        try (ModelFile file = open(bytes)) {
            var before = file.matrix("w");
            file.unload();
            assertEquals(6f, before.data().getAtIndex(Cursor.FLOAT, 5));
            assertEquals(1f, file.matrix("w").data().getAtIndex(Cursor.FLOAT, 0));
        }
    }

    @Test
    void aMissingKeyAndAKeyOfAnotherTypeAreNamed() {
        GgufBytes bytes = new GgufBytes().whole("general.architecture", 5);
        try (ModelFile file = open(bytes)) {
            Metadata m = file.metadata();
            var wrong = assertThrows(ModelFileException.class, () -> m.string("general.architecture"));
            assertEquals("m.gguf: key general.architecture is 5, not text", wrong.getMessage());
            var missing = assertThrows(ModelFileException.class, () -> m.string("general.name"));
            assertEquals("m.gguf: key general.name is missing", missing.getMessage());
        }
    }

    @Test
    void aMatrixIsDeadAfterItsFileIsClosed() {
        GgufBytes bytes = new GgufBytes();
        bytes.tensor("w", new float[]{1}, 1);
        ModelFile file = open(bytes);
        var matrix = file.matrix("w");
        file.close();
        file.close();
        assertThrows(IllegalStateException.class, () -> matrix.data().getAtIndex(Cursor.FLOAT, 0));
    }
}
