package dev.pando.node.encode;

import java.nio.FloatBuffer;

/// bge-small-en-v1.5: twelve layers, the output of the first token.
///
/// Source: Xiao et al. 2023, C-Pack, <https://arxiv.org/abs/2309.07597>.
final class BgeSmall extends Bert {

    BgeSmall(int threads) {
        super("bge-small-en-v1.5/q8", "bge-small-en-v1.5-q", threads);
    }

    @Override
    float[] pool(FloatBuffer outputs, int tokens) {
        float[] first = new float[DIMENSIONS];
        outputs.get(first);
        return first;
    }
}
