package dev.pando.engine.text;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/// One message of a conversation. JSON objects are maps of maps, lists, strings, numbers, booleans and nulls.
///
/// @param role       who speaks: `system`, `user`, `assistant`, `tool`
/// @param content    what is said; null where there are only tool calls
/// @param toolCalls  what an assistant wants called: `{"type": "function", "function": {"name": …, "arguments": …}}`
/// @param name       the tool that answers, or null
/// @param toolCallId the call that is answered, or null
public record Message(String role, String content, List<Map<String, Object>> toolCalls, String name,
        String toolCallId) {

    /// Copies `toolCalls`, though not what is in them.
    public Message {
        Objects.requireNonNull(role, "role");
        toolCalls = List.copyOf(toolCalls);
    }

    /// A message of plain text.
    public Message(String role, String content) {
        this(role, Objects.requireNonNull(content, "content"), List.of(), null, null);
    }

    /// What was said by the person.
    public static Message user(String content) {
        return new Message("user", content);
    }

    /// What was said by the model.
    public static Message assistant(String content) {
        return new Message("assistant", content);
    }

    /// How the model should behave.
    public static Message system(String content) {
        return new Message("system", content);
    }
}
