package dev.pando.node.remote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.Ask;
import dev.pando.node.answer.Format;
import dev.pando.node.answer.Message;
import dev.pando.node.answer.Prompt;
import dev.pando.node.answer.Sampling;
import dev.pando.node.answer.TokenScore;
import dev.pando.node.answer.Tool;
import dev.pando.node.answer.ToolCall;
import dev.pando.node.answer.Toolset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Our requests in OpenAI's words, and its words in ours.
final class Wording {

    /// Reads what an endpoint says, within limits.
    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder().streamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(64).maxNumberLength(64).maxNameLength(1024).build())
            .build()).build();

    private Wording() {}

    /// The body of a request that streams.
    static ObjectNode request(Ask ask, String model) {
        ObjectNode body = JSON.createObjectNode().put("model", model).put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        switch (ask.prompt()) {
            case Prompt.Text(String text) -> body.put("prompt", text);
            case Prompt.Chat(List<Message> messages) -> {
                ArrayNode told = body.putArray("messages");
                for (Message message : messages) put(message, told.addObject());
            }
        }
        put(ask.sampling(), body);
        ask.maxTokens().ifPresent(tokens -> body.put("max_tokens", tokens));
        if (!ask.stop().isEmpty()) ask.stop().forEach(body.putArray("stop")::add);
        ask.topLogprobs().ifPresent(top -> body.put("logprobs", true).put("top_logprobs", top));
        put(ask.format(), body);
        put(ask.tools(), body);
        return body;
    }

    private static void put(Message message, ObjectNode node) {
        node.put("role", message.role()).put("content", message.content());
        if (!message.callId().isEmpty()) node.put("tool_call_id", message.callId());
        if (message.calls().isEmpty()) return;
        ArrayNode calls = node.putArray("tool_calls");
        for (ToolCall call : message.calls()) {
            calls.addObject().put("id", call.id()).put("type", "function").putObject("function")
                    .put("name", call.name()).put("arguments", call.arguments());
        }
    }

    // What has its usual value is not said: not every endpoint knows every word.
    private static void put(Sampling sampling, ObjectNode body) {
        body.put("temperature", sampling.temperature());
        if (sampling.topP() != 1) body.put("top_p", sampling.topP());
        if (sampling.topK() != 0) body.put("top_k", sampling.topK());
        if (sampling.minP() != 0) body.put("min_p", sampling.minP());
        if (sampling.frequencyPenalty() != 0) body.put("frequency_penalty", sampling.frequencyPenalty());
        if (sampling.presencePenalty() != 0) body.put("presence_penalty", sampling.presencePenalty());
        if (sampling.repetitionPenalty() != 1) body.put("repetition_penalty", sampling.repetitionPenalty());
        sampling.seed().ifPresent(seed -> body.put("seed", seed));
        if (sampling.logitBias().isEmpty()) return;
        ObjectNode bias = body.putObject("logit_bias");
        sampling.logitBias().forEach((token, value) -> bias.put(token.toString(), value));
    }

    private static void put(Format format, ObjectNode body) {
        switch (format) {
            case Format.Text _,Format.Formed _ -> {
            }
            case Format.JsonObject _ -> body.putObject("response_format").put("type", "json_object");
            case Format.Schema(String schema) -> body.putObject("response_format").put("type", "json_schema")
                    .putObject("json_schema").put("name", "answer").put("strict", true).set("schema", json(schema));
        }
    }

    private static void put(Toolset tools, ObjectNode body) {
        if (tools.tools().isEmpty()) return;
        ArrayNode list = body.putArray("tools");
        for (Tool tool : tools.tools()) {
            list.addObject().put("type", "function").putObject("function").put("name", tool.name())
                    .put("description", tool.description()).set("parameters", json(tool.parameters()));
        }
        body.put("tool_choice", switch (tools.use()) {
            case FREE -> "auto";
            case REQUIRED -> "required";
            case FORBIDDEN -> "none";
        });
        if (tools.callsMax() == 1) body.put("parallel_tool_calls", false);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a schema is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /// Log probabilities of a chunk; none if it has none.
    static List<TokenScore> scores(JsonNode choice) {
        List<TokenScore> scores = new ArrayList<>();
        for (JsonNode token : choice.path("logprobs").path("content")) {
            List<TokenScore.Candidate> top = new ArrayList<>();
            for (JsonNode one : token.path("top_logprobs")) {
                top.add(new TokenScore.Candidate(-1, bytes(one), one.path("logprob").asDouble()));
            }
            scores.add(new TokenScore(-1, bytes(token), token.path("logprob").asDouble(), top));
        }
        return scores;
    }

    private static byte[] bytes(JsonNode token) {
        return token.path("token").asText("").getBytes(StandardCharsets.UTF_8);
    }
}
