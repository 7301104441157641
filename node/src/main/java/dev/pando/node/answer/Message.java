package dev.pando.node.answer;

import java.util.Objects;

/// One turn of a conversation.
///
/// @param role    who speaks, in the chat template's word: `system`, `user`, `assistant` or `tool`
/// @param content what is said
public record Message(String role, String content) {

    /// Refuses a missing part.
    public Message {
        Objects.requireNonNull(role);
        Objects.requireNonNull(content);
    }
}
