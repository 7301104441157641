package dev.pando.node.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.protobuf.ProtoWriter;
import dev.pando.engine.bert.BertShape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnnxTensorsTest {

    private static final int FLOAT = 1, UINT8 = 2, INT8 = 3;

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) bytes.putFloat(value);
        return bytes.array();
    }

    private static byte[] tensor(String name, int type, int field, byte... values) {
        return new ProtoWriter().varint(2, type).string(8, name).bytes(field, values).toBytes();
    }

    private static byte[] file(byte[]... tensors) {
        ProtoWriter graph = new ProtoWriter();
        for (byte[] tensor : tensors) graph.bytes(5, tensor);
        return new ProtoWriter().varint(1, 8).bytes(7, graph.toBytes()).toBytes();
    }

    @Test
    void floatsStandRawOrInTheirOwnField() throws IOException {
        OnnxTensors tensors = new OnnxTensors(
                file(tensor("a", FLOAT, 9, floats(1, -2.5f)), tensor("b", FLOAT, 4, floats(3))));
        assertArrayEquals(new float[]{1, -2.5f}, tensors.vector("a"));
        assertArrayEquals(new float[]{3}, tensors.vector("b"));
        assertTrue(assertThrows(IOException.class, () -> tensors.vector("c")).getMessage().contains("no c"));
    }

    @Test
    void aTableHasOneScaleAndOneZero() throws IOException {
        byte[] zero = {(byte) 0x80, 1}; // 128, as a varint
        OnnxTensors tensors = new OnnxTensors(
                file(tensor("t_quantized", UINT8, 9, (byte) 128, (byte) 130, (byte) 0, (byte) 255),
                        tensor("t_scale", FLOAT, 4, floats(0.5f)), tensor("t_zero_point", UINT8, 5, zero)));
        float[] row = new float[2];
        tensors.table("t").row(1, row);
        assertArrayEquals(new float[]{-64, 63.5f}, row);
    }

    @Test
    void aMatrixHasScalesOfItsColumnsWhichBecomeRows() throws IOException {
        byte[] minusOne = {0, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 2}; // 0, −1 as ten bytes, 2
        OnnxTensors tensors = new OnnxTensors(file(tensor("m_quantized", INT8, 9, new byte[]{1, 2, 3, -4, -5, -6}),
                tensor("m_scale", FLOAT, 4, floats(1, 10, 100)), tensor("m_zero_point", INT8, 5, minusOne)));
        assertEquals(List.of("m"), tensors.quantised("m"));
        assertArrayEquals(new float[]{1, -4, 30, -40, 100, -800}, tensors.turned("m", 3));
    }

    @Test
    void whatIsNoSuchFileIsRefused() throws IOException {
        assertThrows(IOException.class, () -> new OnnxTensors("no protobuf at all".getBytes()));
        assertThrows(IOException.class,
                () -> new EncoderWeights(new BertShape(384, 1536, 6, 12), file(tensor("a", FLOAT, 9, floats(1)))));
        byte[] whole = file(tensor("a", FLOAT, 9, floats(1, 2)));
        assertThrows(IOException.class, () -> new OnnxTensors(Arrays.copyOf(whole, whole.length - 3)));
    }
}
