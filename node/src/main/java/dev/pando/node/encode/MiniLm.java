package dev.pando.node.encode;

/// all-MiniLM-L6-v2: six layers, the mean of all outputs.
///
/// Source: Wang et al. 2020, MiniLM, <https://arxiv.org/abs/2002.10957>.
public final class MiniLm extends Bert {

    private static final BertFiles FILES = files("all-minilm-l6-v2-q", 6);

    /// Loads nothing yet; has as many threads as a question gains from.
    public MiniLm() {
        this(Hands.usual());
    }

    /// Loads nothing yet.
    ///
    /// @param threads that a text is shared among; 1 to 64
    public MiniLm(int threads) {
        this(threads, new Hands(checked(threads)));
    }

    MiniLm(int threads, Hands hands) {
        super("all-MiniLM-L6-v2/q8/marked", FILES, threads, hands);
    }
}
