package dev.pando.node.answer;

import java.util.List;
import java.util.Objects;

/// What an answer goes on from.
public sealed interface Prompt {

    /// A conversation, which the model's chat template turns into text.
    ///
    /// @param messages in order; at least one
    record Chat(List<Message> messages) implements Prompt {

        /// Copies the messages and refuses an empty conversation.
        public Chat {
            messages = List.copyOf(messages);
            if (messages.isEmpty()) throw new IllegalArgumentException("a conversation needs a message");
        }
    }

    /// Text as it is, without a template; may be empty where the model has a begin token.
    ///
    /// @param text what the model continues
    record Text(String text) implements Prompt {

        /// Refuses a missing text.
        public Text {
            Objects.requireNonNull(text);
        }
    }
}
