package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.node.answer.Ask;
import dev.pando.node.answer.Format;
import dev.pando.node.answer.Message;
import dev.pando.node.answer.Prompt;
import dev.pando.node.answer.Sampling;
import dev.pando.node.answer.ToolCall;
import dev.pando.node.answer.Toolset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A body of Ollama's `/api/chat` or `/api/generate`, checked and turned into an [Ask].
///
/// @param model  the model as the client named it
/// @param ask    what the engine is asked; null if the client only wants the model to be loaded
/// @param stream whether the answer is sent as it grows; here the usual case
record OllamaRequest(String model, Ask ask, boolean stream) {

    private static final Set<String> ROLES = Set.of("system", "user", "assistant", "tool");

    /// Whether there is nothing to answer.
    boolean isEmpty() {
        return ask == null;
    }

    /// The model that a request names.
    ///
    /// @throws ApiException if it names none
    static String modelOf(JsonNode body) {
        Fields fields = new Fields(body);
        String name = fields.text("model", fields.text("name", ""));
        if (name.isEmpty()) throw ApiException.bad("model", "model is required");
        return name;
    }

    /// Reads a chat request.
    ///
    /// @param loaded finds our name of a model, or refuses
    static OllamaRequest chat(JsonNode body, UnaryOperator<String> loaded) {
        JsonNode messages = body.path("messages");
        boolean empty = messages.isMissingNode() || messages.isNull() || messages.isEmpty();
        if (!empty && !messages.isArray()) throw ApiException.bad("messages", "messages: must be an array");
        if (messages.size() > HttpLimits.MESSAGES_MAX) {
            throw ApiException.bad("messages", "messages: " + messages.size() + ", limit " + HttpLimits.MESSAGES_MAX);
        }
        Toolset tools = ToolFields.toolset(ToolFields.tools(body, "parameters"), Toolset.Use.FREE, "", true);
        return of(body, loaded, empty ? null : new Prompt.Chat(messages(messages)), tools);
    }

    /// Reads a request for one answer to one prompt.
    ///
    /// @param loaded finds our name of a model, or refuses
    static OllamaRequest generate(JsonNode body, UnaryOperator<String> loaded) {
        Fields fields = new Fields(body);
        fields.doesNotSupport("images");
        if (!fields.text("suffix", "").isEmpty()) throw ApiException.bad("suffix", "suffix is not supported");
        String prompt = fields.text("prompt", ""), system = fields.text("system", "");
        if (prompt.isEmpty()) return of(body, loaded, null, Toolset.NONE);
        if (fields.flag("raw", false)) return of(body, loaded, new Prompt.Text(prompt), Toolset.NONE);
        List<Message> messages = new ArrayList<>();
        if (!system.isEmpty()) messages.add(new Message("system", system));
        messages.add(new Message("user", prompt));
        return of(body, loaded, new Prompt.Chat(messages), Toolset.NONE);
    }

    private static OllamaRequest of(JsonNode body, UnaryOperator<String> loaded, Prompt prompt, Toolset tools) {
        String model = modelOf(body), ours = loaded.apply(model);
        boolean stream = new Fields(body).flag("stream", true);
        if (prompt == null) return new OllamaRequest(model, null, stream);
        JsonNode options = body.path("options");
        if (!options.isMissingNode() && !options.isNull() && !options.isObject()) {
            throw ApiException.bad("options", "options: must be an object");
        }
        Fields fields = new Fields(options.isObject() ? options : Json.object(), "options.");
        try {
            return new OllamaRequest(model, new Ask(ours, prompt, sampling(fields), tokens(fields), stops(fields),
                    OptionalInt.empty(), format(body.path("format")), tools), stream);
        } catch (IllegalArgumentException e) {
            throw ApiException.bad("options", e.getMessage());
        }
    }

    // What Ollama itself does when nothing is said.
    private static Sampling sampling(Fields options) {
        return new Sampling(options.number("temperature", 0.8), Math.max(0, options.count("top_k", -1).orElse(40)),
                options.number("top_p", 0.9), options.number("min_p", 0), options.number("frequency_penalty", 0),
                options.number("presence_penalty", 0), options.number("repeat_penalty", 1), Map.of(),
                seed(options));
    }

    // -1, which Ollama takes when nothing is said: another one each time.
    private static OptionalLong seed(Fields options) {
        OptionalLong seed = options.whole("seed");
        return seed.orElse(-1) == -1 ? OptionalLong.empty() : seed;
    }

    // -1 and -2 mean: as many as there is room for.
    private static OptionalInt tokens(Fields options) {
        int tokens = options.count("num_predict", -2).orElse(-1);
        return tokens < 1 ? OptionalInt.empty() : OptionalInt.of(tokens);
    }

    private static List<String> stops(Fields options) {
        return options.has("stop") ? StopTexts.read(options.node().get("stop"), "stop") : List.of();
    }

    private static Format format(JsonNode format) {
        if (format.isObject()) return new Format.Schema(format.toString());
        String name = format.asText("");
        if (name.equals("json")) return new Format.JsonObject();
        if (name.isEmpty() || format.isNull()) return Format.TEXT;
        throw ApiException.bad("format", "format: json or a JSON Schema");
    }

    // Ollama's calls have no names: a result belongs to the first call that has none yet.
    private static List<Message> messages(JsonNode nodes) {
        List<Message> messages = new ArrayList<>();
        Deque<String> open = new ArrayDeque<>();
        for (JsonNode node : nodes) {
            String place = "messages[" + messages.size() + "]", role = node.path("role").asText("");
            if (!ROLES.contains(role)) throw ApiException.bad("messages", place + ".role: one of " + ROLES);
            if (node.path("images").size() > 0)
                throw ApiException.bad("messages", place + ": images are not supported");
            List<ToolCall> calls = new ArrayList<>();
            for (ToolCall call : ToolFields.calls(node, place)) {
                String id = call.id().isEmpty()
                        ? "call%05d".formatted(messages.size() * 100 + calls.size())
                        : call.id();
                calls.add(new ToolCall(id, call.name(), call.arguments()));
                open.add(id);
            }
            String callId = !role.equals("tool")
                    ? ""
                    : node.path("tool_call_id").asText(open.isEmpty() ? "" : open.poll());
            messages.add(new Message(role, new Fields(node, place + ".").text("content", ""), calls, callId));
        }
        return messages;
    }
}
