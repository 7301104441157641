package dev.pando.engine.text;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a chat template is rendered with.
///
/// @param messages  the turns so far
/// @param tools     what the model may call, as JSON objects: `{"type": "function", "function": {"name": …, "parameters": …}}`
/// @param generate  whether the prompt ends where the assistant begins to speak
/// @param variables further variables of the template, such as `enable_thinking`
public record Conversation(List<Message> messages, List<Map<String, Object>> tools, boolean generate,
        Map<String, Object> variables) {

    /// Copies the lists and the map, though not the JSON objects in them.
    public Conversation {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    }

    /// A conversation without tools that the assistant shall go on with.
    public static Conversation of(Message... messages) {
        return new Conversation(List.of(messages), List.of(), true, Map.of());
    }
}
