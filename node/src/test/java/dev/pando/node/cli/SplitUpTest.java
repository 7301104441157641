package dev.pando.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.node.answer.LocalEngine;
import dev.pando.node.answer.TinyModelFile;
import dev.pando.node.cli.SplitServeCommand.SplitNodeAndHost;
import dev.pando.node.net.NetSettings;
import dev.pando.node.net.NodeHost;
import dev.pando.node.pull.HubServer;
import dev.pando.node.pull.ModelShelf;
import dev.pando.node.pull.Pull;
import dev.pando.node.pull.PullLimits;
import dev.pando.node.split.Elsewhere;
import dev.pando.node.split.SplitNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A node whose model is computed together with a peer is asked like any other.
@Timeout(300)
class SplitUpTest {

    private static final int LAYERS = 4;
    private static final String COMPLETION = "{\"prompt\":\"Once upon a time\",\"max_tokens\":16,\"temperature\":0}";
    private static final String CHAT = "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"max_tokens\":8,\"temperature\":0}";

    @TempDir
    private Path dir;
    private Path model;

    @BeforeEach
    void write() throws IOException {
        model = TinyModelFile.write(dir.resolve("four.gguf"), LAYERS, TinyModelFile.CONTEXT);
    }

    private SplitNodeAndHost peer(List<Path> models, Elsewhere elsewhere) throws IOException {
        Path own = Files.createTempDirectory(dir, "peer");
        return SplitNodeAndHost.start(NodeHost.start(NetSettings.loopback(own)),
                SplitNode.Settings.of(List.of(), models, own, 1).forEverybody().withElsewhere(elsewhere));
    }

    private static PrintStream printer(ByteArrayOutputStream into) {
        return new PrintStream(into, true, StandardCharsets.UTF_8);
    }

    /// A node that runs.
    private final class Up implements AutoCloseable {
        private final ByteArrayOutputStream said = new ByteArrayOutputStream();
        private final CompletableFuture<Integer> status = new CompletableFuture<>();
        private final Thread node;
        private final Path data;

        Up(Path data, Path of, String... more) {
            this.data = data;
            Terminal terminal = new Terminal(new ByteArrayInputStream(new byte[0]),
                    printer(new ByteArrayOutputStream()), printer(said), Map.of(), LocalEngine::open, false);
            List<String> command = new ArrayList<>(
                    List.of("up", "--data-dir", data.toString(), "--port", "0", "--model",
                            of.toString(), "--threads", "1", "--no-browser"));
            command.addAll(List.of(more));
            node = Thread.ofPlatform()
                    .start(() -> status.complete(Cli.run(terminal, command.toArray(String[]::new))));
        }

        URI address() throws Exception {
            Path file = data.resolve(UpCommand.ADDRESS_FILE);
            while (!Files.exists(file) || Files.size(file) == 0) {
                assertFalse(status.isDone(), () -> "it ended: " + said.toString(StandardCharsets.UTF_8));
                Thread.onSpinWait();
            }
            return URI.create(Files.readString(file).strip());
        }

        JsonNode ask(String path, String body) throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(address().resolve(path));
            if (!body.isEmpty()) {
                request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
            }
            try (HttpClient client = HttpClient.newHttpClient()) {
                var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
                assertEquals(200, response.statusCode(), response.body());
                return new ObjectMapper().readTree(response.body());
            }
        }

        String said() throws Exception {
            return ask("/v1/completions", COMPLETION).path("choices").path(0).path("text").asText()
                    + " | " + ask("/v1/chat/completions", CHAT).path("choices").path(0).path("message").path("content");
        }

        @Override
        public void close() {
            node.interrupt();
            status.join();
        }
    }

    @Test
    void overHttpASplitModelAnswersLikeOneMachineAndShowsItsChain() throws Exception {
        String alone;
        try (Up up = new Up(dir.resolve("alone"), model)) {
            alone = up.said();
            assertFalse(up.ask("/api/v1/split", "").path("split").asBoolean());
        }
        try (SplitNodeAndHost peer = peer(List.of(), Elsewhere.NONE);
                Up up = new Up(dir.resolve("split"), model, "--split-peer", peer.node().addresses().getFirst())) {
            assertEquals(alone, up.said());
            JsonNode split = up.ask("/api/v1/split", "");
            assertTrue(split.path("split").asBoolean());
            assertEquals(2, split.path("stages").size(), split.toString());
            assertEquals(peer.node().peer(), split.path("stages").path(1).path("peer").asText());
            assertTrue(split.path("stages").path(1).path("rows").asLong() > 16, split.toString());
            assertEquals("four", up.ask("/v1/models", "").path("data").path(0).path("id").asText());
        }
    }

    @Test
    void aPeerThatIsNotThereIsOneClearErrorAndNothingHangs() throws Exception {
        String gone;
        try (SplitNodeAndHost peer = peer(List.of(model), Elsewhere.NONE)) {
            gone = peer.node().addresses().getFirst();
        }
        try (Up up = new Up(dir.resolve("split"), model, "--split-peer", gone)) {
            assertEquals(1, up.status.get(240, TimeUnit.SECONDS));
            String said = up.said.toString(StandardCharsets.UTF_8);
            assertTrue(said.contains("peer at " + gone + " cannot be asked"), said);
        }
    }

    @Test
    void aPeerWithoutTheModelFetchesItsLayersFromTheHubThatItCameFrom() throws Exception {
        try (HubServer hub = new HubServer(Files.readAllBytes(model))) {
            ModelShelf shelf = new ModelShelf(dir.resolve("split"));
            Path pulled = new Pull(hub.uri(), shelf, PullLimits.USUAL).fetch(HubServer.REPOSITORY, (_, _, _) -> {})
                    .file();
            hub.asked.clear();
            HubWeights weights = new HubWeights(hub.uri(), PullLimits.USUAL);
            try (SplitNodeAndHost peer = peer(List.of(), weights);
                    Up up = new Up(dir.resolve("split"), pulled, "--split-peer", peer.node().addresses().getFirst())) {
                up.said();
                assertTrue(hub.asked.stream().anyMatch(a -> a.contains(HubServer.FILE + " 0-") && !a.endsWith(" 0-0")),
                        hub.asked.toString());
            }
        }
    }
}
