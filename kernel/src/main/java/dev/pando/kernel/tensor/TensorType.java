package dev.pando.kernel.tensor;

import java.util.Optional;

/// How the elements of a tensor are stored: in blocks of `blockElements` that take `blockBytes` each.
///
/// Numbers and layouts are ggml's (`enum ggml_type`, `ggml-common.h`); scales are F16, little-endian.
public enum TensorType {
    /// IEEE 754 binary32.
    F32(0, 1, 4),
    /// IEEE 754 binary16.
    F16(1, 1, 2),
    /// 4 bit, one scale: `w = d · (q − 8)`.
    Q4_0(2, 32, 18),
    /// 4 bit, scale and minimum: `w = d · q + m`.
    Q4_1(3, 32, 20),
    /// 5 bit, one scale: `w = d · (q − 16)`.
    Q5_0(6, 32, 22),
    /// 5 bit, scale and minimum: `w = d · q + m`.
    Q5_1(7, 32, 24),
    /// 8 bit, one scale: `w = d · q`.
    Q8_0(8, 32, 34),
    /// 4 bit, 8 sub-blocks of 32 with 6-bit scales and minima.
    Q4_K(12, 256, 144),
    /// 5 bit, 8 sub-blocks of 32 with 6-bit scales and minima.
    Q5_K(13, 256, 176),
    /// 6 bit, 16 sub-blocks of 16 with 8-bit scales.
    Q6_K(14, 256, 210),
    /// The upper half of a binary32.
    BF16(30, 1, 2);

    private static final TensorType[] BY_GGML_ID = new TensorType[31];

    static {
        for (TensorType type : values()) BY_GGML_ID[type.ggmlId] = type;
    }

    private final int ggmlId;
    private final int blockElements;
    private final int blockBytes;

    TensorType(int ggmlId, int blockElements, int blockBytes) {
        this.ggmlId = ggmlId;
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
    }

    /// The type with this number in a GGUF file, or nothing if we do not read it.
    public static Optional<TensorType> ofGgmlId(int id) {
        return id < 0 || id >= BY_GGML_ID.length ? Optional.empty() : Optional.ofNullable(BY_GGML_ID[id]);
    }

    /// Its number in a GGUF file.
    public int ggmlId() {
        return ggmlId;
    }

    /// Elements of one block; a row must be a multiple of it.
    public int blockElements() {
        return blockElements;
    }

    /// Bytes of one block.
    public int blockBytes() {
        return blockBytes;
    }

    /// Bytes that `elements` take.
    ///
    /// @throws IllegalArgumentException if `elements` is negative or not a whole number of blocks
    /// @throws ArithmeticException      if the size does not fit in a long
    public long bytes(long elements) {
        if (elements < 0 || elements % blockElements != 0) {
            throw new IllegalArgumentException(this + ": " + elements + " elements, not blocks of " + blockElements);
        }
        return Math.multiplyExact(elements / blockElements, (long) blockBytes);
    }
}
