package dev.pando.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Every limit at its value and one above.
class HttpLimitsTest {

    @RegisterExtension
    private static final ScriptedNode NODE = new ScriptedNode();

    private static int chat(String body) throws Exception {
        return Client.post(NODE.uri(), "/v1/chat/completions", body).statusCode();
    }

    private static String withField(String field) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]," + field + "}";
    }

    private static String raw(String head) throws Exception {
        String line = Client.raw(NODE.uri(), head);
        return line.isEmpty() ? "" : line.split(" ")[1];
    }

    @Test
    void aBodyOfItsLimitPassesAndOneByteMoreDoesNot() throws Exception {
        String start = "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
        int padding = HttpLimits.BODY_BYTES_MAX - start.length() - 1;
        assertEquals(200, chat(start + " ".repeat(padding) + "}"));
        // Refused by its announcement alone: whoever goes on writing may find the line closed before it reads the answer.
        assertEquals("413",
                raw("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + (HttpLimits.BODY_BYTES_MAX + 1) + "\r\n\r\n"));
    }

    @Test
    void aChunkedBodyHasTheSameLimit() throws Exception {
        String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n";
        String start = "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
        int padding = HttpLimits.BODY_BYTES_MAX - start.length() - 1;
        assertEquals("200", raw(head + chunked(start + " ".repeat(padding) + "}")));
        assertEquals("413", raw(head + chunked(start + " ".repeat(padding + 1) + "}")));
    }

    private static String chunked(String body) {
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    }

    @Test
    void nestedJsonStopsAtItsDepth() throws Exception {
        int inside = HttpLimits.JSON_DEPTH_MAX - 1; // the object around it is one level
        assertEquals(200, chat(withField("\"extra\":" + "[".repeat(inside) + "]".repeat(inside))));
        assertEquals(400, chat(withField("\"extra\":" + "[".repeat(inside + 1) + "]".repeat(inside + 1))));
        assertEquals(400, chat("[".repeat(1_000_000)));
    }

    @Test
    void stringsNamesAndNumbersStopAtTheirLengths() throws Exception {
        int text = HttpLimits.JSON_STRING_CHARS_MAX, name = HttpLimits.JSON_NAME_CHARS_MAX,
                number = HttpLimits.JSON_NUMBER_CHARS_MAX;
        assertEquals(200, chat(withField("\"extra\":\"" + "a".repeat(text) + "\"")));
        assertEquals(400, chat(withField("\"extra\":\"" + "a".repeat(text + 1) + "\"")));
        assertEquals(200, chat(withField("\"" + "n".repeat(name) + "\":1")));
        assertEquals(400, chat(withField("\"" + "n".repeat(name + 1) + "\":1")));
        assertEquals(200, chat(withField("\"extra\":" + "1".repeat(number))));
        assertEquals(400, chat(withField("\"extra\":" + "1".repeat(number + 1))));
    }

    @Test
    void messagesPartsStopsAndBiasesStopAtTheirCounts() throws Exception {
        assertEquals(200, chat(messages(HttpLimits.MESSAGES_MAX)));
        assertEquals(400, chat(messages(HttpLimits.MESSAGES_MAX + 1)));
        assertEquals(200, chat(parts(HttpLimits.CONTENT_PARTS_MAX)));
        assertEquals(400, chat(parts(HttpLimits.CONTENT_PARTS_MAX + 1)));
        assertEquals(200, chat(withField("\"stop\":[" + repeat("\"s\"", HttpLimits.STOP_MAX) + "]")));
        assertEquals(400, chat(withField("\"stop\":[" + repeat("\"s\"", HttpLimits.STOP_MAX + 1) + "]")));
        assertEquals(200, chat(withField("\"stop\":\"" + "s".repeat(HttpLimits.STOP_CHARS_MAX) + "\"")));
        assertEquals(400, chat(withField("\"stop\":\"" + "s".repeat(HttpLimits.STOP_CHARS_MAX + 1) + "\"")));
        assertEquals(200, chat(withField("\"logit_bias\":{" + biases(HttpLimits.LOGIT_BIAS_MAX) + "}")));
        assertEquals(400, chat(withField("\"logit_bias\":{" + biases(HttpLimits.LOGIT_BIAS_MAX + 1) + "}")));
    }

    private static String messages(int count) {
        return "{\"messages\":[" + repeat("{\"role\":\"user\",\"content\":\"x\"}", count) + "]}";
    }

    private static String parts(int count) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":[" + repeat("{\"type\":\"text\",\"text\":\"x\"}", count)
                + "]}]}";
    }

    private static String biases(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"" + i + "\":1").collect(Collectors.joining(","));
    }

    private static String repeat(String one, int count) {
        return IntStream.range(0, count).mapToObj(_ -> one).collect(Collectors.joining(","));
    }

    @Test
    void headersStopAtTheirBytes() throws Exception {
        String head = "GET /health HTTP/1.1\r\nHost: localhost\r\n";
        String name = "X-Pad: ";
        // Helidon counts names, values and line ends of all header lines
        int rest = HttpLimits.HEADER_BYTES_MAX - "Host: localhost\r\n".length() - name.length() - 4;
        assertEquals("200", raw(head + name + "a".repeat(rest - 16) + "\r\n\r\n"));
        assertTrue(raw(head + name + "a".repeat(rest + 16) + "\r\n\r\n").startsWith("4"));
        assertTrue(raw(head + "X-A: b\r\n".repeat(100_000)).matches("4..|"), "a flood of headers ends in a refusal");
    }

    @Test
    void aRequestLineStopsAtItsBytes() throws Exception {
        String end = " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        assertEquals("200", raw("GET /health?" + "a".repeat(HttpLimits.REQUEST_LINE_BYTES_MAX - 64) + end));
        assertTrue(raw("GET /health?" + "a".repeat(HttpLimits.REQUEST_LINE_BYTES_MAX) + end).startsWith("4"));
    }

    @Test
    void whoeverSpeaksTheOldVersionIsToldSo() throws Exception {
        assertEquals("505", raw("GET /health HTTP/1.0\r\n\r\n"));
        assertEquals("505", raw("GET /health HTTP/1.0\n\n"));
        assertEquals("200", raw("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Old: HTTP/1.0\r\n\r\n"));
    }

    @Test
    @Tag("long") // half a minute of silence
    void aClientThatFallsSilentIsDroppedAfterItsTimeAndNotBefore() throws Exception {
        try (Socket socket = new Socket(NODE.uri().getHost(), NODE.uri().getPort())) {
            long begun = System.nanoTime();
            socket.getOutputStream()
                    .write("POST /v1/completions HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
            while (socket.getInputStream().read() >= 0) continue;
            long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            assertTrue(ms >= HttpLimits.READ_TIMEOUT_MS - 1_000, "dropped after " + ms + " ms");
        }
    }

    @Test
    @Tag("long") // a minute of trickling
    void aBodyThatTricklesIsRefusedAfterItsTimeAndNotBefore() throws Exception {
        try (Socket socket = new Socket(NODE.uri().getHost(), NODE.uri().getPort())) {
            long begun = System.nanoTime();
            socket.getOutputStream().write(
                    "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n{"
                            .getBytes(StandardCharsets.US_ASCII));
            while (socket.getInputStream().available() == 0) {
                socket.getOutputStream().write(' ');
                Thread.sleep(500);
            }
            long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            assertEquals("HTTP/1.1 408", status);
            assertTrue(ms >= HttpLimits.BODY_TIME_MS_MAX, "refused after " + ms + " ms");
        }
    }

    @Test
    @Tag("long") // a thousand sockets, and seconds of waiting
    void oneConnectionMoreThanTheLimitWaitsUntilAnotherGoes() throws Exception {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < HttpLimits.CONNECTIONS_MAX; i++) {
                open.add(new Socket(NODE.uri().getHost(), NODE.uri().getPort()));
                open.getLast().getOutputStream()
                        .write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                open.getLast().getInputStream().readNBytes(15); // it is served, and kept
            }
            try (Socket more = new Socket(NODE.uri().getHost(), NODE.uri().getPort())) {
                more.getOutputStream()
                        .write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                more.setSoTimeout(2_000);
                assertThrows(SocketTimeoutException.class, () -> more.getInputStream().read());
                open.removeLast().close();
                more.setSoTimeout(120_000);
                assertEquals("HTTP/1.1 200",
                        new String(more.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
            }
        } finally {
            for (Socket socket : open) socket.close();
        }
    }

    @Test
    void nonsenseIsRefusedAndPathsNeverReachFiles() throws Exception {
        assertTrue(raw("\u0016\u0003\u0001 nonsense\r\n\r\n").matches("4..|"));
        for (String path : new String[]{"/page/../../etc/passwd", "/page/..%2f..%2fetc%2fpasswd", "/page/%2e%2e/x",
                "/page/x.class"}) {
            assertTrue(raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").startsWith("4"), path);
        }
    }

    @Test
    void bodiesThatAreNoJsonAreRefused() throws Exception {
        for (String body : new String[]{"", "nonsense", "[]", "{\"a\":1,\"a\":2}", "{} {}", "{\"a\":NaN}",
                "{\"a\":\"\u0000\"}"}) {
            assertEquals(400, chat(body), body);
        }
        assertEquals("415", raw(
                "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nContent-Type: text/plain\r\n"
                        + "Content-Length: 2\r\n\r\n{}"));
    }
}
