package dev.pando.node.encode;

/// all-MiniLM-L6-v2: six layers, the mean of all outputs.
///
/// Source: Wang et al. 2020, MiniLM, <https://arxiv.org/abs/2002.10957>.
public final class MiniLm extends Bert {

    /// Loads nothing yet.
    ///
    /// @param threads threads of one run; 1 to 64. Short texts gain nothing from a second
    public MiniLm(int threads) {
        super("all-MiniLM-L6-v2/q8/marked", "all-minilm-l6-v2-q", threads);
    }
}
