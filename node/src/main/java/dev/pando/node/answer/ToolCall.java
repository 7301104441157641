package dev.pando.node.answer;

import java.util.Objects;

/// A tool that the model asked for.
///
/// @param id        names this call, so that its result can be told apart from others'
/// @param name      which tool
/// @param arguments a JSON object, as JSON text
public record ToolCall(String id, String name, String arguments) {

    /// Refuses a missing part.
    public ToolCall {
        Objects.requireNonNull(id);
        Objects.requireNonNull(name);
        Objects.requireNonNull(arguments);
    }
}
