package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Server-sent events: `data: {json}` and an empty line for each, sent at once.
final class EventStream implements AutoCloseable {

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;

    private EventStream(OutputStream out) {
        this.out = out;
    }

    /// Sends the headers of an event stream.
    static EventStream open(ServerResponse response) {
        response.header(HeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header("X-Accel-Buffering", "no");
        return new EventStream(response.outputStream());
    }

    /// Sends one event; null sends nothing.
    ///
    /// @throws UncheckedIOException if the client is gone
    void send(JsonNode event) {
        if (event == null) return;
        byte[] json = Json.bytes(event);
        byte[] line = new byte[DATA.length + json.length + END.length];
        System.arraycopy(DATA, 0, line, 0, DATA.length);
        System.arraycopy(json, 0, line, DATA.length, json.length);
        System.arraycopy(END, 0, line, DATA.length + json.length, END.length);
        write(line);
    }

    /// Sends OpenAI's mark that the stream is complete.
    void done() {
        write(DONE);
    }

    private void write(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
