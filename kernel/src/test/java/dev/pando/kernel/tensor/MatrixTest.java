package dev.pando.kernel.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class MatrixTest {

    @Test
    void aTypeKnowsHowManyBytesItsElementsTake() {
        assertEquals(34 * 28, TensorType.Q8_0.bytes(896));
        assertThrows(IllegalArgumentException.class, () -> TensorType.Q8_0.bytes(33));
        assertThrows(ArithmeticException.class, () -> TensorType.F32.bytes(Long.MAX_VALUE / 2));
    }

    @Test
    void everyTypeIsFoundByItsNumberAndNoOtherNumberIs() {
        for (TensorType type : TensorType.values()) assertEquals(type, TensorType.ofGgmlId(type.ggmlId()).get());
        assertTrue(TensorType.ofGgmlId(-1).isEmpty());
        assertTrue(TensorType.ofGgmlId(4).isEmpty());
        assertTrue(TensorType.ofGgmlId(9999).isEmpty());
    }

    @Test
    void bytesThatDoNotFitTheShapeAreRefused() {
        MemorySegment data = MemorySegment.ofArray(new byte[34 * 2]);
        assertEquals(34, new Matrix("w", TensorType.Q8_0, 2, 32, data).row(1).byteSize());
        assertThrows(IllegalArgumentException.class, () -> new Matrix("w", TensorType.Q8_0, 3, 32, data));
        assertThrows(IllegalArgumentException.class, () -> new Matrix("w", TensorType.Q8_0, 0, 32, data));
    }
}
