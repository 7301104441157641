package dev.pando.engine.weights;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.kernel.tensor.Quantise;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes a safetensors file: say everything first, then [#write] streams it, a row of memory at a time.
///
/// Names are Hugging Face's (or anybody's): nothing is translated here.
public final class SafetensorsWriter {

    private final ObjectNode header = JsonNodeFactory.instance.objectNode();
    private final Map<String, Pending> tensors = new LinkedHashMap<>();
    private long dataBytes;

    private record Pending(TensorType type, int rows, int columns, Rows values) {}

    /// An empty file.
    public SafetensorsWriter() {}

    /// A line of free text about the file.
    public SafetensorsWriter text(String key, String value) {
        header.withObject("/__metadata__").put(key, value);
        return this;
    }

    /// A vector.
    ///
    /// @param type F32, F16 or BF16
    public SafetensorsWriter vector(String name, TensorType type, float... values) {
        return tensor(name, new Pending(type, 1, values.length, Rows.of(values)), values.length);
    }

    /// A matrix, rounded to `type` while it is written.
    ///
    /// @param type F32, F16 or BF16
    /// @throws IllegalArgumentException if it is another type, the name was given before, or the shape is not positive
    public SafetensorsWriter matrix(String name, TensorType type, int rows, int columns, Rows values) {
        if (rows < 1 || columns < 1) throw new IllegalArgumentException(name + ": " + rows + " × " + columns);
        return tensor(name, new Pending(type, rows, columns, values), rows, columns);
    }

    /// Writes the file; it is there whole or not at all.
    ///
    /// @throws IOException if it cannot be written; what was there before stays
    public void write(Path file) throws IOException {
        AtomicFile.write(file, out -> {
            writeHeader(out);
            for (Pending tensor : tensors.values()) writeTensor(out, tensor);
        });
    }

    private SafetensorsWriter tensor(String name, Pending tensor, int... shape) {
        if (tensor.type.blockElements() != 1) throw new IllegalArgumentException(name + ": " + tensor.type);
        if (name.isEmpty() || name.equals("__metadata__") || tensors.putIfAbsent(name, tensor) != null) {
            throw new IllegalArgumentException("\"" + name + "\" is taken");
        }
        long end = dataBytes + tensor.type.bytes((long) tensor.rows * tensor.columns);
        ObjectNode entry = header.putObject(name).put("dtype", tensor.type.name());
        var shown = entry.putArray("shape");
        for (int dimension : shape) shown.add(dimension);
        entry.putArray("data_offsets").add(dataBytes).add(end);
        dataBytes = end;
        return this;
    }

    // The length counts the spaces that align the data to 8 bytes.
    private void writeHeader(OutputStream out) throws IOException {
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, json.length + 7 & -8);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        for (int i = 0; i < 8; i++) out.write((int) ((long) padded.length >> 8 * i));
        out.write(padded);
    }

    private static void writeTensor(OutputStream out, Pending tensor) throws IOException {
        float[] row = new float[tensor.columns];
        byte[] bytes = new byte[Math.toIntExact(tensor.type.bytes(tensor.columns))];
        for (int i = 0; i < tensor.rows; i++) {
            tensor.values.read(i, row);
            Quantise.row(tensor.type, row, 0, row.length, bytes, 0);
            out.write(bytes);
        }
    }
}
