package dev.pando.engine.vocabulary;

import java.util.List;

/// Tokens as byte strings, and the merges that made them, best first.
///
/// Tokens 0 to 255 are the single bytes; token `256 + i` is what merge `i` joined.
///
/// @param tokens the bytes of each token; do not write into them
/// @param merges pairs of token numbers, in the order in which an encoder applies them
public record LearnedVocabulary(List<byte[]> tokens, List<Merge> merges) {

    /// Two tokens that are joined into a third.
    ///
    /// @param left  number of the first token
    /// @param right number of the second
    public record Merge(int left, int right) {}

    /// @throws IllegalArgumentException if tokens and merges do not belong together
    public LearnedVocabulary {
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
        if (tokens.size() != BpeTrainer.BYTES + merges.size()) {
            throw new IllegalArgumentException(tokens.size() + " tokens, " + merges.size() + " merges");
        }
    }
}
