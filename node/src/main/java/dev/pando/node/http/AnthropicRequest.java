package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.node.answer.Ask;
import dev.pando.node.answer.Format;
import dev.pando.node.answer.Message;
import dev.pando.node.answer.Prompt;
import dev.pando.node.answer.Sampling;
import dev.pando.node.answer.Tool;
import dev.pando.node.answer.ToolCall;
import dev.pando.node.answer.Toolset;
import dev.pando.node.answer.Toolset.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A body of `/v1/messages`, checked and turned into an [Ask].
final class AnthropicRequest {

    private AnthropicRequest() {}

    /// @param limited whether `max_tokens` must be there
    /// @throws ApiException naming the field that is wrong or not supported
    static Ask ask(JsonNode body, boolean limited) {
        Fields fields = new Fields(body);
        OptionalInt tokens = fields.count("max_tokens", 1);
        if (limited && tokens.isEmpty()) throw ApiException.bad("max_tokens", "max_tokens: Field required");
        List<String> stops = body.hasNonNull("stop_sequences")
                ? StopTexts.read(body.get("stop_sequences"), "stop_sequences")
                : List.of();
        try {
            Sampling sampling = new Sampling(fields.number("temperature", 1), fields.count("top_k", 0).orElse(0),
                    fields.number("top_p", 1), 0, 0, 0, 1, Map.of(), OptionalLong.empty());
            return new Ask(fields.text("model", ""), new Prompt.Chat(messages(body)), sampling, tokens, stops,
                    OptionalInt.empty(), Format.TEXT, tools(body));
        } catch (IllegalArgumentException e) {
            throw ApiException.bad(e.getMessage().split("[: ]", 2)[0], e.getMessage());
        }
    }

    private static Toolset tools(JsonNode body) {
        List<Tool> tools = ToolFields.tools(body, "input_schema");
        JsonNode choice = body.path("tool_choice");
        boolean several = !new Fields(choice, "tool_choice.").flag("disable_parallel_tool_use", false);
        return switch (choice.path("type").asText("auto")) {
            case "auto" -> ToolFields.toolset(tools, Use.FREE, "", several);
            case "any" -> ToolFields.toolset(tools, Use.REQUIRED, "", several);
            case "none" -> ToolFields.toolset(tools, Use.FORBIDDEN, "", several);
            case "tool" -> ToolFields.toolset(tools, Use.REQUIRED, choice.path("name").asText("?"), several);
            default -> throw ApiException.bad("tool_choice", "tool_choice.type: auto, any, tool or none");
        };
    }

    private static List<Message> messages(JsonNode body) {
        List<Message> messages = new ArrayList<>();
        JsonNode system = body.path("system"), nodes = body.path("messages");
        if (!system.isMissingNode() && !system.isNull()) messages.add(new Message("system", text(system, "system")));
        if (!nodes.isArray() || nodes.isEmpty()) {
            throw ApiException.bad("messages", "messages: must be an array with at least one message");
        }
        if (nodes.size() > HttpLimits.MESSAGES_MAX) {
            throw ApiException.bad("messages", "messages: " + nodes.size() + ", limit " + HttpLimits.MESSAGES_MAX);
        }
        int index = 0;
        for (JsonNode node : nodes) add(node, "messages." + index++, messages);
        return messages;
    }

    private static void add(JsonNode node, String place, List<Message> to) {
        String role = node.path("role").asText("");
        if (!role.equals("user") && !role.equals("assistant")) {
            throw ApiException.bad(place + ".role", place + ".role: user or assistant");
        }
        JsonNode content = node.path("content");
        if (content.isTextual()) {
            to.add(new Message(role, content.textValue()));
            return;
        }
        if (!content.isArray()) throw ApiException.bad(place, place + ".content: a text or an array of blocks");
        if (content.size() > HttpLimits.CONTENT_PARTS_MAX) {
            throw ApiException.bad(place,
                    place + ".content: " + content.size() + ", limit " + HttpLimits.CONTENT_PARTS_MAX);
        }
        blocks(role, content, place, to);
    }

    // One message may hold words, calls and results: results are messages of their own elsewhere.
    private static void blocks(String role, JsonNode content, String place, List<Message> to) {
        StringBuilder words = new StringBuilder();
        List<ToolCall> calls = new ArrayList<>();
        int index = 0;
        for (JsonNode block : content) {
            Fields fields = new Fields(block, place + ".content." + index++ + ".");
            switch (block.path("type").asText("")) {
                case "text" -> words.append(fields.text("text"));
                case "tool_use" -> calls.add(new ToolCall(fields.text("id"), fields.text("name"),
                        block.path("input").isObject() ? block.get("input").toString() : "{}"));
                case "tool_result" -> to
                        .add(new Message("tool", text(block.path("content"), fields.place() + "content"),
                                List.of(), fields.text("tool_use_id")));
                case "thinking", "redacted_thinking" -> {
                } // what another model thought is not told to this one
                default -> throw ApiException.bad(place + ".content",
                        place + ".content: blocks of text, tool_use and tool_result are supported");
            }
        }
        if (!words.isEmpty() || !calls.isEmpty()) to.add(new Message(role, words.toString(), calls, ""));
    }

    private static String text(JsonNode node, String place) {
        if (node.isTextual()) return node.textValue();
        StringBuilder text = new StringBuilder();
        int index = 0;
        for (JsonNode block : node) {
            if (!block.path("type").asText("").equals("text")) {
                throw ApiException.bad(place, place + ": only blocks of type text are supported");
            }
            text.append(new Fields(block, place + "." + index++ + ".").text("text"));
        }
        return text.toString();
    }
}
