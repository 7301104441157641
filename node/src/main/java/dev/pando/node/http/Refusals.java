package dev.pando.node.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.DirectHandlers;

/// Refusals that happen before any route of ours.
final class Refusals {

    private Refusals() {}

    /// Requests that the HTTP parser refuses (headers too long, no HTTP at all) get the same JSON as all others.
    static DirectHandlers early() {
        DirectHandlers.Builder builder = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            builder.addHandler(type, (request, event, status, headers, message) -> DirectHandler.TransportResponse
                    .builder().status(status).header(HeaderNames.CONTENT_TYPE, "application/json")
                    .header(HeaderNames.CONNECTION, "close")
                    .entity(Json.bytes(ApiException.of(status.code(), null, null, status.reasonPhrase()).body()))
                    .build());
        }
        return builder.build();
    }
}
