package dev.pando.engine.weights;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every limit of [ModelLimits] at its maximum, and one beyond.
class ModelLimitsTest {

    private static final String CONFIG = "{\"model_type\":\"llama\",\"tie_word_embeddings\":true,\"hidden_size\":8,"
            + "\"intermediate_size\":16,\"num_hidden_layers\":1,\"num_attention_heads\":2,\"vocab_size\":3,"
            + "\"max_position_embeddings\":64";

    @TempDir
    Path folder;

    private void opens(GgufBytes bytes) {
        assertDoesNotThrow(() -> ModelFile.open(bytes.write(folder.resolve("m.gguf"))).close());
    }

    private void refuses(GgufBytes bytes, int limit) {
        refuses(bytes.write(folder.resolve("m.gguf")), limit);
    }

    private void refuses(Path path, int limit) {
        var refusal = assertThrows(ModelFileException.class, () -> ModelFile.open(path).close());
        assertTrue(refusal.getMessage().contains(String.valueOf(limit)), refusal.getMessage());
    }

    private static GgufBytes keys(int count) {
        GgufBytes bytes = new GgufBytes();
        for (int i = 0; i < count; i++) bytes.whole("k" + i, i);
        return bytes;
    }

    @Test
    void metadataKeys() {
        opens(keys(ModelLimits.METADATA_KEYS_MAX));
        refuses(keys(ModelLimits.METADATA_KEYS_MAX + 1), ModelLimits.METADATA_KEYS_MAX);
    }

    @Test
    void bytesOfAKey() {
        opens(new GgufBytes().whole("k".repeat(ModelLimits.KEY_BYTES_MAX), 1));
        refuses(new GgufBytes().whole("k".repeat(ModelLimits.KEY_BYTES_MAX + 1), 1), ModelLimits.KEY_BYTES_MAX);
    }

    @Test
    void bytesOfAText() throws IOException {
        Path file = folder.resolve("long.gguf");
        for (int beyond = 0; beyond <= 1; beyond++) {
            long length = ModelLimits.STRING_BYTES_MAX + beyond;
            byte[] head = new GgufBytes().key("a", ValueType.STRING, GgufBytes.u64(length)).bytes();
            // The text itself is a hole: 4 + 4 + 8 + 8, then key "a" with its length, type and the text's length.
            int textStart = 24 + 9 + 4 + 8;
            GgufBytes.write(file, Arrays.copyOf(head, textStart));
            grow(file, textStart + length);
            if (beyond == 1) refuses(file, ModelLimits.STRING_BYTES_MAX);
            else
                assertDoesNotThrow(() -> ModelFile.open(file).close());
        }
    }

