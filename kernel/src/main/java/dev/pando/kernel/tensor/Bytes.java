package dev.pando.kernel.tensor;

/// Little-endian stores into a byte array.
final class Bytes {

    private Bytes() {}

    static void putInt(byte[] out, int at, int value) {
        putShort(out, at, (short) value);
        putShort(out, at + 2, (short) (value >> 16));
    }

    static void putShort(byte[] out, int at, short value) {
        out[at] = (byte) value;
        out[at + 1] = (byte) (value >> 8);
    }

    static void putHalf(byte[] out, int at, float value) {
        putShort(out, at, Float.floatToFloat16(value));
    }

    static float half(float value) {
        return Float.float16ToFloat(Float.floatToFloat16(value));
    }
}
