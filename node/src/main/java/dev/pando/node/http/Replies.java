package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/// The shapes of a whole reply: JSON, bytes of another kind, and a refusal in JSON.
final class Replies {

    private Replies() {}

    static void json(ServerResponse response, JsonNode node) {
        bytes(response, "application/json", Json.bytes(node));
    }

    static void bytes(ServerResponse response, String mediaType, byte[] bytes) {
        response.header(HeaderNames.CONTENT_TYPE, mediaType);
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.send(bytes);
    }

    static void refusal(ServerRequest request, ServerResponse response, ApiException refused) {
        response.status(refused.status());
        if (refused.retryAfterS() > 0) {
            response.header(HeaderNames.RETRY_AFTER, Long.toString(refused.retryAfterS()));
        }
        if (refused.status() == 401) response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
        if (refused.status() == 413 || refused.status() == 408) response.header(HeaderNames.CONNECTION, "close");
        json(response, refused.bodyFor(request.prologue().uriPath().path()));
    }
}
