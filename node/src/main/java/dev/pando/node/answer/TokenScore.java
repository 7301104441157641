package dev.pando.node.answer;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A generated token and how probable it was.
///
/// @param id      its number in the vocabulary
/// @param bytes   its bytes; they may end inside a character
/// @param logprob natural logarithm of its probability before sampling changed anything
/// @param top     the most probable tokens at this place, best first
public record TokenScore(int id, byte[] bytes, double logprob, List<Candidate> top) {

    /// Copies what it is given.
    public TokenScore {
        bytes = bytes.clone();
        top = List.copyOf(top);
    }

    /// Its bytes, a copy.
    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    /// Its bytes as text; broken characters become U+FFFD.
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// A token that could have been chosen.
    ///
    /// @param id      its number in the vocabulary
    /// @param bytes   its bytes
    /// @param logprob natural logarithm of its probability
    public record Candidate(int id, byte[] bytes, double logprob) {

        /// Copies the bytes.
        public Candidate {
            bytes = bytes.clone();
        }

        /// Its bytes, a copy.
        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        /// Its bytes as text; broken characters become U+FFFD.
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
