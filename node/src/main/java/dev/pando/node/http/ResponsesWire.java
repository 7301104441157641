package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.FinishReason;
import dev.pando.node.answer.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// The format of `/v1/responses`: output items, which a stream adds, fills and finishes one after another.
final class ResponsesWire implements Wire {

    private final String id;
    private final long createdS;
    private final String model;
    private final JsonNode asked;
    private final BiConsumer<Said, ObjectNode> over;
    private final Said.Gathered gathered = new Said.Gathered();
    private final List<ObjectNode> items = new ArrayList<>(); // finished ones
    private int sequence;
    private String openId; // of the item that is being filled; null for none
    private boolean inText;
    private StringBuilder filled = new StringBuilder();
    private String callId = "", callName = "";

    /// @param asked the request, parts of which the response repeats
    /// @param over  told of the whole answer, and how it is worded
    ResponsesWire(String id, long createdS, String model, JsonNode asked, BiConsumer<Said, ObjectNode> over) {
        this.id = id;
        this.createdS = createdS;
        this.model = model;
        this.asked = asked;
        this.over = over;
    }

    private ObjectNode response(String status, Usage usage) {
        ObjectNode root = Json.object().put("id", id).put("object", "response").put("created_at", createdS)
                .put("status", status).put("background", false).putNull("error");
        if (status.equals("incomplete")) root.putObject("incomplete_details").put("reason", "max_output_tokens");
        else
            root.putNull("incomplete_details");
        for (String name : new String[]{"instructions", "max_output_tokens", "previous_response_id", "temperature",
                "top_p"}) {
            root.set(name, asked.has(name) ? asked.get(name) : Json.object().nullNode());
        }
        root.put("model", model).put("parallel_tool_calls", asked.path("parallel_tool_calls").asBoolean(true))
                .put("store", asked.path("store").asBoolean(true)).put("truncation", "disabled");
        root.set("tool_choice", asked.has("tool_choice") ? asked.get("tool_choice") : Json.object().textNode("auto"));
        root.set("tools", asked.path("tools").isArray() ? asked.get("tools") : Json.object().arrayNode());
        root.set("metadata", asked.path("metadata").isObject() ? asked.get("metadata") : Json.object());
        if (asked.path("text").isObject()) root.set("text", asked.get("text"));
        else
            root.putObject("text").putObject("format").put("type", "text");
        root.putObject("reasoning").putNull("effort").putNull("summary");
        items.forEach(root.putArray("output")::add);
        if (usage == null) root.putNull("usage");
        else
            put(root.putObject("usage"), usage);
        return root;
    }

    private static void put(ObjectNode node, Usage usage) {
        node.put("input_tokens", usage.promptTokens()).putObject("input_tokens_details").put("cached_tokens",
                usage.cachedTokens()).put("cache_write_tokens", 0);
        node.put("output_tokens", usage.completionTokens()).putObject("output_tokens_details").put("reasoning_tokens",
                0);
        node.put("total_tokens", usage.promptTokens() + usage.completionTokens());
    }

    private static String status(FinishReason reason) {
        return switch (reason) {
            case STOP -> "completed";
            case LENGTH -> "incomplete";
            case CANCELLED -> "cancelled";
        };
    }

    private ObjectNode item(String status) {
        if (inText) {
            ObjectNode message = Json.object().put("id", openId).put("type", "message").put("status", status)
                    .put("role", "assistant");
            var content = message.putArray("content");
            if (!status.equals("in_progress")) content.add(part(filled.toString()));
            return message;
        }
        return Json.object().put("id", openId).put("type", "function_call").put("status", status)
                .put("call_id", callId).put("name", callName).put("arguments", filled.toString());
    }

    private static ObjectNode part(String text) {
        ObjectNode part = Json.object().put("type", "output_text").put("text", text);
        part.putArray("annotations");
        part.putArray("logprobs");
        return part;
    }

