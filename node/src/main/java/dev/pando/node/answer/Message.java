package dev.pando.node.answer;

import java.util.List;
import java.util.Objects;

/// One turn of a conversation.
///
/// @param role    who speaks, in the chat template's word: `system`, `user`, `assistant` or `tool`
/// @param content what is said
/// @param calls   tools that an assistant asked for in this turn
/// @param callId  the call that a tool answers; empty otherwise
public record Message(String role, String content, List<ToolCall> calls, String callId) {

    /// Refuses a missing part.
    public Message {
        Objects.requireNonNull(role);
        Objects.requireNonNull(content);
        calls = List.copyOf(calls);
        Objects.requireNonNull(callId);
    }

    /// A turn of words alone.
    public Message(String role, String content) {
        this(role, content, List.of(), "");
    }
}
