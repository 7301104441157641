package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.node.answer.Ask;
import dev.pando.node.answer.Format;
import dev.pando.node.answer.Message;
import dev.pando.node.answer.Prompt;
import dev.pando.node.answer.Sampling;
import dev.pando.node.answer.Toolset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// A body of `/v1/chat/completions` or `/v1/completions`, checked and turned into an [Ask].
///
/// @param ask          what the engine is asked
/// @param stream       whether the answer is sent as it grows
/// @param includeUsage whether the stream ends with the token counts
record OpenAiRequest(Ask ask, boolean stream, boolean includeUsage) {

    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool");

    /// Reads a chat request.
    ///
    /// @throws ApiException naming the field that is wrong or not supported
    static OpenAiRequest chat(JsonNode body) {
        Fields fields = new Fields(body);
        for (String name : List.of("functions", "audio", "web_search_options")) fields.doesNotSupport(name);
        OptionalInt top = fields.count("top_logprobs", 0);
        boolean scores = fields.flag("logprobs", false);
        if (top.isPresent() && !scores) throw ApiException.bad("top_logprobs", "top_logprobs needs logprobs: true");
        OptionalInt limit = fields.count("max_completion_tokens", 1);
        return of(fields, new Prompt.Chat(messages(body.get("messages"))),
                limit.isPresent() ? limit : fields.count("max_tokens", 1),
                scores ? OptionalInt.of(top.orElse(0)) : OptionalInt.empty(),
                ToolFields.format(body.path("response_format"), "response_format", "json_schema"),
                ToolFields.openAi(body));
    }

    /// Reads a completion request.
    ///
    /// @throws ApiException naming the field that is wrong or not supported
    static OpenAiRequest completion(JsonNode body) {
        Fields fields = new Fields(body);
        fields.doesNotSupport("echo");
        fields.onlySupports("best_of", "1");
        if (!fields.text("suffix", "").isEmpty()) throw ApiException.bad("suffix", "suffix is not supported");
        OptionalInt limit = fields.count("max_tokens", 1);
        return of(fields, new Prompt.Text(promptText(body.get("prompt"))), OptionalInt.of(limit.orElse(16)),
                fields.count("logprobs", 0), Format.TEXT, Toolset.NONE);
    }

    private static OpenAiRequest of(Fields fields, Prompt prompt, OptionalInt maxTokens, OptionalInt topLogprobs,
            Format format, Toolset tools) {
        fields.onlySupports("n", "1");
        boolean usage = fields.has("stream_options")
                && new Fields(fields.node().get("stream_options"), "stream_options.").flag("include_usage", false);
        try {
            Ask ask = new Ask(fields.text("model", ""), prompt, sampling(fields), maxTokens, stops(fields),
                    topLogprobs, format, tools);
            return new OpenAiRequest(ask, fields.flag("stream", false), usage);
        } catch (IllegalArgumentException e) {
            throw ApiException.bad(e.getMessage().split("[: ]", 2)[0], e.getMessage());
        }
    }

    private static Sampling sampling(Fields fields) {
        return new Sampling(fields.number("temperature", 1), fields.count("top_k", 0).orElse(0),
                fields.number("top_p", 1), fields.number("min_p", 0), fields.number("frequency_penalty", 0),
                fields.number("presence_penalty", 0), fields.number("repetition_penalty", 1), bias(fields),
                fields.whole("seed"));
    }

    private static Map<Integer, Double> bias(Fields fields) {
        if (!fields.has("logit_bias")) return Map.of();
        JsonNode node = fields.node().get("logit_bias");
        if (!node.isObject()) throw ApiException.bad("logit_bias", "logit_bias: must be an object");
        limit("logit_bias", node.size(), HttpLimits.LOGIT_BIAS_MAX);
        Map<Integer, Double> bias = new HashMap<>();
        node.properties().forEach(entry -> {
            if (!entry.getKey().matches("[0-9]{1,9}") || !entry.getValue().isNumber()) {
                throw ApiException.bad("logit_bias", "logit_bias: token ids to numbers, not " + shown(entry.getKey()));
            }
            bias.put(Integer.valueOf(entry.getKey()), entry.getValue().doubleValue());
        });
        return bias;
    }

    private static List<String> stops(Fields fields) {
        return fields.has("stop") ? StopTexts.read(fields.node().get("stop"), "stop") : List.of();
    }

    private static List<Message> messages(JsonNode node) {
        if (node == null || !node.isArray() || node.isEmpty()) {
            throw ApiException.bad("messages", "messages: must be an array with at least one message");
        }
        limit("messages", node.size(), HttpLimits.MESSAGES_MAX);
        List<Message> messages = new ArrayList<>(node.size());
        for (JsonNode one : node) messages.add(message(one, "messages[" + messages.size() + "]"));
        return messages;
    }

    private static Message message(JsonNode node, String place) {
        if (!node.isObject()) throw ApiException.bad(place, place + ": must be an object");
        String role = node.path("role").asText("");
        if (!ROLES.contains(role)) {
            throw ApiException.bad(place + ".role",
                    place + ".role: " + shown(role) + ", one of " + ROLES.stream().sorted().toList());
        }
        // An assistant's may be null beside its calls; a message of anybody else that says nothing is a mistake.
        if (!node.hasNonNull("content") && !role.equals("assistant")) {
            throw ApiException.bad(place + ".content", place + ".content: it is missing");
        }
        // "developer" is OpenAI's newer word for "system"; chat templates know the older one.
        return new Message(role.equals("developer") ? "system" : role, content(node.get("content"), place),
                ToolFields.calls(node, place), role.equals("tool") ? node.path("tool_call_id").asText("") : "");
    }

    private static String content(JsonNode node, String place) {
        if (node == null || node.isNull()) return "";
        if (node.isTextual()) return node.textValue();
        if (!node.isArray()) throw ApiException.bad(place + ".content", place + ".content: must be text");
        limit(place + ".content", node.size(), HttpLimits.CONTENT_PARTS_MAX);
        StringBuilder text = new StringBuilder();
        for (JsonNode part : node) {
            if (!part.path("type").asText("").equals("text") || !part.path("text").isTextual()) {
                throw ApiException.bad(place + ".content", place + ".content: only parts of type text are supported");
            }
            text.append(part.get("text").textValue());
        }
        return text.toString();
    }

    private static String promptText(JsonNode node) {
        if (node == null || node.isNull()) return "";
        if (node.isTextual()) return node.textValue();
        if (node.isArray() && node.size() == 1 && node.get(0).isTextual()) return node.get(0).textValue();
        throw ApiException.bad("prompt", "prompt: must be one string");
    }

    private static void limit(String what, int value, int most) {
        if (value > most) throw ApiException.bad(what.split("[\\[. ]", 2)[0], what + ": " + value + ", limit " + most);
    }

    private static String shown(String text) {
        return '"' + (text.length() <= 40 ? text : text.substring(0, 40) + "…") + '"';
    }
}
