package dev.pando.engine.weights;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.Quantise;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/// Writes a GGUF file, version 3: say everything first, then [#write] streams it, a row of memory at a time.
///
/// ```java
/// new GgufWriter().text("general.architecture", "llama").count("llama.block_count", 1)
///         .matrix("token_embd.weight", TensorType.Q8_0, 512, 64, Rows.of(values)).write(file);
/// ```
public final class GgufWriter {

    private static final int ALIGNMENT = 32;

    private final Map<String, byte[]> keys = new LinkedHashMap<>();
    private final Map<String, Pending> tensors = new LinkedHashMap<>();

    private record Pending(TensorType type, int[] dimensions, int rows, EncodedRows source) {
        long bytes() {
            return type.bytes(dimensions[0]) * rows;
        }
    }

    /// An empty file.
    public GgufWriter() {}

    /// Text.
    public GgufWriter text(String key, String value) {
        return key(key, ValueType.STRING, string(value));
    }

    /// A number from 0 on, as sizes and token ids are.
    public GgufWriter count(String key, int value) {
        if (value < 0) throw new IllegalArgumentException(key + ": " + value + " is negative");
        return key(key, ValueType.UINT32, little(value, 4));
    }

    /// A number, as epsilons and bases are.
    public GgufWriter number(String key, float value) {
        return key(key, ValueType.FLOAT32, little(Float.floatToRawIntBits(value), 4));
    }

    /// A truth value.
    public GgufWriter flag(String key, boolean value) {
        return key(key, ValueType.BOOL, new byte[]{(byte) (value ? 1 : 0)});
    }

    /// An array of texts, as vocabularies and merges are.
    public GgufWriter texts(String key, List<String> values) {
        return array(key, ValueType.STRING, values.stream().map(GgufWriter::string).toArray(byte[][]::new));
    }

    /// An array of numbers, as the scores of tokens are.
    public GgufWriter numbers(String key, float... values) {
        return words(key, ValueType.FLOAT32, values.length, i -> Float.floatToRawIntBits(values[i]));
    }

    /// An array of whole numbers, as the types of tokens are.
    public GgufWriter integers(String key, int... values) {
        return words(key, ValueType.INT32, values.length, i -> values[i]);
    }

    /// A vector of floats: norms and biases.
    public GgufWriter vector(String name, float... values) {
        EncodedRows source = floats(TensorType.F32, Rows.of(values), values.length);
        return tensor(name, new Pending(TensorType.F32, new int[]{values.length}, 1, source));
    }

    /// A matrix whose floats are rounded to `type` while it is written.
    public GgufWriter matrix(String name, TensorType type, int rows, int columns, Rows values) {
        return encoded(name, type, rows, columns, floats(type, values, columns));
    }

    /// A matrix as it lies in another file.
    public GgufWriter copy(String name, Matrix matrix) {
        return encoded(name, matrix.type(), matrix.rows(), matrix.columns(),
                (row, into) -> MemorySegment.copy(matrix.row(row), JAVA_BYTE, 0, into, 0, into.length));
    }

    /// A matrix that is stored elements already.
    ///
    /// @throws IllegalArgumentException if the shape is not positive or a row no whole number of blocks
    public GgufWriter encoded(String name, TensorType type, int rows, int columns, EncodedRows source) {
        if (rows < 1 || columns < 1) throw new IllegalArgumentException(name + ": " + rows + " × " + columns);
        return tensor(name, new Pending(type, new int[]{columns, rows}, rows, source));
    }

    /// Writes the file; it is there whole or not at all.
    ///
    /// @throws IOException if it cannot be written; what was there before stays
    public void write(Path file) throws IOException {
        AtomicFile.write(file, out -> {
            long position = writeHeader(out);
            pad(out, position);
            for (Pending tensor : tensors.values()) writeTensor(out, tensor);
        });
    }

    private static EncodedRows floats(TensorType type, Rows values, int columns) {
        float[] row = new float[columns];
        return (index, into) -> {
            values.read(index, row);
            Quantise.row(type, row, 0, columns, into, 0);
        };
    }

    private GgufWriter tensor(String name, Pending tensor) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > ModelLimits.GGUF_NAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    name + ": " + bytes + " bytes, limit " + ModelLimits.GGUF_NAME_BYTES_MAX);
        }
        if (tensor.bytes() == 0) throw new IllegalArgumentException(name + ": no element"); // also refuses half a block
        if (tensors.putIfAbsent(name, tensor) != null) throw new IllegalArgumentException(name + " appears twice");
        return this;
    }

    private GgufWriter key(String key, ValueType type, byte[] value) {
        byte[] all = joined(string(key), little(type.ordinal(), 4), value);
        if (keys.putIfAbsent(key, all) != null) throw new IllegalArgumentException(key + " appears twice");
        return this;
    }

    private GgufWriter words(String key, ValueType type, int count, IntUnaryOperator word) {
        byte[] all = new byte[4 * count];
        for (int i = 0; i < count; i++) System.arraycopy(little(word.applyAsInt(i), 4), 0, all, 4 * i, 4);
        return key(key, ValueType.ARRAY, joined(little(type.ordinal(), 4), little(count, 8), all));
    }

    private GgufWriter array(String key, ValueType type, byte[][] elements) {
        return key(key, ValueType.ARRAY,
                joined(little(type.ordinal(), 4), little(elements.length, 8), joined(elements)));
    }

    private long writeHeader(OutputStream out) throws IOException {
        byte[] start = joined("GGUF".getBytes(StandardCharsets.US_ASCII), little(3, 4), little(tensors.size(), 8),
                little(keys.size(), 8));
        out.write(start);
        long written = start.length;
        for (byte[] key : keys.values()) {
            out.write(key);
            written += key.length;
        }
        long offset = 0;
        for (var tensor : tensors.entrySet()) {
            byte[] info = info(tensor.getKey(), tensor.getValue(), offset);
            out.write(info);
            written += info.length;
            offset += aligned(tensor.getValue().bytes());
        }
        return written;
    }

    private static byte[] info(String name, Pending tensor, long offset) {
        byte[] dimensions = new byte[8 * tensor.dimensions.length];
        for (int i = 0; i < tensor.dimensions.length; i++) {
            System.arraycopy(little(tensor.dimensions[i], 8), 0, dimensions, 8 * i, 8);
        }
        return joined(string(name), little(tensor.dimensions.length, 4), dimensions,
                little(tensor.type.ggmlId(), 4), little(offset, 8));
    }

    private static void writeTensor(OutputStream out, Pending tensor) throws IOException {
        byte[] row = new byte[Math.toIntExact(tensor.type.bytes(tensor.dimensions[0]))];
        for (int i = 0; i < tensor.rows; i++) {
            tensor.source.read(i, row);
            out.write(row);
        }
        pad(out, tensor.bytes());
    }

    private static void pad(OutputStream out, long written) throws IOException {
        out.write(new byte[(int) (aligned(written) - written)]);
    }

    private static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }

    private static byte[] string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return joined(little(utf8.length, 8), utf8);
    }

    private static byte[] little(long value, int bytes) {
        byte[] all = new byte[bytes];
        for (int i = 0; i < bytes; i++) all[i] = (byte) (value >> 8 * i);
        return all;
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) length += part.length;
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
