package dev.pando.node.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pando.node.answer.ToolCall;
import dev.pando.node.rules.Rules;
import dev.pando.node.store.Database;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The official SDK's client over streamable HTTP, against a server that is written down from the specification
/// (revision 2025-06-18, §Streamable HTTP): once with answers as JSON, once as streams of events, with a session.
class McpHttpTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SESSION = "one-session";

    @TempDir
    private Path dir;

    private HttpServer server;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile boolean asEvents;
    private volatile String moved = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/mcp", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private McpServers.Server reached() {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
        return new McpServers.Server("far", List.of(), Map.of(), url, Set.of("weather"), Set.of("weather"));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!moved.isEmpty()) {
                exchange.getResponseHeaders().add("Location", moved);
                exchange.sendResponseHeaders(307, -1);
            } else if (!exchange.getRequestMethod().equals("POST")) {
                // "The server MUST either return text/event-stream […] or else return HTTP 405 Method Not Allowed"
                exchange.sendResponseHeaders(exchange.getRequestMethod().equals("DELETE") ? 200 : 405, -1);
            } else {
                answer(exchange, JSON.readTree(exchange.getRequestBody()));
            }
        }
    }

    private void answer(HttpExchange exchange, JsonNode message) throws IOException {
        String method = message.path("method").asText();
        heard.add(method + " " + exchange.getRequestHeaders().getFirst("Mcp-Session-Id"));
        if (!message.has("id")) {
            exchange.sendResponseHeaders(202, -1); // "the server MUST return HTTP status code 202 Accepted with no body"
            return;
        }
        ObjectNode reply = JSON.createObjectNode().put("jsonrpc", "2.0");
        reply.set("id", message.get("id"));
        reply.set("result", JSON.readTree(result(method, message.path("params"))));
        boolean events = asEvents && !method.equals("initialize");
        byte[] bytes = (events ? "event: message\ndata: " + reply + "\n\n" : reply.toString())
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", events ? "text/event-stream" : "application/json");
        exchange.getResponseHeaders().add("Mcp-Session-Id", SESSION);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String result(String method, JsonNode params) {
        return switch (method) {
            case "initialize" -> "{\"protocolVersion\":\"" + params.path("protocolVersion").asText()
                    + "\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"far\",\"version\":\"1\"}}";
            case "tools/list" -> "{\"tools\":[{\"name\":\"weather\",\"description\":\"Tells the weather.\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"place\":{\"type\":\"string\"}}}},{\"name\":\"erase\",\"inputSchema\":{\"type\":\"object\"}}]}";
            case "tools/call" -> "{\"content\":[{\"type\":\"text\",\"text\":\"rain in "
                    + params.at("/arguments/place").asText() + "\"}],\"isError\":false}";
            default -> "{}";
        };
    }

    @Test
    void aToolBehindHttpRunsWithAnswersOfBothForms() {
        for (boolean events : List.of(false, true)) {
            asEvents = events;
            heard.clear();
            List<String> complaints = new ArrayList<>();
            try (McpTools tools = McpTools.connect(List.of(reached()), complaints::add, Duration.ofSeconds(120));
                    Database database = Database.open(dir)) {
                assertEquals(List.of(), complaints);
                assertEquals(List.of("far_weather"), tools.actions().stream().map(a -> a.tool().name()).toList());
                Rules rules = new Rules(database, tools.actions(), InstantSource.system());
                rules.allow("far_weather", true);
                ToolCall call = new ToolCall("1", "far_weather", "{\"place\":\"Basel\"}");
                assertEquals("rain in Basel", rules.request(call, OptionalLong.empty()).told());
            }
            assertTrue(heard.contains("tools/call " + SESSION), heard.toString());
        }
    }

    @Test
    void aServerThatSendsUsElsewhereIsLeftOut() throws IOException {
        List<String> elsewhere = new CopyOnWriteArrayList<>();
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            elsewhere.add(exchange.getRequestURI().toString());
            exchange.close();
        });
        other.start();
        moved = "http://127.0.0.1:" + other.getAddress().getPort() + "/mcp";
        List<String> complaints = new ArrayList<>();
        try (McpTools tools = McpTools.connect(List.of(reached()), complaints::add, Duration.ofSeconds(3))) {
            assertEquals(List.of(), tools.actions());
            assertEquals(List.of("mcp server far does not answer: its tools are not there"), complaints);
            assertEquals(List.of(), elsewhere);
        } finally {
            other.stop(0);
        }
    }
}
