package dev.pando.node.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.FinishReason;
import dev.pando.node.answer.TokenScore;
import dev.pando.node.answer.Usage;
import java.util.List;

/// The format of `/v1/chat/completions`.
///
/// @param id           the answer's name, `chatcmpl-…`
/// @param createdS     seconds since 1970
/// @param model        the model that answers
/// @param logprobs     whether log probabilities were asked for
/// @param includeUsage whether every chunk has a `usage`, null but in the last
record ChatWire(String id, long createdS, String model, boolean logprobs, boolean includeUsage) implements Wire {

    private ObjectNode envelope(String object) {
        return Json.object().put("id", id).put("object", object).put("created", createdS).put("model", model);
    }

    @Override
    public ObjectNode whole(String text, List<TokenScore> scores, FinishReason reason, Usage usage) {
        ObjectNode root = envelope("chat.completion");
        ObjectNode choice = root.putArray("choices").addObject().put("index", 0);
        choice.putObject("message").put("role", "assistant").put("content", text).putNull("refusal");
        putScores(choice, scores);
        choice.put("finish_reason", Wire.word(reason));
        return Wire.withUsage(root, usage);
    }

    @Override
    public ObjectNode first() {
        ObjectNode delta = Json.object().put("role", "assistant").put("content", "").putNull("refusal");
        return chunk(delta, List.of(), null);
    }

    @Override
    public ObjectNode piece(Event.Piece piece) {
        return chunk(Json.object().put("content", piece.text()), piece.scores(), null);
    }

    @Override
    public ObjectNode last(FinishReason reason) {
        return chunk(Json.object(), List.of(), reason);
    }

    @Override
    public ObjectNode usage(Usage usage) {
        ObjectNode root = envelope("chat.completion.chunk");
        root.putArray("choices");
        return Wire.withUsage(root, usage);
    }

    private ObjectNode chunk(ObjectNode delta, List<TokenScore> scores, FinishReason reason) {
        ObjectNode root = envelope("chat.completion.chunk");
        ObjectNode choice = root.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        putScores(choice, logprobs && !scores.isEmpty() ? scores : null);
        choice.put("finish_reason", reason == null ? null : Wire.word(reason));
        if (includeUsage) root.putNull("usage");
        return root;
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
