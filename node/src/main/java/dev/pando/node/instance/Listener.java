package dev.pando.node.instance;

import dev.pando.node.context.Source;
import dev.pando.node.conversation.Turn;
import java.util.List;

/// Hears an answer grow. What it throws ends the answer, which is then stored as stopped.
public interface Listener {

    /// Hears nothing.
    Listener NONE = new Listener() {
        @Override
        public void begun(Turn answer, List<Source> sources) {
            // nobody listens
        }

        @Override
        public void piece(String text) {
            // nobody listens
        }

        @Override
        public void done(Turn turn) {
            // nobody listens
        }
    };

    /// An answer begins; its place in the conversation is stored.
    ///
    /// @param sources what it may rest on; the first is number 1
    void begun(Turn answer, List<Source> sources);

    /// More of it.
    void piece(String text);

    /// An answer, or the result of a tool that one asked for, is whole, and stored with its evidence.
    void done(Turn turn);
}
