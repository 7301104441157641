package dev.pando.engine.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Writes safetensors files, right or wrong.
final class SafetensorsBytes {

    private final List<String> entries = new ArrayList<>();
    private byte[] data = {};

    /// Adds a tensor of F32 values, shape slowest first.
    SafetensorsBytes tensor(String name, float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) bytes.putFloat(value);
        return tensor(name, "F32", bytes.array(), shape);
    }

    SafetensorsBytes tensor(String name, String dtype, byte[] bytes, long... shape) {
        String shown = java.util.Arrays.toString(shape);
        entries.add("\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}".formatted(name, dtype, shown,
                data.length, data.length + bytes.length));
        data = GgufBytes.concat(data, bytes);
        return this;
    }

    byte[] bytes() {
        return file("{" + String.join(",", entries) + "}", data);
    }

    static byte[] file(String header, byte[] data) {
        byte[] utf8 = GgufBytes.utf8(header);
        return GgufBytes.concat(GgufBytes.u64(utf8.length), utf8, data);
    }

    Path write(Path file) {
        return GgufBytes.write(file, bytes());
    }

    static Path text(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