    @Override
    public ObjectNode whole(Said said) {
        piece(new Event.Piece(said.text(), List.of()));
        for (int i = 0; i < said.calls().size(); i++) {
            var call = said.calls().get(i);
            call(new Event.CallPiece(i, call.id(), call.name(), call.arguments()));
        }
        close(said.reason(), new ArrayList<>());
        return over(said);
    }

    private ObjectNode over(Said said) {
        ObjectNode response = response(status(said.reason()), said.usage());
        over.accept(said, response);
        return response;
    }

    private Frame event(String type, ObjectNode node) {
        return Frame.typed(node.put("type", type).put("sequence_number", sequence++));
    }

    private Frame about(String type, ObjectNode response) {
        ObjectNode node = Json.object();
        node.set("response", response);
        return event(type, node);
    }

    private ObjectNode ofItem() {
        return Json.object().put("item_id", openId).put("output_index", items.size());
    }

    @Override
    public List<Frame> first() {
        return List.of(about("response.created", response("in_progress", null)),
                about("response.in_progress", response("in_progress", null)));
    }

    @Override
    public List<Frame> piece(Event.Piece piece) {
        if (piece.text().isEmpty()) return List.of();
        gathered.add(piece);
        List<Frame> frames = new ArrayList<>();
        if (openId == null || !inText) {
            open(Answers.newId("msg_"), true, frames);
            ObjectNode added = ofItem().put("content_index", 0);
            added.set("part", part(""));
            frames.add(event("response.content_part.added", added));
        }
        filled.append(piece.text());
        ObjectNode delta = ofItem().put("content_index", 0).put("delta", piece.text());
        delta.putArray("logprobs");
        frames.add(event("response.output_text.delta", delta));
        return frames;
    }

    @Override
    public List<Frame> call(Event.CallPiece piece) {
        gathered.add(piece);
        List<Frame> frames = new ArrayList<>();
        if (!piece.id().isEmpty()) {
            close(FinishReason.STOP, frames);
            callId = piece.id();
            callName = piece.name();
            open(Answers.newId("fc_"), false, frames);
        }
        filled.append(piece.arguments());
        if (!piece.arguments().isEmpty()) {
            frames.add(event("response.function_call_arguments.delta", ofItem().put("delta", piece.arguments())));
        }
        return frames;
    }

    private void open(String newId, boolean text, List<Frame> frames) {
        close(FinishReason.STOP, frames);
        openId = newId;
        inText = text;
        ObjectNode added = Json.object().put("output_index", items.size());
        added.set("item", item("in_progress"));
        frames.add(event("response.output_item.added", added));
    }

    // Ends the item that is being filled; what broke off in it is incomplete.
    private void close(FinishReason why, List<Frame> frames) {
        if (openId == null) return;
        if (inText) {
            ObjectNode text = ofItem().put("content_index", 0).put("text", filled.toString());
            text.putArray("logprobs");
            frames.add(event("response.output_text.done", text));
            ObjectNode part = ofItem().put("content_index", 0);
            part.set("part", part(filled.toString()));
            frames.add(event("response.content_part.done", part));
        } else {
            frames.add(event("response.function_call_arguments.done",
                    ofItem().put("name", callName).put("arguments", filled.toString())));
        }
        ObjectNode done = Json.object().put("output_index", items.size());
        ObjectNode item = item(why == FinishReason.STOP ? "completed" : "incomplete");
        done.set("item", item);
        frames.add(event("response.output_item.done", done));
        items.add(item);
        openId = null;
        filled = new StringBuilder();
    }

    @Override
    public List<Frame> last(Event.Finished end) {
        List<Frame> frames = new ArrayList<>();
        close(end.reason(), frames);
        frames.add(about(end.reason() == FinishReason.LENGTH ? "response.incomplete" : "response.completed",
                over(gathered.said(end))));
        return frames;
    }

    @Override
    public Frame failure(ApiException failed) {
        ObjectNode response = response("failed", null);
        response.putObject("error").put("code", "server_error").put("message", failed.getMessage());
        return about("response.failed", response);
    }
}
