package dev.pando.lab.trainspeed;

import java.util.Arrays;
import java.util.List;

/// What is measured. All sides begin from the same weights and see the same data, so their losses can be compared too.
enum Work {
    /// An adapter of rank 8 on all matrices of a frozen llama model: 8 × 128 tokens, 4 layers, width 256.
    LORA_STEP("lora-step"),
    /// All 3.3 million weights of the same model: forward, backward, AdamW.
    FULL_STEP("full-step"),
    /// 16 steps of the cell rule on 64 × 64 cells of 32 channels, and back.
    CELLS_64("cells-64"),
    /// The same on 256 × 256 cells.
    CELLS_256("cells-256"),
    /// A step of a small agent: 64 → 256 → 256 → 32, a batch of 32, Adam.
    AGENT("agent"),
    /// A product of two matrices of 1024 × 1024.
    GEMM("gemm-1024");

    /// Floating-point operations of [#GEMM].
    static final double GEMM_OPERATIONS = 2.0 * 1024 * 1024 * 1024;

    final String title;

    Work(String title) {
        this.title = title;
    }

    static Work named(String title) {
        return Arrays.stream(values()).filter(w -> w.title.equals(title)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(title + ": known are " + titles()));
    }

    static List<String> titles() {
        return Arrays.stream(values()).map(w -> w.title).toList();
    }
}
