package dev.pando.node.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A vector in a byte an element, as it lies in the database:
///
/// ```
/// +-------------+------------------------------+
/// | scale (f32) | d signed bytes               |   v[i] ≈ scale · byte[i]
/// +-------------+------------------------------+
/// ```
/// The error of an element is at most half a scale, that of an inner product of unit vectors of 384 elements below 0.01.
final class Code {

    static final int SCALE_OFFSET = 0;
    static final int BYTES_OFFSET = 4;
    private static final float LARGEST = 127;

    private Code() {}

    /// The code of a vector.
    static byte[] of(float[] vector) {
        float largest = 0;
        for (float v : vector) largest = Math.max(largest, Math.abs(v));
        float scale = largest / LARGEST;
        byte[] code = new byte[BYTES_OFFSET + vector.length];
        ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN).putFloat(SCALE_OFFSET, scale);
        for (int i = 0; i < vector.length; i++) {
            code[BYTES_OFFSET + i] = scale == 0 ? 0 : (byte) Math.round(vector[i] / scale);
        }
        return code;
    }

    static float scale(byte[] code) {
        return ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN).getFloat(SCALE_OFFSET);
    }
}
