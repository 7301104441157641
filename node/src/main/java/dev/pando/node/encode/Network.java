package dev.pando.node.encode;

import java.util.List;

/// What makes outputs of tokens: an encoder's layers, and who computes them.
interface Network extends AutoCloseable {

    /// A text's tokens.
    ///
    /// @param ids   of tokens
    /// @param kinds of tokens: 0 in the first text, 1 in the second
    record Input(long[] ids, long[] kinds) {

        Input(long[] ids) {
            this(ids, new long[ids.length]);
        }

        int tokens() {
            return ids.length;
        }
    }

    /// What the last layer makes of each text: (tokens, [Bert#DIMENSIONS]). A text's bits do not depend on the others.
    ///
    /// @param shared whether other threads may help
    /// @throws EncodingException if it cannot run
    List<float[]> outputs(List<Input> texts, boolean shared);

    @Override
    void close();
}
