package dev.pando.node.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tells a model about tools and their results: as its template wants it, or in plain words where it knows none.
final class ToolTurns {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String TOLD = """
            You may call these tools to help with what the user asks. Each line is one tool, its parameters as JSON Schema:
            <tools>
            %s
            </tools>
            To call a tool, answer with its name and its arguments as JSON within tool_call tags, and nothing else:
            <tool_call>
            {"name": "…", "arguments": {…}}
            </tool_call>""";

    private ToolTurns() {}

    /// The tools as chat templates expect them: `{"type": "function", "function": {…}}`.
    static List<Map<String, Object>> functions(List<Tool> tools) {
        return tools.stream().map(ToolTurns::function).toList();
    }

    private static Map<String, Object> function(Tool tool) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", tool.name());
        function.put("description", tool.description());
        function.put("parameters", json(tool.parameters()));
        return function(function);
    }

    private static Map<String, Object> function(Map<String, Object> inside) {
        Map<String, Object> outside = new LinkedHashMap<>();
        outside.put("type", "function");
        outside.put("function", inside);
        return outside;
    }

    /// A call as chat templates expect it.
    static Map<String, Object> asCalled(ToolCall call) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", call.name());
        function.put("arguments", json(call.arguments()));
        Map<String, Object> called = function(function);
        called.put("id", call.id());
        return called;
    }

    /// The same with names of calls that Mistral's templates accept: nine letters and digits.
    static List<Message> withShortIds(List<Message> messages) {
        return messages.stream().map(m -> new Message(m.role(), m.content(),
                m.calls().stream().map(c -> new ToolCall(shortId(c.id()), c.name(), c.arguments())).toList(),
                m.callId().isEmpty() ? "" : shortId(m.callId()))).toList();
    }

    private static String shortId(String id) {
        return id.matches("[A-Za-z0-9]{9}") ? id : "c" + "%08x".formatted(id.hashCode());
    }

    /// JSON text as maps, lists and values; the text itself if it is none.
    static Object json(String text) {
        try {
            return JSON.readValue(text, Object.class);
        } catch (JsonProcessingException e) {
            return text;
        }
    }

    /// A conversation in which tools, calls and results are words, for templates that know only words.
    static List<Message> inWords(List<Message> messages, List<Tool> tools) {
        List<Message> told = new ArrayList<>();
        for (Message message : messages) {
            if (message.role().equals("tool")) {
                told.add(new Message("user", "<tool_response>\n" + message.content() + "\n</tool_response>"));
            } else {
                told.add(new Message(message.role(), message.content() + calls(message.calls())));
            }
        }
        if (tools.isEmpty()) return told;
        String words = TOLD.formatted(String.join("\n", tools.stream().map(t -> text(function(t))).toList()));
        boolean hasSystem = told.getFirst().role().equals("system");
        String before = hasSystem ? told.removeFirst().content() + "\n\n" : "";
        told.addFirst(new Message("system", before + words));
        return told;
    }

    private static String calls(List<ToolCall> calls) {
        StringBuilder words = new StringBuilder();
        for (ToolCall call : calls) {
            Map<String, Object> said = new LinkedHashMap<>();
            said.put("name", call.name());
            said.put("arguments", json(call.arguments()));
            words.append("\n<tool_call>\n").append(text(said)).append("\n</tool_call>");
        }
        return words.toString().stripLeading();
    }

    static String text(Object json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
