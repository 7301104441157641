package dev.pando.node.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.ToolCall;
import dev.pando.node.answer.Usage;
import java.util.ArrayList;
import java.util.List;

/// The format of `/v1/messages`: blocks of text and of tool use, which a stream opens and closes one after another.
final class AnthropicWire implements Wire {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String id;
    private final String model;
    private final int promptTokens;
    private int block = -1; // the one that was opened last
    private boolean open;
    private boolean inText;
    private boolean called;

    /// @param promptTokens tokens of the prompt, as far as they are known before the answer
    AnthropicWire(String id, String model, int promptTokens) {
        this.id = id;
        this.model = model;
        this.promptTokens = promptTokens;
    }

    private ObjectNode message() {
        return Json.object().put("id", id).put("type", "message").put("role", "assistant").put("model", model);
    }

    // Why it ended: a word, and beside it the text of the request's `stop_sequences` that was reached.
    private static void put(ObjectNode node, Event.Finished end, boolean called) {
        node.put("stop_reason", end.stop().isPresent() ? "stop_sequence" : switch (end.reason()) {
            case STOP, CANCELLED -> called ? "tool_use" : "end_turn";
            case LENGTH -> "max_tokens";
        }).put("stop_sequence", end.stop().orElse(null));
    }

    private static void put(ObjectNode node, int input, int cached, int output) {
        node.putObject("usage").put("input_tokens", input).put("output_tokens", output)
                .put("cache_creation_input_tokens", 0).put("cache_read_input_tokens", cached);
    }

    @Override
    public ObjectNode whole(Said said) {
        ObjectNode root = message();
        ArrayNode content = root.putArray("content");
        if (!said.text().isEmpty() || said.calls().isEmpty()) {
            content.addObject().put("type", "text").put("text", said.text());
        }
        for (ToolCall call : said.calls()) {
            content.add(use(call.id(), call.name()).set("input", json(call.arguments())));
        }
        put(root, said.end(), !said.calls().isEmpty());
        Usage usage = said.usage();
        put(root, usage.promptTokens() - usage.cachedTokens(), usage.cachedTokens(), usage.completionTokens());
        return root;
    }

    private static ObjectNode use(String id, String name) {
        return Json.object().put("type", "tool_use").put("id", id).put("name", name);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return Json.object();
        }
    }

    private static ObjectNode event(String type) {
        return Json.object().put("type", type);
    }

    @Override
    public List<Frame> first() {
        ObjectNode start = event("message_start");
        ObjectNode message = message();
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        put(message, promptTokens, 0, 0);
        start.set("message", message);
        return List.of(Frame.typed(start), Frame.typed(event("ping")));
    }

    @Override
    public List<Frame> piece(Event.Piece piece) {
        if (piece.text().isEmpty()) return List.of();
        List<Frame> frames = new ArrayList<>();
        if (!open || !inText) begin(Json.object().put("type", "text").put("text", ""), true, frames);
        frames.add(delta(Json.object().put("type", "text_delta").put("text", piece.text())));
        return frames;
    }

    @Override
    public List<Frame> call(Event.CallPiece piece) {
        List<Frame> frames = new ArrayList<>();
        called = true;
        if (!piece.id().isEmpty()) {
            ObjectNode use = use(piece.id(), piece.name());
            use.putObject("input");
            begin(use, false, frames);
        }
        if (!piece.arguments().isEmpty()) {
            frames.add(delta(Json.object().put("type", "input_json_delta").put("partial_json", piece.arguments())));
        }
        return frames;
    }

    private void begin(ObjectNode content, boolean text, List<Frame> frames) {
        close(frames);
        ObjectNode start = event("content_block_start").put("index", ++block);
        start.set("content_block", content);
        frames.add(Frame.typed(start));
        open = true;
        inText = text;
    }

    private void close(List<Frame> frames) {
        if (open) frames.add(Frame.typed(event("content_block_stop").put("index", block)));
        open = false;
    }

    private Frame delta(ObjectNode delta) {
        ObjectNode event = event("content_block_delta").put("index", block);
        event.set("delta", delta);
        return Frame.typed(event);
    }

    @Override
    public List<Frame> last(Event.Finished finished) {
        List<Frame> frames = new ArrayList<>();
        close(frames);
        ObjectNode end = event("message_delta");
        put(end.putObject("delta"), finished, called);
        Usage usage = finished.usage();
        put(end, usage.promptTokens() - usage.cachedTokens(), usage.cachedTokens(), usage.completionTokens());
        frames.add(Frame.typed(end));
        frames.add(Frame.typed(event("message_stop")));
        return frames;
    }

    @Override
    public Frame failure(ApiException failed) {
        return Frame.typed(failed.bodyFor("/v1/messages"));
    }
}
