package dev.pando.node.answer;

import java.util.List;

/// What happens while an answer is generated.
public sealed interface Event {

    /// More of the answer.
    ///
    /// @param text   whole characters only; empty when tokens so far end inside a character or a possible stop text
    /// @param scores the tokens behind it, if the request asked for log probabilities
    record Piece(String text, List<TokenScore> scores) implements Event {

        /// Copies the scores.
        public Piece {
            scores = List.copyOf(scores);
        }
    }

    /// The answer is over.
    ///
    /// @param reason why it ended
    /// @param usage  what it took
    record Finished(FinishReason reason, Usage usage) implements Event {}

    /// The engine broke down; nothing more comes.
    ///
    /// @param message one line for the person who asked
    record Failed(String message) implements Event {}
}
