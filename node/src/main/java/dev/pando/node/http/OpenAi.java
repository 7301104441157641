package dev.pando.node.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.Admission;
import dev.pando.node.answer.Ask;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.FinishReason;
import dev.pando.node.answer.Generation;
import dev.pando.node.answer.ModelCard;
import dev.pando.node.answer.TokenScore;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// OpenAI's interface under `/v1`: models, chat completions, completions.
final class OpenAi implements HttpService {

    private final ChatEngine engine;
    private final Hangup hangup;
    private final Meters meters;

    OpenAi(ChatEngine engine, Hangup hangup, Meters meters) {
        this.engine = engine;
        this.hangup = hangup;
        this.meters = meters;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/models", this::models).get("/models/{id}", this::model).post("/chat/completions", this::chat)
                .post("/completions", this::completion);
    }

    private void models(ServerRequest request, ServerResponse response) {
        ObjectNode root = Json.object().put("object", "list");
        ArrayNode data = root.putArray("data");
        engine.models().forEach(card -> data.add(described(card)));
        Replies.json(response, root);
    }

    private void model(ServerRequest request, ServerResponse response) {
        String id = request.path().pathParameters().get("id");
        Replies.json(response, engine.models().stream().filter(card -> card.id().equals(id)).findFirst()
                .map(OpenAi::described).orElseThrow(() -> ApiException.of(404, "model", "model_not_found",
                        "there is no model of that name; GET /v1/models lists them")));
    }

    private static ObjectNode described(ModelCard card) {
        return Json.object().put("id", card.id()).put("object", "model").put("created", card.createdEpochS())
                .put("owned_by", "local").put("context_length", card.contextTokens());
    }

    private void chat(ServerRequest request, ServerResponse response) {
        OpenAiRequest asked = OpenAiRequest.chat(Bodies.json(request));
        answer(asked, request, response, new ChatWire(newId("chatcmpl-"), now(), modelName(asked.ask()),
                asked.ask().topLogprobs().isPresent(), asked.includeUsage()));
    }

    private void completion(ServerRequest request, ServerResponse response) {
        OpenAiRequest asked = OpenAiRequest.completion(Bodies.json(request));
        answer(asked, request, response, new CompletionWire(newId("cmpl-"), now(), modelName(asked.ask()),
                asked.ask().topLogprobs().isPresent(), asked.includeUsage()));
    }

    private void answer(OpenAiRequest asked, ServerRequest request, ServerResponse response, Wire wire) {
        try (Generation generation = admit(asked.ask()); var _ = hangup.watch(generation::cancel)) {
            // The connection is watched from here on and carries no other request: see Hangup.
            response.header(HeaderNames.CONNECTION, "close");
            reply(generation, asked, request, response, wire);
        }
        if (response instanceof RoutingResponse whole) whole.commit();
        throw new CloseConnectionException("answered");
    }

    private void reply(Generation generation, OpenAiRequest asked, ServerRequest request, ServerResponse response,
            Wire wire) {
        try {
            if (asked.stream()) {
                stream(generation, response, wire, asked.includeUsage());
            } else {
                Replies.json(response, collect(generation, wire, asked.ask().topLogprobs().isPresent()));
            }
        } catch (ApiException e) {
            Replies.refusal(request, response, e);
        } catch (UncheckedIOException e) {
            throw new CloseConnectionException("the client left", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Replies.refusal(request, response, ApiException.broken("the node is shutting down"));
        }
    }

    private Generation admit(Ask ask) {
        return switch (engine.submit(ask)) {
            case Admission.Started(Generation generation) -> generation;
            case Admission.Busy(long retryAfterMs) -> {
                meters.refused();
                throw ApiException.busy(retryAfterMs);
            }
            case Admission.Refused(Admission.Why why, String message) -> throw refused(why, message);
        };
    }

    private static ApiException refused(Admission.Why why, String message) {
        return switch (why) {
            case NO_MODEL, UNKNOWN_MODEL -> ApiException.of(404, "model", "model_not_found", message);
            case CONTEXT_TOO_SHORT -> ApiException.of(400, "messages", "context_length_exceeded", message);
            case UNSUPPORTED -> ApiException.of(400, null, "unsupported_value", message);
        };
    }

    private ObjectNode collect(Generation generation, Wire wire, boolean withScores) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        List<TokenScore> scores = new ArrayList<>();
        while (true) {
            switch (generation.next()) {
                case Event.Piece piece -> {
                    text.append(piece.text());
                    scores.addAll(piece.scores());
                }
                case Event.CallPiece _ -> {
                } // no tools are offered
                case Event.Finished(FinishReason reason, var usage) -> {
                    meters.finished(reason, usage);
                    return wire.whole(text.toString(), withScores ? scores : null, reason, usage);
                }
                case Event.Failed(String message) -> throw ApiException.broken(message);
            }
        }
    }

    private void stream(Generation generation, ServerResponse response, Wire wire, boolean includeUsage)
            throws InterruptedException {
        // The headers go out with the first event, so that a failure before any text is still an honest status.
        Event event = generation.next();
        if (event instanceof Event.Failed(String message)) throw ApiException.broken(message);
        try (EventStream out = EventStream.open(response)) {
            out.send(wire.first());
            while (send(event, out, wire, includeUsage)) event = generation.next();
        }
    }

    private boolean send(Event event, EventStream out, Wire wire, boolean includeUsage) {
        return switch (event) {
            case Event.Piece piece -> {
                out.send(wire.piece(piece));
                yield true;
            }
            case Event.CallPiece _ -> true; // no tools are offered
            case Event.Finished(FinishReason reason, var usage) -> {
                meters.finished(reason, usage);
                out.send(wire.last(reason));
                if (includeUsage) out.send(wire.usage(usage));
                out.done();
                yield false;
            }
            case Event.Failed(String message) -> {
                out.send(ApiException.broken(message).body());
                yield false;
            }
        };
    }

    private String modelName(Ask ask) {
        if (!ask.model().isEmpty()) return ask.model();
        return engine.models().stream().findFirst().map(ModelCard::id).orElse("");
    }

    private static String newId(String prefix) {
        return prefix + UUID.randomUUID().toString().replace("-", "");
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }
}
