package dev.pando.node.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.TinyModelFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is private is in no byte that a node writes to any socket: a real node chats, learns, shares, takes back and pulls,
/// while everything that it says to the one peer and the one web server that it knows is written down.
@Timeout(300)
class CanaryTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KNOWLEDGE = "/api/v1/knowledge", SHARING = "/api/v1/sharing",
            TALK = "/api/v1/conversations";
    private static final String SHARED = "qzjvshared1", PULLED = "qzjvpulled2";
    private static final List<String> ALL = List.of(SHARED, PULLED, "qzjvlocked3", "qzjvchatter4", "qzjvasked5",
            "qzjvmarked6",
            "qzjvabout7", "qzjvmemory8", "qzjvtitle9", "qzjvsearched0", "qzjvnever1");

    @TempDir
    private Path folder;

    private static ObjectNode json(String name, String value) {
        return JSON.createObjectNode().put(name, value);
    }

    private static void until(Callable<Boolean> holds) throws Exception {
        while (!holds.call()) Thread.onSpinWait(); // each look is a request
    }

    @Test
    void ofAllThatIsPrivateNoByteReachesASocket() throws Exception {
        Path model = TinyModelFile.write(folder.resolve("tiny.gguf"), 2048);
        try (WebServer hub = new WebServer();
                NodeProcess b = NodeProcess.start(Files.createDirectory(folder.resolve("b")), "--p2p",
                        "/ip4/127.0.0.1/tcp/0");
                Tap tap = new Tap(Integer.parseInt(b.peerAddress().split("/")[4]))) {
            Path home = Files.createDirectory(folder.resolve("a"));
            Files.writeString(home.resolve("pando.toml"), "hub = \"http://127.0.0.1:" + hub.port() + "\"\n");
            try (NodeProcess a = NodeProcess.start(home, "--model", model.toString(), "--threads", "1", "--peer",
                    tap.address())) {
                b.post(SHARING + "/authors/" + a.get(KNOWLEDGE).get("self").asText(),
                        JSON.createObjectNode().put("invited", true));
                talk(a);
                shareAndTakeBack(a, b, hub, tap);
            }
            Scan scan = new Scan(ALL);
            assertEquals(Set.of(SHARED), scan.found(tap.plain()), "the peer is told what is shared, and nothing else");
            assertEquals(Set.of(PULLED), scan.found(hub.heard()), "the web server is told what is pulled");
            assertEquals(Set.of(), scan.found(tap.sealed()), "on the wire it is sealed");
        }
    }

    // Private and ordinary conversations, what the person tells of themselves, what waits for a yes or must never leave.
    private static void talk(NodeProcess a) throws Exception {
        long locked = a.post(TALK, json("title", "qzjvtitle9").put("private", true)).get("id").asLong();
        say(a, locked, "Qzjvlocked3 causes trouble at home.");
        long open = a.post(TALK, json("title", "")).get("id").asLong();
        say(a, open, "My neighbour, whom I call qzjvchatter4, snores.");
        say(a, open, "Qzjvasked5 causes quarrels.");
        a.put("/api/v1/profile", json("name", "qzjvabout7").put("value", "qzjvabout7"));
        a.post("/api/v1/memories", json("text", "The code of the safe is qzjvmemory8."));
        a.get("/api/v1/search?query=qzjvsearched0");
        a.post(KNOWLEDGE + "/ask", json("question", "What does qzjvsearched0 lead to?"));
        a.post(KNOWLEDGE + "/learn", json("text", "Qzjvnever1 causes shame.").put("topic", "diary"));
        a.post(KNOWLEDGE + "/learn", json("text", "Qzjvmarked6 causes gossip.").put("topic", "bees"));
        a.post(KNOWLEDGE + "/learn", json("text", "Qzjvshared1 causes honey shortage.").put("topic", "bees"));
    }

    private static void say(NodeProcess a, long conversation, String words) throws Exception {
        a.post(TALK + "/" + conversation + "/messages", json("content", words).put("max_tokens", 4).put("seed", 1));
    }

    private static void shareAndTakeBack(NodeProcess a, NodeProcess b, WebServer hub, Tap tap) throws Exception {
        ObjectNode choice = JSON.createObjectNode().put("on", true);
        choice.putObject("rules").put("bees", "share").put("diary", "never");
        choice.putArray("private_words").add("qzjvmarked6");
        a.put(SHARING, choice);
        JsonNode left = a.post(SHARING + "/share", JSON.createObjectNode());
        assertEquals(2, left.get("leaves").size(), "a note and its trace: " + left);
        until(() -> b.get(KNOWLEDGE).get("notes").asInt() == 1);
        onlyKnownSockets(a, hub, tap);
        long note = left.at("/leaves/0/note/id").asLong();
        a.delete(KNOWLEDGE + "/notes/" + note);
        until(() -> b.get(KNOWLEDGE).get("notes").asInt() == 0);
        pull(a);
        onlyKnownSockets(a, hub, tap);
    }

    private static void pull(NodeProcess a) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(a.uri().resolve("/api/pull")).POST(HttpRequest.BodyPublishers
                    .ofString(json("model", "somebody/" + PULLED).toString())).header("Content-Type",
                            "application/json");
            String told = http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
            assertTrue(told.contains("error"), told);
        }
    }

    private static void onlyKnownSockets(NodeProcess a, WebServer hub, Tap tap) throws IOException {
        if (!Sockets.told()) return;
        int page = a.uri().getPort();
        List<Sockets> strange = Sockets.of(a.pid()).stream().filter(s -> s.localPort() != page
                && s.otherPort() != tap.port() && s.otherPort() != hub.port()).toList();
        assertEquals(List.of(), strange, "every socket is one that is listened to here");
    }

    @Test
    void theScanFindsAWordInEveryFormThatItNames() throws Exception {
        byte[] word = "so qzjvlocked3 it is".getBytes(StandardCharsets.UTF_8);
        Scan scan = new Scan(List.of("qzjvlocked3"));
        assertFalse(scan.found(word).isEmpty());
        assertFalse(scan.found("QZJVLOCKED3".getBytes(StandardCharsets.UTF_16BE)).isEmpty());
        for (int shift = 0; shift < 3; shift++) {
            byte[] moved = ("x".repeat(shift) + "qzjvlocked3 it is").getBytes(StandardCharsets.UTF_8);
            assertFalse(scan.found(Base64.getUrlEncoder().encode(moved)).isEmpty(), "base64 from byte " + shift);
        }
        assertFalse(scan.found(HexFormat.of().withUpperCase().formatHex(word).getBytes(StandardCharsets.US_ASCII))
                .isEmpty());
        for (boolean bare : new boolean[]{true, false})
            assertFalse(scan.found(deflated(word, bare)).isEmpty(), "bare " + bare);
        var zipped = new ByteArrayOutputStream();
        zipped.write(new byte[]{1, 2, 3});
        try (OutputStream out = new GZIPOutputStream(zipped)) {
            out.write(word);
        }
        assertFalse(scan.found(zipped.toByteArray()).isEmpty());
        assertTrue(scan.found("so qzjvlocked4 it is".getBytes(StandardCharsets.UTF_8)).isEmpty());
    }

    private static byte[] deflated(byte[] bytes, boolean bare) {
        try (Deflater deflater = new Deflater(9, bare)) {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] out = new byte[200];
            return java.util.Arrays.copyOf(out, deflater.deflate(out));
        }
    }

    /// A web server that has nothing, and writes down what it is asked.
    private static final class WebServer implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

        WebServer() throws IOException {
            Thread.ofVirtual().start(this::listen);
        }

        private void listen() {
            try {
                while (true) answer(listening.accept());
            } catch (IOException e) {
                // Closed: the test is over.
            }
        }

        int port() {
            return listening.getLocalPort();
        }

        byte[] heard() {
            synchronized (heard) {
                return heard.toByteArray();
            }
        }

        private void answer(Socket socket) {
            Thread.ofVirtual().start(() -> {
                try (socket) {
                    byte[] buffer = new byte[1 << 14];
                    for (int count; (count = socket.getInputStream().read(buffer)) > 0;) {
                        synchronized (heard) {
                            heard.write(buffer, 0, count);
                        }
                        socket.getOutputStream().write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                    }
                } catch (IOException e) {
                    // It left.
                }
            });
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }
}
