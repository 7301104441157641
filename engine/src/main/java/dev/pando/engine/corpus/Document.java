package dev.pando.engine.corpus;

import java.util.BitSet;

/// A text that stands for itself: a section of a book, a conversation. Splits never cut through one.
///
/// @param place  where it comes from, for messages: `talk.jsonl line 3`
/// @param tokens its ids, BOS included if the model asks for one
/// @param taught which tokens are to be predicted; the first never is
public record Document(String place, int[] tokens, BitSet taught) {

    /// A text of which every token is to be predicted.
    static Document whole(String place, int[] tokens) {
        BitSet taught = new BitSet(tokens.length);
        taught.set(0, tokens.length);
        return new Document(place, tokens, taught);
    }
}
