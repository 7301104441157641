package dev.pando.engine.text;

import dev.pando.engine.weights.ModelFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/// Writes GGUF files that hold a tokenizer and no tensor, so that the door from file to tokenizer is tested without real models.
final class SmallGguf {

    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int FLOAT32 = 6;
    private static final int BOOL = 7;
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    private final ByteArrayOutputStream pairs = new ByteArrayOutputStream();
    private int keys;

    SmallGguf text(String key, String value) {
        return begin(key, STRING).string(value);
    }

    SmallGguf whole(String key, int value) {
        return begin(key, UINT32).u32(value);
    }

    SmallGguf flag(String key, boolean value) {
        begin(key, BOOL);
        pairs.write(value ? 1 : 0);
        return this;
    }

    SmallGguf texts(String key, String... values) {
        begin(key, ARRAY).u32(STRING).u64(values.length);
        for (String value : values) string(value);
        return this;
    }

    SmallGguf types(String key, int... values) {
        begin(key, ARRAY).u32(INT32).u64(values.length);
        for (int value : values) u32(value);
        return this;
    }

    SmallGguf scores(String key, float... values) {
        begin(key, ARRAY).u32(FLOAT32).u64(values.length);
        for (float value : values) u32(Float.floatToIntBits(value));
        return this;
    }

    /// What `use` makes of the opened file.
    <T> T opened(Function<ModelFile, T> use) throws IOException {
        Path path = Files.createTempFile("tokenizer", ".gguf");
        ByteBuffer head = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        head.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(3).putLong(0).putLong(keys);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.array());
        all.writeBytes(pairs.toByteArray());
        while (all.size() % 32 != 0) all.write(0);
        Files.write(path, all.toByteArray());
        try (ModelFile file = ModelFile.open(path)) {
            return use.apply(file);
        } finally {
            Files.delete(path);
        }
    }

    private SmallGguf begin(String key, int type) {
        keys++;
        return string(key).u32(type);
    }

    private SmallGguf string(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        u64(utf8.length);
        pairs.writeBytes(utf8);
        return this;
    }

    private SmallGguf u32(int value) {
        pairs.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
        return this;
    }

    private SmallGguf u64(long value) {
        pairs.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
        return this;
    }
}
