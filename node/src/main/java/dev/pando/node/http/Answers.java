package dev.pando.node.http;

import dev.pando.node.answer.Admission;
import dev.pando.node.answer.Ask;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.Generation;
import dev.pando.node.answer.ModelCard;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Answers requests of every interface: asks the engine, watches for a client that hangs up, and tells the answer in the
/// interface's own words.
final class Answers {

    private final ChatEngine engine;
    private final Hangup hangup;
    private final Meters meters;

    Answers(ChatEngine engine, Hangup hangup, Meters meters) {
        this.engine = engine;
        this.hangup = hangup;
        this.meters = meters;
    }

    ChatEngine engine() {
        return engine;
    }

    /// Answers, whole or in events.
    void answer(Ask ask, boolean stream, ServerRequest request, ServerResponse response, Wire wire) {
        try (Generation generation = admit(ask); var _ = hangup.watch(generation::cancel)) {
            // The connection is watched from here on and carries no other request: see Hangup.
            response.header(HeaderNames.CONNECTION, "close");
            reply(generation, stream, request, response, wire);
        }
        if (response instanceof RoutingResponse whole) whole.commit();
        throw new CloseConnectionException("answered");
    }

    private void reply(Generation generation, boolean stream, ServerRequest request, ServerResponse response,
            Wire wire) {
        try {
            if (stream) {
                stream(generation, response, wire);
            } else {
                Replies.json(response, wire.whole(collect(generation)));
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

    private Said collect(Generation generation) throws InterruptedException {
        Said.Gathered gathered = new Said.Gathered();
        while (true) {
            switch (generation.next()) {
                case Event.Piece piece -> gathered.add(piece);
                case Event.CallPiece piece -> gathered.add(piece);
                case Event.Finished end -> {
                    meters.finished(end.reason(), end.usage());
                    return gathered.said(end);
                }
                case Event.Failed(String message) -> throw ApiException.broken(message);
            }
        }
    }

    private void stream(Generation generation, ServerResponse response, Wire wire) throws InterruptedException {
        // The headers go out with the first event, so that a failure before any text is still an honest status.
        Event event = generation.next();
        if (event instanceof Event.Failed(String message)) throw ApiException.broken(message);
        try (EventStream out = EventStream.open(response, wire.inLines())) {
            out.send(wire.first());
            while (send(event, out, wire)) event = generation.next();
        }
    }

    private boolean send(Event event, EventStream out, Wire wire) {
        return switch (event) {
            case Event.Piece piece -> {
                out.send(wire.piece(piece));
                yield true;
            }
            case Event.CallPiece piece -> {
                out.send(wire.call(piece));
                yield true;
            }
            case Event.Finished end -> {
                meters.finished(end.reason(), end.usage());
                out.send(wire.last(end));
                yield false;
            }
            case Event.Failed(String message) -> {
                out.send(List.of(wire.failure(ApiException.broken(message))));
                yield false;
            }
        };
    }

    /// The name that a request's model goes by in its answer.
    String modelName(Ask ask) {
        if (!ask.model().isEmpty()) return ask.model();
        return engine.models().stream().findFirst().map(ModelCard::id).orElse("");
    }

    /// A name that nothing else has.
    static String newId(String prefix) {
        return prefix + UUID.randomUUID().toString().replace("-", "");
    }

    /// Seconds since 1970.
    static long now() {
        return Instant.now().getEpochSecond();
    }
}
