package dev.pando.node.encode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The weights in an ONNX file, by name, in the order of the file: floats, or integers of 8 bits with a scale and a zero, of the whole
/// tensor or of each column.
///
/// Source: `ModelProto`, `GraphProto` and `TensorProto` of <https://github.com/onnx/onnx/blob/main/onnx/onnx.proto>; what quantised
/// tensors are called is ONNX Runtime's habit.
final class OnnxTensors {

    private static final int GRAPH = 7, INITIALIZER = 5; // fields of the file, of the graph
    private static final int TYPE = 2, FLOATS = 4, INTS = 5, NAME = 8, RAW = 9; // fields of a tensor
    private static final int UINT8 = 2;
    private static final String QUANTISED = "_quantized", SCALE = "_scale", ZERO = "_zero_point";

    private record Tensor(int type, ByteBuffer bytes) {

        float floatAt(int index) {
            return bytes.getFloat(Float.BYTES * index);
        }

        int byteAt(int index) {
            return type == UINT8 ? bytes.get(index) & 0xff : bytes.get(index);
        }
    }

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /// @throws IOException if it is no ONNX file
    OnnxTensors(byte[] file) throws IOException {
        WireFields model = new WireFields(ByteBuffer.wrap(file));
        while (model.next()) if (model.field() == GRAPH) graph(new WireFields(model.bytes()));
    }

    private void graph(WireFields graph) throws IOException {
        while (graph.next()) if (graph.field() == INITIALIZER) tensor(new WireFields(graph.bytes()));
    }

    private void tensor(WireFields in) throws IOException {
        String name = "";
        int type = 0;
        ByteBuffer bytes = ByteBuffer.allocate(0);
        while (in.next()) {
            switch (in.field()) {
                case TYPE -> type = in.number();
                case NAME -> name = in.text();
                case RAW, FLOATS -> bytes = in.bytes();
                case INTS -> bytes = ByteBuffer.wrap(WireFields.lowest(in.bytes()));
                default -> {
                }
            }
        }
        tensors.put(name, new Tensor(type, bytes));
    }

    /// Names of quantised tensors that begin so, without what says that they are.
    List<String> quantised(String beginning) {
        return tensors.keySet().stream().filter(name -> name.startsWith(beginning) && name.endsWith(QUANTISED))
                .map(name -> name.substring(0, name.length() - QUANTISED.length())).toList();
    }

    /// A vector of floats.
    float[] vector(String name) throws IOException {
        Tensor tensor = tensor(name);
        float[] values = new float[tensor.bytes.capacity() / Float.BYTES];
        for (int i = 0; i < values.length; i++) values[i] = tensor.floatAt(i);
        return values;
    }

    /// A quantised table, which has one scale for all of it: rows of floats.
    ///
    /// @param bytes row by row, a copy
    record Table(byte[] bytes, boolean signed, int zero, float scale) {

        void row(int row, float[] into) {
            for (int i = 0; i < into.length; i++) {
                byte value = bytes[row * into.length + i];
                into[i] = ((signed ? value : value & 0xff) - zero) * scale;
            }
        }
    }

    /// The quantised table of this name.
    Table table(String name) throws IOException {
        Tensor values = tensor(name + QUANTISED);
        byte[] bytes = new byte[values.bytes.capacity()];
        values.bytes.get(0, bytes);
        return new Table(bytes, values.type != UINT8, tensor(name + ZERO).byteAt(0), tensor(name + SCALE).floatAt(0));
    }

    /// A quantised matrix with a scale for each column, its columns as rows: ONNX multiplies from the left, we from the right.
    ///
    /// @param columns that it has in the file
    float[] turned(String name, int columns) throws IOException {
        Tensor values = tensor(name + QUANTISED), scales = tensor(name + SCALE), zeros = tensor(name + ZERO);
        int rows = values.bytes.capacity() / columns;
        float[] turned = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                turned[column * rows + row] = (values.byteAt(row * columns + column) - zeros.byteAt(column))
                        * scales.floatAt(column);
            }
        }
        return turned;
    }

    /// A quantised matrix as it lies in the file, (rows, columns) there.
    ///
    /// @throws IOException if it is not of signed bytes around 0
    byte[] bytes(String name) throws IOException {
        Tensor values = tensor(name + QUANTISED), zeros = tensor(name + ZERO);
        for (int i = 0; i < zeros.bytes.capacity(); i++)
            if (values.type == UINT8 || zeros.byteAt(i) != 0) throw new IOException(name + " is not around 0");
        byte[] bytes = new byte[values.bytes.capacity()];
        values.bytes.get(0, bytes);
        return bytes;
    }

    /// The scales of a quantised matrix, one for each column.
    float[] scales(String name) throws IOException {
        return vector(name + SCALE);
    }

    private Tensor tensor(String name) throws IOException {
        Tensor tensor = tensors.get(name);
        if (tensor == null) throw new IOException("the encoder's file has no " + name);
        return tensor;
    }
}
