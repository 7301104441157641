package dev.pando.node.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/// One thing that can be called under `/api/v1`.
///
/// @param id      its name, unique
/// @param method  `GET`, `POST`, `PUT`, `PATCH` or `DELETE`
/// @param path    with names in braces: `/conversations/{id}`
/// @param summary one sentence
/// @param query   names of its query parameters, with what they mean
/// @param body    the schema of its body; empty for none
/// @param reply   the schema of its reply, or the media type of its bytes (`image/png`); empty for none (204)
/// @param handler does it
public record Operation(String id, String method, String path, String summary, List<Parameter> query, String body,
        String reply, Handler handler) {

    /// A query parameter.
    ///
    /// @param name     its name
    /// @param type     `integer` or `string`
    /// @param meaning  one sentence
    public record Parameter(String name, String type, String meaning) {}

    /// The same, with a check before it.
    Operation before(Consumer<Call> check) {
        return new Operation(id, method, path, summary, query, body, reply, (call, events) -> {
            check.accept(call);
            return handler.handle(call, events);
        });
    }

    /// Whether the reply is bytes of a media type, not JSON.
    public boolean repliesBytes() {
        return reply.contains("/");
    }

    /// Does what the operation says.
    @FunctionalInterface
    public interface Handler {
        /// The reply, a binary node if it is bytes; null if events were sent, or if there is nothing to say.
        ///
        /// @param events for operations that can stream
        /// @throws ApiRefusal            for what the caller did wrong
        /// @throws IllegalStateException for what cannot be done now
        JsonNode handle(Call call, EventSink events) throws InterruptedException;
    }

    /// Copies the parameters.
    public Operation {
        query = List.copyOf(query);
        if (method.equals("GET") && !body.isEmpty()) throw new IllegalArgumentException(id + ": GET has no body");
        Objects.requireNonNull(handler);
    }
}
