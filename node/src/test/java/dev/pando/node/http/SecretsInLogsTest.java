package dev.pando.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.answer.ScriptedEngine;
import dev.pando.node.cli.Cli;
import dev.pando.node.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything that a node logs and prints, at every level, while a token is made, used, misused and revoked.
class SecretsInLogsTest {

    private static final String MESSAGES = "{\"model\":\"scripted\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";

    @TempDir
    private Path dir;

    private final StringBuffer logged = new StringBuffer();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = System.out, err = System.err;
    private final Logger root = Logger.getLogger("");
    private final Level level = root.getLevel();
    private final Handler everything = new Handler() {
        @Override
        public void publish(LogRecord record) {
            logged.append(new SimpleFormatter().format(record));
        }

        @Override
        public void flush() {
            // It keeps nothing back.
        }

        @Override
        public void close() {
            // It has nothing.
        }
    };

    @BeforeEach
    void listen() {
        everything.setLevel(Level.ALL);
        root.setLevel(Level.ALL);
        root.addHandler(everything);
        PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
    }

    @AfterEach
    void goAway() {
        System.setOut(out);
        System.setErr(err);
        root.removeHandler(everything);
        root.setLevel(level);
    }

    private String pando(ByteArrayOutputStream err, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Cli.run(new Terminal(InputStream.nullInputStream(), new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), Map.of("PANDO_DATA_DIR", dir.toString()),
                (_, _) -> ScriptedEngine.free(1, 1), false), arguments);
        return out.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void aTokenIsToldOnceAndInNoLogAndNoFile() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        String token = pando(said, "token", "create", "--scope", "chat");
        assertTrue(token.matches("pando_\\S{32,}"), "the one place where it is told");
        String wrong = "pando_" + new StringBuilder(token.substring(6)).reverse();
        try (var engine = ScriptedEngine.free(2, 2);
                NodeServer node = NodeServer.start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0,
                        ApiTokens.load(null, dir.resolve("tokens"))), engine)) {
            for (String key : List.of(token, wrong)) use(node, key);
            String id = Client.JSON.readTree(pando(said, "token", "list", "--json")).at("/0/id").asText();
            pando(said, "token", "revoke", id);
            pando(said, "token", "revoke", token);
            pando(said, "token", "create", "--scope", token);
            use(node, token);
        }
        said.writeTo(printed);
        nowhere(token, wrong);
    }

    private static void use(NodeServer node, String key) throws Exception {
        String bearer = "Bearer " + key;
        for (String path : List.of("/v1/models", "/api/tags", "/metrics", "/api/v1/memories", "/nowhere",
                "/v1/models?key=" + key, "/v1/models/" + key)) {
            Client.get(node.uri(), path, "Authorization", bearer);
        }
        Client.post(node.uri(), "/v1/chat/completions", Client.chat("x", ""), "Authorization", bearer);
        Client.post(node.uri(), "/v1/chat/completions", Client.chat("break", ""), "Authorization", bearer);
        Client.post(node.uri(), "/v1/messages", MESSAGES, "x-api-key", key);
        Client.post(node.uri(), "/v1/messages", "{not json", "x-api-key", key);
        Client.get(node.uri(), "/v1/models", "Authorization", "Basic " + key);
        Client.get(node.uri(), "/v1/models", "Authorization", bearer, "Origin", "http://evil.example");
        Client.raw(node.uri(), "GET /v1/models HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + bearer
                + "\r\nbroken header\r\n\r\n");
        Client.raw(node.uri(), "GET /v1/models HTTP/9.9\r\nHost: localhost\r\nAuthorization: " + bearer + "\r\n\r\n");
    }

    private void nowhere(String... secrets) throws Exception {
        System.getLogger(NodeServer.class.getName()).log(System.Logger.Level.DEBUG, "anybody there?");
        assertTrue(logged.toString().contains("anybody there?"), "this test does not hear the node's log");
        for (String secret : secrets) {
            String tail = secret.substring(6);
            assertFalse(logged.toString().contains(tail), () -> around(logged.toString(), tail));
            String all = printed.toString(StandardCharsets.UTF_8);
            assertFalse(all.contains(tail), () -> around(all, tail));
            try (Stream<Path> files = Files.walk(dir)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                    assertFalse(bytes.contains(tail), file + " holds it");
                }
            }
        }
        assertEquals(Level.ALL, root.getLevel(), "somebody silenced the log");
    }

    private static String around(String text, String secret) {
        int at = text.indexOf(secret);
        return "told: " + text.substring(Math.max(0, at - 200), at) + "(secret)";
    }
}
