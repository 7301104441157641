package dev.pando.node.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.TokenScore;
import java.util.ArrayList;
import java.util.List;

/// The older format of `/v1/completions`. It counts the characters sent so far.
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
    public ObjectNode whole(Said said) {
        return Wire.withUsage(choice(said.text(), logprobs ? said.scores() : null, said.end()), said.usage());
    }

    @Override
    public List<Frame> first() {
        return List.of();
    }

    @Override
    public List<Frame> piece(Event.Piece piece) {
        return List.of(chunk(piece.text(), piece.scores(), null));
    }

    @Override
    public List<Frame> call(Event.CallPiece piece) {
        return List.of(); // this interface offers no tools
    }

    @Override
    public List<Frame> last(Event.Finished end) {
        List<Frame> frames = new ArrayList<>(List.of(chunk("", List.of(), end)));
        if (includeUsage) frames.add(Frame.of(Wire.withUsage(envelope(Json.object().arrayNode()), end.usage())));
        frames.add(Frame.DONE);
        return frames;
    }

    @Override
    public Frame failure(ApiException failed) {
        return Frame.of(failed.body());
    }

    private Frame chunk(String text, List<TokenScore> scores, Event.Finished end) {
        ObjectNode root = choice(text, logprobs && !scores.isEmpty() ? scores : null, end);
        if (includeUsage) root.putNull("usage");
        return Frame.of(root);
    }

    private ObjectNode envelope(ArrayNode choices) {
        ObjectNode root = Json.object().put("id", id).put("object", "text_completion").put("created", createdS)
                .put("model", model);
        root.set("choices", choices);
        return root;
    }

    private ObjectNode choice(String text, List<TokenScore> scores, Event.Finished end) {
        ArrayNode choices = Json.object().arrayNode();
        ObjectNode choice = choices.addObject().put("text", text).put("index", 0);
        if (scores == null) {
            choice.putNull("logprobs");
        } else {
            putScores(choice.putObject("logprobs"), scores);
        }
        Wire.put(choice, end, false);
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
