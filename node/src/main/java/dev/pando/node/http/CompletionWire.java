package dev.pando.node.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.FinishReason;
import dev.pando.node.answer.TokenScore;
import dev.pando.node.answer.Usage;
import java.util.List;

/// The older format of `/v1/completions`. One object a request: it counts the characters sent so far.
final class CompletionWire implements Wire {

    private final String id;
    private final long createdS;
    private final String model;
    private final boolean logprobs;
    private final boolean includeUsage;
    private int offset; // characters of the answer before the next token

    CompletionWire(String id, long createdS, String model, boolean logprobs, boolean includeUsage) {
        this.id = id;
        this.createdS = createdS;
        this.model = model;
        this.logprobs = logprobs;
        this.includeUsage = includeUsage;
    }

    @Override
    public ObjectNode whole(String text, List<TokenScore> scores, FinishReason reason, Usage usage) {
        return Wire.withUsage(choice(text, scores, reason), usage);
    }

    @Override
    public ObjectNode first() {
        return null;
    }

    @Override
    public ObjectNode piece(Event.Piece piece) {
        return chunk(piece.text(), piece.scores(), null);
    }

    @Override
    public ObjectNode last(FinishReason reason) {
        return chunk("", List.of(), reason);
    }

    @Override
    public ObjectNode usage(Usage usage) {
        return Wire.withUsage(envelope(Json.object().arrayNode()), usage);
    }

    private ObjectNode chunk(String text, List<TokenScore> scores, FinishReason reason) {
        ObjectNode root = choice(text, logprobs && !scores.isEmpty() ? scores : null, reason);
        if (includeUsage) root.putNull("usage");
        return root;
    }

    private ObjectNode envelope(ArrayNode choices) {
        ObjectNode root = Json.object().put("id", id).put("object", "text_completion").put("created", createdS)
                .put("model", model);
        root.set("choices", choices);
        return root;
    }

    private ObjectNode choice(String text, List<TokenScore> scores, FinishReason reason) {
        ArrayNode choices = Json.object().arrayNode();
        ObjectNode choice = choices.addObject().put("text", text).put("index", 0);
        if (scores == null) {
            choice.putNull("logprobs");
        } else {
            putScores(choice.putObject("logprobs"), scores);
        }
        choice.put("finish_reason", reason == null ? null : Wire.word(reason));
        return envelope(choices);
    }

    private void putScores(ObjectNode node, List<TokenScore> scores) {
        ArrayNode tokens = node.putArray("tokens"), logs = node.putArray("token_logprobs");
        ArrayNode tops = node.putArray("top_logprobs"), offsets = node.putArray("text_offset");
        for (TokenScore score : scores) {
            tokens.add(score.text());
            logs.add(score.logprob());
            ObjectNode top = tops.addObject();
            score.top().forEach(c -> top.put(c.text(), c.logprob()));
            offsets.add(offset);
            offset += score.text().length();
        }
    }
}
