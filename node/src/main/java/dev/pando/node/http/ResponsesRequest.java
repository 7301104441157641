package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.node.answer.Ask;
import dev.pando.node.answer.Message;
import dev.pando.node.answer.Prompt;
import dev.pando.node.answer.Sampling;
import dev.pando.node.answer.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/// A body of `/v1/responses`, checked and turned into an [Ask].
///
/// @param ask          what the engine is asked, instructions included
/// @param conversation the same without instructions
/// @param stream       whether the answer is sent as it grows
/// @param store        whether a later request may go on from it
record ResponsesRequest(Ask ask, List<Message> conversation, boolean stream, boolean store) {

    /// @param before finds what was said before by a response's name
    /// @throws ApiException naming the field that is wrong or not supported
    static ResponsesRequest of(JsonNode body, Function<String, List<Message>> before) {
        Fields fields = new Fields(body);
        fields.doesNotSupport("background");
        fields.doesNotSupport("conversation");
        fields.doesNotSupport("prompt");
        List<Message> conversation = new ArrayList<>();
        String previous = fields.text("previous_response_id", "");
        if (!previous.isEmpty()) conversation.addAll(before.apply(previous));
        addInput(body.path("input"), conversation);
        if (conversation.isEmpty()) throw ApiException.bad("input", "input: there is nothing to answer");
        if (conversation.size() > HttpLimits.MESSAGES_MAX) {
            throw ApiException.bad("input", "input: " + conversation.size() + " messages, limit "
                    + HttpLimits.MESSAGES_MAX);
        }
        List<Message> messages = new ArrayList<>(conversation);
        String instructions = fields.text("instructions", "");
        if (!instructions.isEmpty()) messages.addFirst(new Message("system", instructions));
        return new ResponsesRequest(ask(body, fields, messages), List.copyOf(conversation),
                fields.flag("stream", false), fields.flag("store", true));
    }

    private static Ask ask(JsonNode body, Fields fields, List<Message> messages) {
        try {
            Sampling sampling = new Sampling(fields.number("temperature", 1), 0, fields.number("top_p", 1), 0, 0, 0, 1,
                    Map.of(), OptionalLong.empty());
            return new Ask(fields.text("model", ""), new Prompt.Chat(messages), sampling,
                    fields.count("max_output_tokens", 1), List.of(), OptionalInt.empty(),
                    ToolFields.format(body.path("text").path("format"), "text.format", ""), ToolFields.openAi(body));
        } catch (IllegalArgumentException e) {
            throw ApiException.bad(e.getMessage().split("[: ]", 2)[0], e.getMessage());
        }
    }

    private static void addInput(JsonNode input, List<Message> to) {
        if (input.isTextual()) {
            to.add(new Message("user", input.textValue()));
            return;
        }
        if (!input.isArray()) throw ApiException.bad("input", "input: must be a text or an array of items");
        int index = 0;
        for (JsonNode item : input) add(item, "input[" + index++ + "]", to);
    }

    private static void add(JsonNode item, String place, List<Message> to) {
        switch (item.path("type").asText("message")) {
            case "message" -> {
                String role = item.path("role").asText("");
                if (!List.of("user", "assistant", "system", "developer").contains(role)) {
                    throw ApiException.bad("input", place + ".role: user, assistant, system or developer");
                }
                to.add(new Message(role.equals("developer") ? "system" : role,
                        text(item.path("content"), place + ".content")));
            }
            case "function_call" -> addCall(new Fields(item, place + "."), to);
            case "function_call_output" -> to.add(new Message("tool", text(item.path("output"), place + ".output"),
                    List.of(), new Fields(item, place + ".").text("call_id")));
            case "reasoning" -> {
            } // what another model thought is not told to this one
            default -> throw ApiException.bad("input",
                    place + ".type: message, function_call and function_call_output are supported");
        }
    }

    // Words and calls of one answer are items of their own here, and one turn everywhere else.
    private static void addCall(Fields item, List<Message> to) {
        ToolCall call = new ToolCall(item.text("call_id"), item.text("name"), item.text("arguments"));
        boolean goesOn = !to.isEmpty() && to.getLast().role().equals("assistant");
        Message before = goesOn ? to.removeLast() : new Message("assistant", "");
        List<ToolCall> calls = new ArrayList<>(before.calls());
        calls.add(call);
        to.add(new Message("assistant", before.content(), calls, ""));
    }

    private static String text(JsonNode content, String place) {
        if (content.isTextual()) return content.textValue();
        if (!content.isArray()) throw ApiException.bad("input", place + ": a text or an array of parts");
        if (content.size() > HttpLimits.CONTENT_PARTS_MAX) {
            throw ApiException.bad("input", place + ": " + content.size() + ", limit " + HttpLimits.CONTENT_PARTS_MAX);
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (!part.path("text").isTextual()) {
                throw ApiException.bad("input", place + ": only parts of text are supported");
            }
            text.append(part.get("text").textValue());
        }
        return text.toString();
    }
}
