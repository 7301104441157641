package dev.pando.engine.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Writes GGUF files field by field, right or wrong: the tests' own hostile files.
public final class GgufBytes {

    int magic = 0x46554747;
    int version = 3;
    Long tensorCount;
    Long keyCount;
    int alignment = 32;
    byte[] afterData = {};

    private final List<byte[]> keys = new ArrayList<>();
    private final List<TensorBytes> tensors = new ArrayList<>();
    private long dataBytes;

    /// A tensor as it is written; every field may be altered.
    public static final class TensorBytes {
        byte[] name;
        Integer dimensionCount;
        long[] dimensions;
        int type;
        long offset;
        byte[] data;
    }

    GgufBytes key(String key, ValueType type, byte[] value) {
        keys.add(concat(string(utf8(key)), u32(type.ordinal()), value));
        return this;
    }

    GgufBytes rawKey(byte[] bytes) {
        keys.add(bytes);
        return this;
    }

    public GgufBytes text(String key, String value) {
        return key(key, ValueType.STRING, string(utf8(value)));
    }

    public GgufBytes whole(String key, int value) {
        return key(key, ValueType.UINT32, u32(value));
    }

    public GgufBytes real(String key, float value) {
        return key(key, ValueType.FLOAT32, u32(Float.floatToRawIntBits(value)));
    }

    GgufBytes array(String key, ValueType type, long count, byte[] elements) {
        return key(key, ValueType.ARRAY, concat(u32(type.ordinal()), u64(count), elements));
    }

    GgufBytes texts(String key, List<String> values) {
        return array(key, ValueType.STRING, values.size(),
                concat(values.stream().map(v -> string(utf8(v))).toArray(byte[][]::new)));
    }

    /// An F32 tensor, dimensions fastest first.
    public TensorBytes tensor(String name, float[] values, long... dimensions) {
        ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) data.putFloat(value);
        return tensor(name, 0, data.array(), dimensions);
    }

    public TensorBytes tensor(String name, int type, byte[] data, long... dimensions) {
        TensorBytes tensor = new TensorBytes();
        tensor.name = utf8(name);
        tensor.dimensions = dimensions;
        tensor.type = type;
        tensor.data = data;
        tensor.offset = dataBytes;
        dataBytes = align(dataBytes + data.length);
        tensors.add(tensor);
        return tensor;
    }

    TensorBytes tensor(int index) {
        return tensors.get(index);
    }

    byte[] bytes() {
        List<byte[]> parts = new ArrayList<>();
        parts.add(concat(u32(magic), u32(version), u64(tensorCount != null ? tensorCount : tensors.size()),
                u64(keyCount != null ? keyCount : keys.size())));
        parts.addAll(keys);
        for (TensorBytes t : tensors) {
            parts.add(string(t.name));
            parts.add(u32(t.dimensionCount != null ? t.dimensionCount : t.dimensions.length));
            for (long dimension : t.dimensions) parts.add(u64(dimension));
            parts.add(concat(u32(t.type), u64(t.offset)));
        }
        int header = parts.stream().mapToInt(p -> p.length).sum();
        parts.add(new byte[(int) align(header) - header]);
        for (TensorBytes t : tensors) parts.add(concat(t.data, new byte[(int) (align(t.data.length) - t.data.length)]));
        parts.add(afterData);
        return concat(parts.toArray(byte[][]::new));
    }

    public Path write(Path file) {
        return write(file, bytes());
    }

    static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long align(long position) {
        return (position + alignment - 1) / alignment * alignment;
    }

    static byte[] string(byte[] utf8) {
        return concat(u64(utf8.length), utf8);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] u32(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    }

    static byte[] u64(long value) {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) out.writeBytes(part);
        return out.toByteArray();
    }
}
