package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A stream of events, each sent at once: server-sent events (`data: {json}` and an empty line), or a JSON object a line.
final class EventStream implements AutoCloseable {

    private final OutputStream out;
    private final boolean inLines;

    private EventStream(OutputStream out, boolean inLines) {
        this.out = out;
        this.inLines = inLines;
    }

    /// Sends the headers of a stream.
    ///
    /// @param inLines whether it is JSON lines
    static EventStream open(ServerResponse response, boolean inLines) {
        response.header(HeaderNames.CONTENT_TYPE,
                inLines ? "application/x-ndjson" : "text/event-stream; charset=utf-8");
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header("X-Accel-Buffering", "no");
        return new EventStream(response.outputStream(), inLines);
    }

    /// Sends events, in one piece.
    ///
    /// @throws UncheckedIOException if the client is gone
    void send(List<Frame> frames) {
        if (frames.isEmpty()) return;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Frame frame : frames) write(frame, bytes);
        try {
            out.write(bytes.toByteArray());
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Frame frame, ByteArrayOutputStream to) {
        JsonNode data = frame.data();
        byte[] json = data == null ? ascii("[DONE]") : Json.bytes(data);
        if (!inLines && frame.event() != null) to.writeBytes(ascii("event: " + frame.event() + "\n"));
        if (!inLines) to.writeBytes(ascii("data: "));
        to.writeBytes(json);
        to.writeBytes(ascii(inLines ? "\n" : "\n\n"));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
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
