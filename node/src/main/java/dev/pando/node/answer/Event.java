package dev.pando.node.answer;

import java.util.List;
import java.util.Optional;

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

    /// More of a call of a tool, which is not part of the answer's text.
    ///
    /// @param index     which call of this answer, from 0
    /// @param id        the call's name, in its first piece; empty in later ones
    /// @param name      the tool, in its first piece; empty in later ones
    /// @param arguments what to append to the JSON text of the arguments
    record CallPiece(int index, String id, String name, String arguments) implements Event {}

    /// The answer is over.
    ///
    /// @param reason why it ended
    /// @param stop   the stop text that ended it, if one did; empty as well where an engine does not say which
    /// @param usage  what it took
    record Finished(FinishReason reason, Optional<String> stop, Usage usage) implements Event {

        /// An end to which no stop text led.
        public Finished(FinishReason reason, Usage usage) {
            this(reason, Optional.empty(), usage);
        }
    }

    /// The engine broke down; nothing more comes.
    ///
    /// @param message one line for the person who asked
    record Failed(String message) implements Event {}
}
