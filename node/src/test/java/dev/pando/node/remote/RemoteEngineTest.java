package dev.pando.node.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pando.node.answer.Admission;
import dev.pando.node.answer.Ask;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.FinishReason;
import dev.pando.node.answer.Format;
import dev.pando.node.answer.Generation;
import dev.pando.node.answer.Message;
import dev.pando.node.answer.Prompt;
import dev.pando.node.answer.Sampling;
import dev.pando.node.answer.ScriptedEngine;
import dev.pando.node.answer.Tool;
import dev.pando.node.answer.Toolset;
import dev.pando.node.http.ApiTokens;
import dev.pando.node.http.NodeServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// An engine behind another node's interface, and behind servers that mean no good.
class RemoteEngineTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private static Ask ask(String said, Format format, Toolset tools) {
        return new Ask("", new Prompt.Chat(List.of(new Message("user", said))), Sampling.GREEDY, OptionalInt.empty(),
                List.of(), OptionalInt.empty(), format, tools);
    }

    private static String told(RemoteEngine engine, Ask ask) throws InterruptedException {
        StringBuilder told = new StringBuilder();
        try (Generation generation = assertInstanceOf(Admission.Started.class, engine.submit(ask)).generation()) {
            while (true) {
                switch (generation.next()) {
                    case Event.Piece(String text, _) -> told.append(text);
                    case Event.CallPiece(_, _, String name, String arguments) -> told.append(name).append(arguments);
                    case Event.Finished(FinishReason reason, var stop, var usage) -> {
                        return told + " " + reason + stop.map(" at "::concat).orElse("") + " " + usage.promptTokens();
                    }
                    case Event.Failed(String message) -> {
                        return "failed: " + message;
                    }
                }
            }
        }
    }

    @Test
    void anotherNodeAnswersCallsToolsAndFails() throws Exception {
        var scripted = ScriptedEngine.free(2, 2);
        try (NodeServer node = NodeServer.start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0,
                ApiTokens.load(TOKEN, Path.of("none"))), scripted);
                RemoteEngine engine = RemoteEngine
                        .open(new Endpoint(URI.create(node.uri() + "/v1"), Optional.of(TOKEN), ""))) {
            assertEquals("scripted", engine.models().getFirst().id());
            assertEquals(4096, engine.models().getFirst().contextTokens());
            assertEquals("1 2 3 STOP 7", told(engine, ask("count 3", Format.TEXT, Toolset.NONE)));
            Ask stopping = new Ask("", new Prompt.Chat(List.of(new Message("user", "count 9"))), Sampling.GREEDY,
                    OptionalInt.empty(), List.of("7", "3"), OptionalInt.empty());
            assertEquals("1 2  STOP at 3 7", told(engine, stopping));
            Toolset tools = new Toolset(List.of(new Tool("weather", "", "{}")), Toolset.Use.FREE);
            assertEquals("weather{\"a\":1} STOP 7", told(engine, ask("call weather {\"a\":1}", Format.TEXT, tools)));
            assertEquals(tools.callsMax(), scripted.lastAsk().tools().callsMax());
            told(engine, ask("x", Format.TEXT, new Toolset(tools.tools(), Toolset.Use.FREE, 1)));
            assertEquals(1, scripted.lastAsk().tools().callsMax());
            told(engine, ask("{}", new Format.Schema("{\"type\":\"object\"}"), Toolset.NONE));
            assertEquals(new Format.Schema("{\"type\":\"object\"}"), scripted.lastAsk().format());
            assertTrue(told(engine, ask("break", Format.TEXT, Toolset.NONE)).startsWith("failed: "));
            Generation endless = assertInstanceOf(Admission.Started.class,
                    engine.submit(ask("forever", Format.TEXT, Toolset.NONE))).generation();
            assertInstanceOf(Event.Piece.class, endless.next());
            endless.cancel();
            while (scripted.load().active() > 0) Thread.onSpinWait();
            assertEquals(0, engine.load().active());
        }
    }

    @Test
    void aWrongKeyIsOneLineWithoutTheKey() throws Exception {
        try (NodeServer node = NodeServer.start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0,
                ApiTokens.load(TOKEN, Path.of("none"))), ScriptedEngine.free(1, 1))) {
            Endpoint endpoint = new Endpoint(URI.create(node.uri() + "/v1"), Optional.of("secret-secret"), "");
            assertFalse(endpoint.toString().contains("secret"));
            var refused = assertThrows(IllegalArgumentException.class, () -> RemoteEngine.open(endpoint));
            assertTrue(refused.getMessage().contains("401") && !refused.getMessage().contains("secret"),
                    refused.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://a/b", "gopher://a", "//a/b", "http:///x",
            "http://user:pw@a/v1",
            "https://a/v1?key=1", "https://a/v1#x"})
    void whatIsNoSuchAddressIsRefused(String address) {
        assertThrows(IllegalArgumentException.class,
                () -> new Endpoint(URI.create(address), Optional.empty(), ""));
    }

    @Test
    void aKeyDoesNotTravelInTheOpen() {
        assertThrows(IllegalArgumentException.class,
                () -> new Endpoint(URI.create("http://example.org/v1"), Optional.of("k"), ""));
        new Endpoint(URI.create("https://example.org/v1"), Optional.of("k"), "");
        new Endpoint(URI.create("http://example.org/v1"), Optional.empty(), "");
        assertThrows(IllegalArgumentException.class,
                () -> new Endpoint(URI.create("https://a/v1"), Optional.of("k\r\nHost: b"), ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            302 | Location: /elsewhere         | failed: the remote engine answered 302
            500 | {"error":{"message":"no"}}   | failed: the remote engine answered 500: no
            200 | data: nonsense               | failed: the remote engine does not speak OpenAI's interface
            200 | data: {"choices":[]}         | failed: the remote engine broke off
            200 | data: {"error":{"message":"a"}} | failed: the remote engine: a
            200 | LONG                         | failed: the remote engine's answer is longer than is read
            """)
    void aServerThatMeansNoGoodIsOneLine(int status, String body, String expected) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger elsewhere = new AtomicInteger();
        server.createContext("/elsewhere", _ -> elsewhere.incrementAndGet());
        server.createContext("/v1/models", exchange -> reply(exchange, 200, "{\"data\":[{\"id\":\"m\"}]}"));
        server.createContext("/v1/chat/completions", exchange -> {
            String text = body.equals("LONG") ? "x".repeat(RemoteGeneration.LINE_BYTES_MAX + 9000) : body + "\n";
            if (status == 302) exchange.getResponseHeaders().add("Location", "/elsewhere");
            reply(exchange, status, text);
        });
        server.start();
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
        try (RemoteEngine engine = RemoteEngine.open(new Endpoint(base, Optional.empty(), ""))) {
            assertEquals(expected, told(engine, ask("x", Format.TEXT, Toolset.NONE)));
            assertEquals(0, elsewhere.get());
        } finally {
            server.stop(0);
        }
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            // the client has read enough
        }
    }
}