    private static void grow(Path file, long length) throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(length);
        }
    }

    @Test
    void elementsOfAnArray() {
        int max = ModelLimits.ARRAY_ELEMENTS_MAX;
        opens(new GgufBytes().array("a", ValueType.UINT8, max, new byte[max]));
        refuses(new GgufBytes().array("a", ValueType.UINT8, max + 1, new byte[max + 1]), max);
    }

    private static GgufBytes tensors(int count) {
        GgufBytes bytes = new GgufBytes();
        for (int i = 0; i < count; i++) bytes.tensor("t" + i, new float[1], 1);
        return bytes;
    }

    @Test
    void tensorsInAGgufFile() {
        opens(tensors(ModelLimits.TENSORS_MAX));
        refuses(tensors(ModelLimits.TENSORS_MAX + 1), ModelLimits.TENSORS_MAX);
    }

    @Test
    void bytesOfATensorsName() {
        GgufBytes bytes = tensors(1);
        bytes.tensor(0).name = GgufBytes.utf8("n".repeat(ModelLimits.GGUF_NAME_BYTES_MAX));
        opens(bytes);
        bytes.tensor(0).name = GgufBytes.utf8("n".repeat(ModelLimits.GGUF_NAME_BYTES_MAX + 1));
        refuses(bytes, ModelLimits.GGUF_NAME_BYTES_MAX);
    }

    @Test
    void dimensionsInGguf() {
        GgufBytes bytes = tensors(1);
        bytes.tensor(0).dimensions = new long[]{1, 1, 1, 1};
        opens(bytes);
        bytes.tensor(0).dimensions = new long[]{1, 1, 1, 1, 1};
        refuses(bytes, ModelLimits.GGUF_DIMENSIONS_MAX);
    }

    @Test
    void oneDimensionInAFileOfFourGigabytes() throws IOException {
        GgufBytes bytes = new GgufBytes();
        bytes.tensor("w", 1, new byte[0], 1, ModelLimits.DIMENSION_MAX);
        Path file = bytes.write(folder.resolve("huge.gguf"));
        grow(file, Files.size(file) + 2L * ModelLimits.DIMENSION_MAX);
        try (ModelFile model = ModelFile.open(file)) {
            assertEquals(ModelLimits.DIMENSION_MAX, model.matrix("w").rows());
            assertEquals(2, model.matrix("w").row(ModelLimits.DIMENSION_MAX - 1).byteSize());
        }
        for (long[] beyond : new long[][]{{1, ModelLimits.DIMENSION_MAX + 1L}, {ModelLimits.DIMENSION_MAX + 1L},
                {1, 1 << 16, 1 << 15}}) {
            bytes.tensor(0).dimensions = beyond;
            refuses(bytes, ModelLimits.DIMENSION_MAX);
        }
    }

    @Test
    void alignment() {
        GgufBytes bytes = new GgufBytes().whole("general.alignment", ModelLimits.ALIGNMENT_MAX);
        bytes.alignment = ModelLimits.ALIGNMENT_MAX;
        bytes.tensor("a", new float[1], 1);
        bytes.tensor("b", new float[1], 1);
        opens(bytes);
        refuses(new GgufBytes().whole("general.alignment", ModelLimits.ALIGNMENT_MAX * 2), ModelLimits.ALIGNMENT_MAX);
    }

    @Test
    void bytesOfASafetensorsHeader() throws IOException {
        Path file = folder.resolve("m.safetensors");
        for (int beyond = 0; beyond <= 1; beyond++) {
            spaces(file, "{}", ModelLimits.SAFETENSORS_HEADER_BYTES_MAX + beyond, true);
            if (beyond == 1) refuses(file, ModelLimits.SAFETENSORS_HEADER_BYTES_MAX);
            else
                assertDoesNotThrow(() -> ModelFile.open(file).close());
        }
    }

    // `text` and spaces, `bytes` in all, with or without the length before it.
    private static void spaces(Path file, String text, int bytes, boolean counted) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            if (counted) out.write(GgufBytes.u64(bytes));
            out.write(GgufBytes.utf8(text));
            byte[] space = new byte[1 << 16];
            Arrays.fill(space, (byte) ' ');
            int left = bytes - text.length();
            for (; left > 0; left -= space.length) out.write(space, 0, Math.min(left, space.length));
        }
    }

    private Path safetensors(SafetensorsBytes bytes) {
        return bytes.write(folder.resolve("m.safetensors"));
    }

    @Test
    void charactersOfASafetensorsName() {
        int max = ModelLimits.SAFETENSORS_NAME_CHARACTERS_MAX;
        Path file = safetensors(new SafetensorsBytes().tensor("n".repeat(max), new float[1], 1));
        assertDoesNotThrow(() -> ModelFile.open(file).close());
        refuses(safetensors(new SafetensorsBytes().tensor("n".repeat(max + 1), new float[1], 1)), max);
    }

    @Test
    void dimensionsInSafetensors() {
        long[] ones = new long[ModelLimits.SAFETENSORS_DIMENSIONS_MAX];
        Arrays.fill(ones, 1);
        Path file = safetensors(new SafetensorsBytes().tensor("w", new float[1], ones));
        assertDoesNotThrow(() -> ModelFile.open(file).close());
        long[] beyond = Arrays.copyOf(ones, ones.length + 1);
        beyond[ones.length] = 1;
        refuses(safetensors(new SafetensorsBytes().tensor("w", new float[1], beyond)),
                ModelLimits.SAFETENSORS_DIMENSIONS_MAX);
    }

    @Test
    void tensorsInASafetensorsFile() {
        for (int beyond = 0; beyond <= 1; beyond++) {
            String header = IntStream.range(0, ModelLimits.TENSORS_MAX + beyond)
                    .mapToObj(i -> "\"t" + i + "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}")
                    .collect(Collectors.joining(",", "{", "}"));
            Path file = GgufBytes.write(folder.resolve("m.safetensors"), SafetensorsBytes.file(header, new byte[0]));
            if (beyond == 1) refuses(file, ModelLimits.TENSORS_MAX);
            else
                assertDoesNotThrow(() -> ModelFile.open(file).close());
        }
    }

    @Test
    void filesOfOneModel() {
        SafetensorsBytes.text(folder.resolve("config.json"), CONFIG + "}");
        for (int beyond = 0; beyond <= 1; beyond++) {
            int shards = ModelLimits.SHARDS_MAX + beyond;
            for (int i = 0; i < shards; i++) {
                new SafetensorsBytes().tensor("t" + i, new float[1], 1).write(folder.resolve(i + ".safetensors"));
            }
            SafetensorsBytes.text(folder.resolve("model.safetensors.index.json"),
                    IntStream.range(0, shards).mapToObj(i -> "\"t" + i + "\":\"" + i + ".safetensors\"")
                            .collect(Collectors.joining(",", "{\"weight_map\":{", "}}")));
            if (beyond == 1) refuses(folder, ModelLimits.SHARDS_MAX);
            else
                assertDoesNotThrow(() -> ModelFile.open(folder).close());
        }
    }

    @Test
    void bytesOfAConfigurationAndOfATemplate() throws IOException {
        safetensors(new SafetensorsBytes().tensor("model.norm.weight", new float[1], 1));
        Files.move(folder.resolve("m.safetensors"), folder.resolve("model.safetensors"));
        for (int beyond = 0; beyond <= 1; beyond++) {
            spaces(folder.resolve("config.json"), CONFIG + "}", ModelLimits.CONFIG_BYTES_MAX + beyond, false);
            if (beyond == 1) refuses(folder, ModelLimits.CONFIG_BYTES_MAX);
            else
                assertDoesNotThrow(() -> ModelFile.open(folder).close());
        }
        SafetensorsBytes.text(folder.resolve("config.json"), CONFIG + "}");
        for (int beyond = 0; beyond <= 1; beyond++) {
            spaces(folder.resolve("chat_template.jinja"), "", ModelLimits.CONFIG_BYTES_MAX + beyond, false);
            if (beyond == 1) refuses(folder, ModelLimits.CONFIG_BYTES_MAX);
            else
                assertDoesNotThrow(() -> ModelFile.open(folder).close());
        }
    }

    @Test
    void bytesOfAnIndex() throws IOException {
        SafetensorsBytes.text(folder.resolve("config.json"), CONFIG + "}");
        for (int beyond = 0; beyond <= 1; beyond++) {
            spaces(folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{}}",
                    ModelLimits.INDEX_BYTES_MAX + beyond, false);
            if (beyond == 1) refuses(folder, ModelLimits.INDEX_BYTES_MAX);
            else
                assertDoesNotThrow(() -> ModelFile.open(folder).close());
        }
    }

    @Test
    void depthOfJson() {
        safetensors(new SafetensorsBytes().tensor("model.norm.weight", new float[1], 1));
        assertTrue(folder.resolve("m.safetensors").toFile().renameTo(folder.resolve("model.safetensors").toFile()));
        int inside = ModelLimits.JSON_DEPTH_MAX - 1;
        for (int beyond = 0; beyond <= 1; beyond++) {
            SafetensorsBytes.text(folder.resolve("config.json"), CONFIG + ",\"x\":" + "[".repeat(inside + beyond)
                    + "]".repeat(inside + beyond) + "}");
            if (beyond == 1) refuses(folder, ModelLimits.JSON_DEPTH_MAX);
            else
                assertDoesNotThrow(() -> ModelFile.open(folder).close());
        }
    }

    @Test
    void elementsOfAHead() {
        safetensors(new SafetensorsBytes().tensor("model.norm.weight", new float[1], 1));
        assertTrue(folder.resolve("m.safetensors").toFile().renameTo(folder.resolve("model.safetensors").toFile()));
        for (int beyond = 0; beyond <= 1; beyond++) {
            SafetensorsBytes.text(folder.resolve("config.json"),
                    CONFIG + ",\"head_dim\":" + (ModelLimits.HEAD_SIZE_MAX + beyond) + "}");
            if (beyond == 1) refuses(folder, ModelLimits.HEAD_SIZE_MAX);
            else
                assertDoesNotThrow(() -> ModelFile.open(folder).close());
        }
    }
}
