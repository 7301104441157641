package dev.pando.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.answer.ScriptedEngine;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private static NodeServer node(ApiTokens tokens) {
        return NodeServer.start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, tokens),
                ScriptedEngine.free(1, 1));
    }

    private static String get(String path, int port, String host, String more) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + host.replace("PORT", "" + port) + "\r\n"
                + more.replace("PORT", "" + port) + "\r\n";
    }

    private static String status(NodeServer node, String path, String host, String more) throws Exception {
        return Client.raw(node.uri(), get(path, node.port(), host, more)).split(" ")[1];
    }

    @Test
    void aForeignHostIsRefusedAsDnsRebindingWould() throws Exception {
        try (NodeServer node = node(ApiTokens.none())) {
            for (String host : new String[]{"localhost:PORT", "127.0.0.1:PORT", "[::1]:PORT", "LOCALHOST:PORT",
                    "localhost"}) {
                assertEquals("200", status(node, "/health", host, ""), host);
            }
            for (String host : new String[]{"evil.example:PORT", "127.0.0.1.evil.example:PORT", "localhost:1",
                    "127.0.0.2:PORT"}) {
                assertEquals("403", status(node, "/health", host, ""), host);
                assertEquals("403", status(node, "/", host, ""), host);
            }
        }
    }

    @Test
    void aForeignOriginIsRefusedAndOurOwnIsNot() throws Exception {
        try (NodeServer node = node(ApiTokens.none())) {
            assertEquals("200", status(node, "/v1/models", "localhost:PORT", "Origin: http://localhost:PORT\r\n"));
            assertEquals("403", status(node, "/v1/models", "localhost:PORT", "Origin: http://evil.example\r\n"));
            assertEquals("403", status(node, "/v1/models", "localhost:PORT", "Origin: http://localhost:1\r\n"));
            assertEquals("403", status(node, "/v1/models", "localhost:PORT", "Origin: null\r\n"));
            assertEquals("403", status(node, "/v1/models", "localhost:PORT", "Sec-Fetch-Site: cross-site\r\n"));
            assertEquals("200", status(node, "/", "localhost:PORT", "Sec-Fetch-Site: cross-site\r\n"));
        }
    }

    @Test
    void aTokenThatExistsIsNeededForEverythingButThePageAndHealth() throws Exception {
        try (NodeServer node = node(ApiTokens.load(TOKEN, Path.of("none")))) {
            assertEquals(401, Client.get(node.uri(), "/v1/models").statusCode());
            assertEquals(401, Client.get(node.uri(), "/metrics").statusCode());
            assertEquals(401,
                    Client.get(node.uri(), "/v1/models", "Authorization", "Bearer " + TOKEN + "0").statusCode());
            assertEquals(200, Client.get(node.uri(), "/v1/models", "Authorization", "Bearer " + TOKEN).statusCode());
            assertEquals(200, Client.get(node.uri(), "/").statusCode());
            assertEquals(200, Client.get(node.uri(), "/health").statusCode());
        }
    }

    @Test
    void aHashInTheFileOpensTooAndNonsenseThereIsRefused(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("tokens");
        // SHA-256 of "abc" (FIPS 180-2, appendix B.1)
        Files.writeString(file, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n");
        assertTrue(ApiTokens.load(null, file).opens("bearer abc"));
        Files.writeString(file, "abc\n");
        assertThrows(IllegalArgumentException.class, () -> ApiTokens.load("", file));
    }

    @Test
    void aTokenOfFifteenCharactersIsTooShortAndOneOfSixteenIsNot() throws Exception {
        assertTrue(ApiTokens.load("x".repeat(16), Path.of("none")).opens("Bearer " + "x".repeat(16)));
        assertThrows(IllegalArgumentException.class, () -> ApiTokens.load("x".repeat(15), Path.of("none")));
    }

    @Test
    void theNetworkIsNotOpenedWithoutAToken() throws Exception {
        InetAddress everywhere = InetAddress.getByName("0.0.0.0");
        var refused = assertThrows(IllegalArgumentException.class,
                () -> new NodeServer.Settings(everywhere, 0, ApiTokens.none()));
        assertTrue(refused.getMessage().contains("PANDO_API_TOKEN"));
        new NodeServer.Settings(everywhere, 0, ApiTokens.load(TOKEN, Path.of("none")));
    }

    @Test
    void everyAnswerCarriesTheStrictPolicy() throws Exception {
        try (NodeServer node = node(ApiTokens.none())) {
            for (String path : new String[]{"/", "/v1/models", "/nothing"}) {
                var headers = Client.get(node.uri(), path).headers();
                assertTrue(headers.firstValue("Content-Security-Policy").orElse("").startsWith("default-src 'none'"),
                        path);
                assertEquals("nosniff", headers.firstValue("X-Content-Type-Options").orElse(""));
            }
        }
    }
}
