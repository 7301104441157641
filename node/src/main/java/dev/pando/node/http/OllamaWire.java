package dev.pando.node.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.FinishReason;
import dev.pando.node.answer.ToolCall;
import dev.pando.node.answer.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The format of Ollama's `/api/chat` and `/api/generate`: JSON lines, the last of which says `done`.
final class OllamaWire implements Wire {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String model;
    private final boolean chat;
    private final Said.Gathered calls = new Said.Gathered(); // a call is told when it is whole

    /// @param chat whether words stand in a message, or alone
    OllamaWire(String model, boolean chat) {
        this.model = model;
        this.chat = chat;
    }

    private ObjectNode line(String text, List<ToolCall> called, boolean done) {
        ObjectNode line = Json.object().put("model", model).put("created_at", Instant.now().toString());
        if (chat) {
            ObjectNode message = line.putObject("message").put("role", "assistant").put("content", text);
            if (!called.isEmpty()) {
                var list = message.putArray("tool_calls");
                for (ToolCall call : called) {
                    list.addObject().putObject("function").put("name", call.name()).set("arguments",
                            json(call.arguments()));
                }
            }
        } else {
            line.put("response", text);
        }
        return line.put("done", done);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return Json.object();
        }
    }

    /// The answer to nothing: the model is there.
    ObjectNode loaded() {
        return line("", List.of(), true).put("done_reason", "load");
    }

    private static ObjectNode done(ObjectNode line, FinishReason reason, Usage usage) {
        return line.put("done_reason", Wire.word(reason, false))
                .put("total_duration", usage.queueNs() + usage.prefillNs() + usage.decodeNs())
                .put("load_duration", usage.queueNs()).put("prompt_eval_count", usage.promptTokens())
                .put("prompt_eval_duration", usage.prefillNs()).put("eval_count", usage.completionTokens())
                .put("eval_duration", usage.decodeNs());
    }

    @Override
    public ObjectNode whole(Said said) {
        return done(line(said.text(), said.calls(), true), said.reason(), said.usage());
    }

    @Override
    public List<Frame> first() {
        return List.of();
    }

    @Override
    public List<Frame> piece(Event.Piece piece) {
        return piece.text().isEmpty() ? List.of() : List.of(Frame.of(line(piece.text(), List.of(), false)));
    }

    @Override
    public List<Frame> call(Event.CallPiece piece) {
        calls.add(piece);
        return List.of();
    }

    @Override
    public List<Frame> last(Event.Finished end) {
        List<Frame> frames = new ArrayList<>();
        List<ToolCall> called = calls.said(end).calls();
        if (!called.isEmpty()) frames.add(Frame.of(line("", called, false)));
        frames.add(Frame.of(done(line("", List.of(), true), end.reason(), end.usage())));
        return frames;
    }

    @Override
    public Frame failure(ApiException failed) {
        return Frame.of(Json.object().put("error", failed.getMessage()));
    }

    @Override
    public boolean inLines() {
        return true;
    }
}
