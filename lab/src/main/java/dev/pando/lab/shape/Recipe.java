package dev.pando.lab.shape;

import dev.pando.kernel.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/// Which type each matrix gets in a file that is called `Q4_K_M` or `Q8_0`, as llama.cpp's quantiser chooses.
///
/// Source: `llama_tensor_get_type` in `llama-quant.cpp`. Norms and biases are F32 always.
enum Recipe {
    F32(TensorType.F32, 0), F16(TensorType.F16, 1), BF16(TensorType.BF16, 32), Q4_0(TensorType.Q4_0, 2), Q4_1(
            TensorType.Q4_1, 3),
    Q5_0(TensorType.Q5_0, 8), Q5_1(TensorType.Q5_1, 9), Q8_0(TensorType.Q8_0, 7), Q4_K_S(
            TensorType.Q4_K, 14),
    Q4_K_M(TensorType.Q4_K, 15), Q5_K_S(TensorType.Q5_K,
            16),
    Q5_K_M(TensorType.Q5_K, 17), Q6_K(TensorType.Q6_K, 18);

    private final TensorType base;

    /// `general.file_type`.
    final int fileType;

    Recipe(TensorType base, int fileType) {
        this.base = base;
        this.fileType = fileType;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Enum::name).toList();
    }

    /// @param layer   block of the tensor, −1 for the embedding, which is the head too
    /// @param columns a row that is no whole number of super-blocks falls back to a format with blocks of 32
    /// @param pure    the base type everywhere
    TensorType typeOf(String name, int layer, int layers, int columns, boolean pure) {
        return fitting(pure ? base : wished(name, layer, layers), columns);
    }

    private TensorType wished(String name, int layer, int layers) {
        boolean floats = base.blockElements() == 1;
        if (layer < 0) return floats || base == TensorType.Q8_0 ? base : TensorType.Q6_K;
        boolean sensitive = name.contains("attn_v.") || name.contains("ffn_down.");
        boolean mixed = this == Q4_K_M || this == Q5_K_M;
        return mixed && sensitive && moreBits(layer, layers) ? TensorType.Q6_K : base;
    }

    // The first and last eighth, and every third between.
    private static boolean moreBits(int layer, int layers) {
        return layer < layers / 8 || layer >= 7 * layers / 8 || (layer - layers / 8) % 3 == 2;
    }

    private static TensorType fitting(TensorType type, int columns) {
        if (columns % type.blockElements() == 0) return type;
        return switch (type) {
            case Q4_K -> TensorType.Q5_0;
            case Q5_K -> TensorType.Q5_1;
            case Q6_K -> TensorType.Q8_0;
            case F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0 -> TensorType.F16;
        };
    }
}
