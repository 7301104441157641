package dev.pando.node.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.TokenScore;
import dev.pando.node.answer.ToolCall;
import java.util.ArrayList;
import java.util.List;

/// The format of `/v1/chat/completions`.
final class ChatWire implements Wire {

    private final String id;
    private final long createdS;
    private final String model;
    private final boolean logprobs;
    private final boolean includeUsage;
    private boolean called;

    /// @param id           the answer's name, `chatcmpl-…`
    /// @param createdS     seconds since 1970
    /// @param model        the model that answers
    /// @param logprobs     whether log probabilities were asked for
    /// @param includeUsage whether every chunk has a `usage`, null but in the last
    ChatWire(String id, long createdS, String model, boolean logprobs, boolean includeUsage) {
        this.id = id;
        this.createdS = createdS;
        this.model = model;
        this.logprobs = logprobs;
        this.includeUsage = includeUsage;
    }

    private ObjectNode envelope(String object) {
        return Json.object().put("id", id).put("object", object).put("created", createdS).put("model", model);
    }

    @Override
    public ObjectNode whole(Said said) {
        ObjectNode root = envelope("chat.completion");
        ObjectNode choice = root.putArray("choices").addObject().put("index", 0);
        ObjectNode message = choice.putObject("message").put("role", "assistant").put("content",
                said.text().isEmpty() && !said.calls().isEmpty() ? null : said.text()).putNull("refusal");
        if (!said.calls().isEmpty()) {
            ArrayNode calls = message.putArray("tool_calls");
            for (ToolCall call : said.calls()) put(calls.addObject(), call.id(), call.name(), call.arguments());
        }
        putScores(choice, logprobs ? said.scores() : null);
        Wire.put(choice, said.end(), !said.calls().isEmpty());
        return Wire.withUsage(root, said.usage());
    }

    private static ObjectNode put(ObjectNode call, String id, String name, String arguments) {
        call.put("id", id).put("type", "function").putObject("function").put("name", name).put("arguments", arguments);
        return call;
    }

    @Override
    public List<Frame> first() {
        ObjectNode delta = Json.object().put("role", "assistant").put("content", "").putNull("refusal");
        return List.of(chunk(delta, List.of(), null));
    }

    @Override
    public List<Frame> piece(Event.Piece piece) {
        return List.of(chunk(Json.object().put("content", piece.text()), piece.scores(), null));
    }

    @Override
    public List<Frame> call(Event.CallPiece piece) {
        called = true;
        ObjectNode delta = Json.object();
        ObjectNode call = delta.putArray("tool_calls").addObject().put("index", piece.index());
        if (piece.id().isEmpty()) call.putObject("function").put("arguments", piece.arguments());
        else
            put(call, piece.id(), piece.name(), piece.arguments());
        return List.of(chunk(delta, List.of(), null));
    }

    @Override
    public List<Frame> last(Event.Finished end) {
        List<Frame> frames = new ArrayList<>(List.of(chunk(Json.object(), List.of(), end)));
        if (includeUsage) {
            ObjectNode root = envelope("chat.completion.chunk");
            root.putArray("choices");
            frames.add(Frame.of(Wire.withUsage(root, end.usage())));
        }
        frames.add(Frame.DONE);
        return frames;
    }

    @Override
    public Frame failure(ApiException failed) {
        return Frame.of(failed.body());
    }

    private Frame chunk(ObjectNode delta, List<TokenScore> scores, Event.Finished end) {
        ObjectNode root = envelope("chat.completion.chunk");
        ObjectNode choice = root.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        putScores(choice, logprobs && !scores.isEmpty() ? scores : null);
        Wire.put(choice, end, called);
        if (includeUsage) root.putNull("usage");
        return Frame.of(root);
    }

    private static void putScores(ObjectNode choice, List<TokenScore> scores) {
        if (scores == null) {
            choice.putNull("logprobs");
            return;
        }
        ObjectNode logprobs = choice.putObject("logprobs");
        ArrayNode content = logprobs.putArray("content");
        logprobs.putNull("refusal");
        for (TokenScore score : scores) {
            ArrayNode top = put(content.addObject(), score.text(), score.bytes(), score.logprob())
                    .putArray("top_logprobs");
            score.top().forEach(c -> put(top.addObject(), c.text(), c.bytes(), c.logprob()));
        }
    }

    private static ObjectNode put(ObjectNode node, String token, byte[] bytes, double logprob) {
        ArrayNode numbers = node.put("token", token).put("logprob", logprob).putArray("bytes");
        for (byte b : bytes) numbers.add(b & 0xFF);
        return node;
    }
}
