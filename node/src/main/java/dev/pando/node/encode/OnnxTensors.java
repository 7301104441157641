package dev.pando.node.encode;

import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The weights in an ONNX file, by name, in the order of the file: floats, or integers of 8 bits with a scale and a zero, of the whole
/// tensor or of each column.
///
/// Source: `ModelProto`, `GraphProto` and `TensorProto` of <https://github.com/onnx/onnx/blob/main/onnx/onnx.proto>; what quantised
/// tensors are called is ONNX Runtime's habit.
final class OnnxTensors {

    private static final int FILE_BYTES_MAX = 256 << 20, NAME_BYTES_MAX = 1024;
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
        try {
            ProtoReader model = new ProtoReader("onnx", file);
            while (model.next()) if (model.field() == GRAPH) graph(model.message(FILE_BYTES_MAX));
        } catch (WireException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void graph(ProtoReader graph) {
        while (graph.next()) if (graph.field() == INITIALIZER) tensor(graph.message(FILE_BYTES_MAX));
    }

    private void tensor(ProtoReader in) {
        String name = "";
        int type = 0;
        byte[] bytes = {};
        while (in.next()) {
            switch (in.field()) {
                case TYPE -> type = in.uint(Integer.MAX_VALUE);
                case NAME -> name = in.string(NAME_BYTES_MAX);
                case RAW, FLOATS -> bytes = in.bytes(FILE_BYTES_MAX);
                case INTS -> bytes = ints(in.bytes(FILE_BYTES_MAX));
                default -> in.skip();
            }
        }
        tensors.put(name, new Tensor(type, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)));
    }

    // Numbers of 8 bits as varints, one behind the other; of a negative one the lowest eight bits are what counts.
    private static byte[] ints(byte[] varints) {
        ByteBuffer values = ByteBuffer.allocate(varints.length);
        for (int i = 0; i < varints.length; i++) {
            int value = varints[i] & 0x7f;
            if (varints[i] < 0 && i + 1 < varints.length) value |= varints[++i] << 7;
            values.put((byte) value);
            while (i < varints.length && varints[i] < 0) i++;
        }
        byte[] all = new byte[values.position()];
        values.flip().get(all);
        return all;
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

    /// A row of a quantised table, which has one scale for all of it.
    void row(String name, int row, float[] into) throws IOException {
        Tensor values = tensor(name + QUANTISED), zero = tensor(name + ZERO);
        float scale = tensor(name + SCALE).floatAt(0);
        for (int i = 0; i < into.length; i++)
            into[i] = (values.byteAt(row * into.length + i) - zero.byteAt(0)) * scale;
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

    private Tensor tensor(String name) throws IOException {
        Tensor tensor = tensors.get(name);
        if (tensor == null) throw new IOException("the encoder's file has no " + name);
        return tensor;
    }
}
