package dev.pando.engine.weights;

import java.lang.foreign.MemorySegment;

/// Looks at every number of a tensor: is it finite, of a size that arithmetic survives, and not so small that it is slow?
///
/// In a quantised tensor only the scales can be wrong: they are what is looked at.
public final class NumberCheck {

    /// Magnitude of a weight. Trained ones stay below 1,000; up to here products of two with a hidden state fit a float.
    public static final float MAGNITUDE_MAX = 1e6f;

    /// Part of a float tensor that may be denormal (other than 0) before it is called slow.
    public static final double DENORMAL_PART_MAX = 0.5;

    private static final int EXPONENT = 0x7f80_0000;

    private NumberCheck() {}

    /// Checks one tensor.
    ///
    /// @return whether more than [#DENORMAL_PART_MAX] of it is denormal, which is valid but slow on many processors
    /// @throws ModelFileException naming the tensor, the element (in a quantised tensor the block) and its value
    public static boolean slow(ModelFile file, String name) {
        StoredTensor tensor = switch (file) {
            case GgufFile gguf -> gguf.stored(name);
            case SafetensorsFolder folder -> folder.stored(name);
        };
        TensorInfo info = tensor.info();
        MemorySegment data = tensor.data();
        int block = info.type().blockBytes();
        return switch (info.type()) {
            case F32 -> float32(info, data);
            case BF16 -> bfloat16(info, data);
            case F16 -> halves(info, data, 2, 0);
            case Q4_0, Q5_0, Q8_0 -> halves(info, data, block, 0);
            case Q4_1, Q5_1, Q4_K, Q5_K -> halves(info, data, block, 0)
                    | halves(info, data, block, 2);
            case Q6_K -> halves(info, data, block, 208);
        };
    }

    private static boolean float32(TensorInfo info, MemorySegment data) {
        long count = data.byteSize() / 4, denormal = 0;
        for (long i = 0; i < count; i++) denormal += look(info, i, data.get(Cursor.FLOAT, 4 * i));
        return denormal > DENORMAL_PART_MAX * count;
    }

    private static boolean bfloat16(TensorInfo info, MemorySegment data) {
        long count = data.byteSize() / 2, denormal = 0;
        for (long i = 0; i < count; i++) {
            denormal += look(info, i, Float.intBitsToFloat(data.get(Cursor.SHORT, 2 * i) << 16));
        }
        return denormal > DENORMAL_PART_MAX * count;
    }

    // One F16 in each block, `offset` bytes into it. Small ones become normal floats: never slow.
    private static boolean halves(TensorInfo info, MemorySegment data, int blockBytes, int offset) {
        long count = data.byteSize() / blockBytes;
        for (long i = 0; i < count; i++) {
            int bits = data.get(Cursor.SHORT, i * blockBytes + offset);
            if ((bits & 0x7c00) == 0x7c00) throw refused(info, i, Float.float16ToFloat((short) bits));
        }
        return false;
    }

    /// 1 if the value is denormal, else 0.
    private static int look(TensorInfo info, long index, float value) {
        if (!(Math.abs(value) <= MAGNITUDE_MAX)) throw refused(info, index, value);
        int bits = Float.floatToRawIntBits(value);
        return (bits & EXPONENT) == 0 && bits << 1 != 0 ? 1 : 0;
    }

    private static ModelFileException refused(TensorInfo info, long index, float value) {
        String place = info.type().blockElements() == 1 ? "element " : "scale of block ";
        return new ModelFileException("tensor \"" + info.name() + "\": " + place + index + " is " + value
                + ", limit " + MAGNITUDE_MAX + " in magnitude");
    }
}
