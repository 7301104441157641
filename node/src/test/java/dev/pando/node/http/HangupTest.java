package dev.pando.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.answer.ScriptedEngine;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What becomes of an answer whose reader is gone, and of one that finds no place.
@Timeout(300)
class HangupTest {

    private static final long FREE_WITHIN_MS = 100;

    private final Semaphore gate = new Semaphore(0);
    private final ScriptedEngine engine = ScriptedEngine.gated(1, 1, gate);
    private final NodeServer node = NodeServer.start(
            new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, ApiTokens.none()), engine);

    private Socket ask(String more) throws Exception {
        String body = Client.chat("forever", more);
        Socket socket = new Socket(node.uri().getHost(), node.port());
        socket.getOutputStream()
                .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json"
                        + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static long millisUntil(BooleanSupplier condition) {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) Thread.onSpinWait();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    private long millisToHangUp(boolean streaming) throws Exception {
        Socket socket = ask(streaming ? ",\"stream\":true" : "");
        millisUntil(() -> engine.load().active() == 1);
        if (streaming) {
            gate.release(3);
            socket.getInputStream().read();
        }
        socket.close();
        return millisUntil(() -> engine.load().active() == 0);
    }

    private long millisToLeaveTheQueue() throws Exception {
        try (Socket first = ask("")) {
            millisUntil(() -> engine.load().active() == 1);
            Socket second = ask("");
            millisUntil(() -> engine.load().waiting() == 1);
            second.close();
            long ms = millisUntil(() -> engine.load().waiting() == 0);
            assertEquals(1, engine.load().active(), "the first one goes on: " + first);
            return ms;
        }
    }

    @Test
    void aReaderThatHangsUpFreesItsSlotThoughNoTokenIsWritten() throws Exception {
        try (node) {
            millisToHangUp(false);
            millisToHangUp(true);
        }
    }

    @Test
    void aReaderThatHangsUpInTheQueueLeavesIt() throws Exception {
        try (node) {
            millisToLeaveTheQueue();
        }
    }

    @Test
    @Tag("long")
    void whatAReaderLeftIsFreeWithin100Milliseconds() throws Exception {
        try (node) {
            assertTrue(millisToHangUp(false) < FREE_WITHIN_MS);
            assertTrue(millisToHangUp(true) < FREE_WITHIN_MS);
            assertTrue(millisToLeaveTheQueue() < FREE_WITHIN_MS);
        }
    }

    @Test
    void aFullQueueIsAnHonest429() throws Exception {
        try (node; Socket first = ask(""); Socket second = ask("")) {
            millisUntil(() -> engine.load().waiting() == 1);
            var response = Client.post(node.uri(), "/v1/chat/completions", Client.chat("x", ""));
            assertEquals(429, response.statusCode());
            assertEquals("2", response.headers().firstValue("Retry-After").orElseThrow());
            assertEquals("rate_limit_exceeded", Client.json(response).at("/error/code").asText());
            assertTrue(first.isConnected() && second.isConnected());
            assertTrue(Client.get(node.uri(), "/metrics").body()
                    .contains("pando_answers_refused_total{why=\"queue_full\"} 1.0"));
        }
    }

    @Test
    void aClientThatTalksAheadIsNotTakenForOneThatLeft() throws Exception {
        try (node; Socket socket = ask("")) {
            millisUntil(() -> engine.load().active() == 1);
            for (int i = 0; i < 2 * HttpLimits.AHEAD_READS_MAX; i++) {
                socket.getOutputStream().write('x');
                socket.getOutputStream().flush();
                Thread.yield();
            }
            assertEquals(1, engine.load().active());
        }
    }
}
