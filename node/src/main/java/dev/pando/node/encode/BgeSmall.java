package dev.pando.node.encode;

/// bge-small-en-v1.5: twelve layers, the mean of all outputs.
///
/// It was trained with the output of the opening mark alone; the mean finds more of what was said (decision 031).
///
/// Source: Xiao et al. 2023, C-Pack, <https://arxiv.org/abs/2309.07597>.
final class BgeSmall extends Bert {

    static final BertFiles FILES = files("bge-small-en-v1.5-q", 12);

    BgeSmall(int threads, Hands hands) {
        super("bge-small-en-v1.5/q8/mean/marked", FILES, threads, hands);
    }
}
