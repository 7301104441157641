package dev.pando.node.encode;

/// e5-small-v2: twelve layers, the mean of all outputs.
///
/// Source: Wang et al. 2022, E5, <https://arxiv.org/abs/2212.03533>.
final class E5Small extends Bert {

    static final BertFiles FILES = files("e5-small-v2-q", 12);

    E5Small(int threads, Hands hands) {
        super("e5-small-v2/q8/marked", FILES, threads, hands);
    }

    // Its card: where questions and texts are not told apart, both begin so.
    @Override
    String prefix() {
        return "query: ";
    }
}
