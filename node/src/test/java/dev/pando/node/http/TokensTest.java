package dev.pando.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.answer.ScriptedEngine;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {

    @TempDir
    private Path dir;

    private TokenFile.Made make(Set<Scope> scopes, String name) throws Exception {
        return new TokenFile(dir.resolve("tokens")).create(scopes, name, Instant.EPOCH);
    }

    @Test
    void aTokenIsNowhereButWhereItWasTold() throws Exception {
        TokenFile.Made made = make(EnumSet.of(Scope.CHAT), "my phone");
        String file = Files.readString(dir.resolve("tokens"));
        assertFalse(file.contains(made.token().substring(6)), file);
        assertTrue(made.token().length() > 40);
        assertEquals("my phone", new TokenFile(dir.resolve("tokens")).list().getFirst().name());
        if (Files.getFileStore(dir).supportsFileAttributeView("posix")) {
            assertEquals("rw-------", java.nio.file.attribute.PosixFilePermissions
                    .toString(Files.getPosixFilePermissions(dir.resolve("tokens"))));
        }
    }

    @Test
    void aTokenOpensWhatItsScopesSayAndNothingMore() throws Exception {
        String chat = make(EnumSet.of(Scope.CHAT), "").token(), read = make(EnumSet.of(Scope.READ), "").token();
        String admin = make(EnumSet.of(Scope.ADMIN), "").token();
        var engine = ScriptedEngine.free(2, 2);
        try (NodeServer node = NodeServer.start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0,
                ApiTokens.load(null, dir.resolve("tokens"))), engine)) {
            String body = Client.chat("x", "");
            assertEquals(200, post(node, "/v1/chat/completions", body, chat));
            assertEquals(403, post(node, "/v1/chat/completions", body, read));
            assertEquals(200, post(node, "/v1/chat/completions", body, admin));
            assertEquals(200, get(node, "/v1/models", chat));
            assertEquals(200, get(node, "/api/tags", chat));
            assertEquals(403, get(node, "/metrics", chat));
            assertEquals(200, get(node, "/metrics", read));
            assertEquals(403, post(node, "/api/pull", "{\"model\":\"a/b\"}", chat));
            assertEquals(401, get(node, "/v1/models", "pando_wrong"));
            String messages = "{\"model\":\"scripted\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
            assertEquals(200, Client.post(node.uri(), "/v1/messages", messages, "x-api-key", chat).statusCode());
            var wrong = Client.post(node.uri(), "/v1/messages", messages, "x-api-key", "wrong");
            assertEquals("authentication_error", Client.json(wrong).at("/error/type").asText());
            engine.close();
        }
    }

    private static int get(NodeServer node, String path, String token) throws Exception {
        return Client.get(node.uri(), path, "Authorization", "Bearer " + token).statusCode();
    }

    private static int post(NodeServer node, String path, String body, String token) throws Exception {
        return Client.post(node.uri(), path, body, "Authorization", "Bearer " + token).statusCode();
    }

    @Test
    void aTokenThatIsRevokedOpensNothingAnyMoreAlsoWhileTheNodeRuns() throws Exception {
        TokenFile file = new TokenFile(dir.resolve("tokens"));
        TokenFile.Made first = make(EnumSet.of(Scope.CHAT), ""), second = make(EnumSet.of(Scope.READ), "");
        ApiTokens tokens = ApiTokens.load(null, file.file());
        assertTrue(tokens.opens("Bearer " + first.token()));
        assertTrue(file.revoke(first.entry().id()));
        Files.setLastModifiedTime(file.file(), java.nio.file.attribute.FileTime.from(Instant.EPOCH)); // clocks are coarse
        assertFalse(tokens.opens("Bearer " + first.token()));
        assertTrue(tokens.opens("Bearer " + second.token()));
        assertFalse(file.revoke(first.entry().id()));
    }

    @Test
    void namesAndCountsHaveTheirLimits() throws Exception {
        make(EnumSet.of(Scope.CHAT), "n".repeat(TokenFile.NAME_CHARS_MAX));
        assertThrows(IllegalArgumentException.class,
                () -> make(EnumSet.of(Scope.CHAT), "n".repeat(TokenFile.NAME_CHARS_MAX + 1)));
        assertThrows(IllegalArgumentException.class, () -> make(EnumSet.of(Scope.CHAT), "a\nb"));
        assertThrows(IllegalArgumentException.class, () -> Scope.read("chat,root"));
        String line = "0".repeat(64) + " chat\n";
        Files.writeString(dir.resolve("tokens"), line.repeat(TokenFile.TOKENS_MAX - 1));
        make(EnumSet.of(Scope.CHAT), "");
        assertThrows(IllegalArgumentException.class, () -> make(EnumSet.of(Scope.CHAT), ""));
    }
}
