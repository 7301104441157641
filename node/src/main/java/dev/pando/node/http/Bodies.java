package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/// Reads a request's body, whole, within its limits of size and time.
final class Bodies {

    private Bodies() {}

    /// The body as a JSON object.
    ///
    /// @throws ApiException 413 if it is too long, 408 if it comes too slowly, 415 or 400 if it is no JSON
    static JsonNode json(ServerRequest request) {
        // A foreign page may send form types without asking first; it cannot hide its Origin. curl -d has none.
        String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("application/json");
        boolean fromPage = request.headers().contains(HeaderNames.ORIGIN);
        if (fromPage && !type.toLowerCase(java.util.Locale.ROOT).startsWith("application/json")) {
            throw ApiException.of(415, null, null, "Content-Type must be application/json");
        }
        if (request.headers().contentLength().orElse(0) > HttpLimits.BODY_BYTES_MAX) throw tooLong();
        if (!request.content().hasEntity()) throw ApiException.bad(null, "the body is missing");
        try (InputStream in = request.content().inputStream()) {
            return Json.readObject(read(in, System.nanoTime()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(InputStream in, long begunNs) throws IOException {
        byte[] bytes = new byte[8192];
        int length = 0;
        for (int n; (n = in.read(bytes, length, bytes.length - length)) >= 0;) {
            length += n;
            if (length > HttpLimits.BODY_BYTES_MAX) throw tooLong();
            if (TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNs) > HttpLimits.BODY_TIME_MS_MAX) {
                throw ApiException.of(408, null, null,
                        "the body took longer than " + HttpLimits.BODY_TIME_MS_MAX + " ms");
            }
            if (length == bytes.length)
                bytes = java.util.Arrays.copyOf(bytes, Math.min(2 * length, HttpLimits.BODY_BYTES_MAX + 1));
        }
        return java.util.Arrays.copyOf(bytes, length);
    }

    private static ApiException tooLong() {
        return ApiException.of(413, null, null, "the body is longer than " + HttpLimits.BODY_BYTES_MAX + " bytes");
    }
}
