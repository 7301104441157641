package dev.pando.node.http;

import dev.pando.node.answer.Event;
import dev.pando.node.answer.FinishReason;
import dev.pando.node.answer.TokenScore;
import dev.pando.node.answer.ToolCall;
import dev.pando.node.answer.Usage;
import java.util.ArrayList;
import java.util.List;

/// A whole answer.
///
/// @param text   its words
/// @param scores how probable its tokens were, if that was asked for
/// @param calls  tools that it asks for
/// @param end    why it ended, and what it took
record Said(String text, List<TokenScore> scores, List<ToolCall> calls, Event.Finished end) {

    FinishReason reason() {
        return end.reason();
    }

    Usage usage() {
        return end.usage();
    }

    /// Puts an answer together from its events.
    static final class Gathered {
        private final StringBuilder text = new StringBuilder();
        private final List<TokenScore> scores = new ArrayList<>();
        private final List<ToolCall> calls = new ArrayList<>();

        void add(Event.Piece piece) {
            text.append(piece.text());
            scores.addAll(piece.scores());
        }

        void add(Event.CallPiece piece) {
            if (piece.index() == calls.size()) {
                calls.add(new ToolCall(piece.id(), piece.name(), piece.arguments()));
            } else {
                ToolCall begun = calls.get(piece.index());
                calls.set(piece.index(), new ToolCall(begun.id(), begun.name(), begun.arguments() + piece.arguments()));
            }
        }

        Said said(Event.Finished end) {
            return new Said(text.toString(), scores, calls, end);
        }
    }
}
