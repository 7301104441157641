package dev.pando.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.libp2p.identity.Identity;
import dev.pando.node.config.Version;
import dev.pando.node.answer.LocalEngine;
import dev.pando.node.answer.ScriptedEngine;
import dev.pando.node.answer.TinyModelFile;
import dev.pando.node.http.Documented;
import dev.pando.node.http.NodeServer;
import dev.pando.node.identity.NodeKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {

    private static final Pattern CALL = Pattern.compile("'(GET|POST|PUT|PATCH|DELETE)',\\s*[`'](/[^`'?]*)");
    private static final Pattern PICTURE = Pattern.compile("picture\\([`'](/[^`'?]*)");

    @TempDir
    private Path dir;
    private Path model;

    /// What a command did.
    record Done(int status, String out, String err) {}

    @BeforeEach
    void writeModel() throws Exception {
        model = TinyModelFile.write(dir.resolve("tiny.gguf"));
    }

    private Done run(Terminal.Engines engines, String typed, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)), printer(out),
                printer(err),
                Map.of("PANDO_DATA_DIR", dir.resolve("data").toString(), "PANDO_THREADS", "1"), engines, false);
        int status = Cli.run(terminal, arguments);
        return new Done(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream printer(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private Done pando(String... arguments) {
        return run(LocalEngine::open, "", arguments);
    }

    private Done scripted(String typed, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--model", model.toString()));
        return run((_, _) -> ScriptedEngine.free(1, 1), typed, all.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "up", "chat", "ask", "complete", "tokenize", "bench", "learn", "models", "models list",
            "models check", "models remove", "pull", "status", "doctor", "train", "train lora", "train eval",
            "train seed-model", "memory", "memory search", "memory list", "memory add", "memory delete",
            "memory export"})
    void everyCommandExplainsItself(String command) {
        Done done = pando((command + " --help").strip().split(" "));
        assertEquals(0, done.status);
        assertTrue(done.out.startsWith("Usage: pando"), done.out);
        assertEquals("", done.err);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dance", "up --port x", "complete --prompt x", "tokenize", "models", "models dance",
            "bench --repeat x --model y", "ask", "memory", "memory search", "memory delete x"})
    void whatIsNotUnderstoodEndsWithTwoAndSaysNothingOnStdout(String command) {
        Done done = pando(command.isEmpty() ? new String[0] : command.split(" "));
        assertEquals(2, done.status, done.err);
        assertEquals("", done.out);
        assertTrue(done.err.startsWith("pando: "), done.err);
    }

    @Test
    void completeContinuesATextAlikeEveryTimeAndWritesTheLogitsOfItsPrompt() throws Exception {
        Path logits = dir.resolve("logits");
        String[] command = {"complete", "--model", model.toString(), "--prompt", "abc", "--tokens", "8",
                "--temperature", "0",
                "--logits-out", logits.toString()};
        Done done = pando(command);
        assertEquals(0, done.status, done.err);
        assertEquals("", done.err);
        assertEquals(done, pando(command));
        assertEquals((1 + 3) * TinyModelFile.VOCABULARY * 4, Files.size(logits), "BOS and three bytes");
        float first = ByteBuffer.wrap(Files.readAllBytes(logits)).order(ByteOrder.LITTLE_ENDIAN).getFloat();
        assertTrue(Float.isFinite(first) && first != 0);
    }

    @Test
    void theVersionIsThePoms() throws Exception {
        assertEquals("pando " + Version.NUMBER + "\n", pando("--version").out);
        assertTrue(Files.readString(Path.of("pom.xml")).contains("<version>" + Version.NUMBER + "-SNAPSHOT</version>"));
    }

    @Test
    void completeTakesAnEmptyPromptWhereThereIsABos() {
        assertEquals(0, pando("complete", "--model", model.toString(), "--prompt", "", "--tokens", "2", "--temperature",
                "0").status);
    }

    @Test
    void tokenizePrintsIdsAsJsonAlone() throws Exception {
        Path text = Files.writeString(dir.resolve("text"), "aé<|im_end|>");
        Done done = pando("tokenize", "--model", model.toString(), "--text-file", text.toString(), "--json");
        assertEquals("", done.err);
        JsonNode ids = new ObjectMapper().readTree(done.out).get("ids");
        assertEquals(3 + "<|im_end|>".length(), ids.size(), "bytes, and no special token: " + ids);
        assertEquals('a', ids.get(0).asInt());
    }

    @Test
    void benchMeasuresAsJsonAlone() throws Exception {
        Done done = pando("bench", "--model", model.toString(), "--prompt-tokens", "16", "--generate-tokens", "4",
                "--threads", "1",
                "--repeat", "2", "--json");
        JsonNode result = new ObjectMapper().readTree(done.out);
        assertEquals(2, result.get("prefill_tps").size());
        assertEquals(2, result.get("decode_tps").size());
        assertTrue(result.get("load_ms").asDouble() > 0 && result.has("peak_rss_mb"));
        assertEquals("", done.err);
    }

    @Test
    void modelsCheckSaysOkOrWhatIsWrongInOneLine() throws Exception {
        Done good = pando("models", "check", model.toString());
        assertTrue(good.status == 0 && good.out.startsWith("ok ") && good.out.lines().count() == 1,
                good.out + good.err);
        Path broken = Files.write(dir.resolve("broken.gguf"), java.util.Arrays.copyOf(Files.readAllBytes(model), 2000));
        for (Path file : List.of(broken, dir.resolve("none.gguf"),
                Files.writeString(dir.resolve("text.gguf"), "hello"))) {
            Done bad = pando("models", "check", file.toString());
            assertEquals(1, bad.status, file.toString());
            assertEquals(1, (bad.out + bad.err).lines().count(), bad.out + bad.err);
        }
    }

    @Test
    void modelsListRemoveAndNamesOfPulledModelsWork() throws Exception {
        assertTrue(pando("models", "list").err.contains("./pando pull"));
        Path models = Files.createDirectories(dir.resolve("data/models"));
        Files.copy(model, models.resolve("tiny.gguf"));
        assertTrue(pando("models", "list").out.startsWith("tiny.gguf\t"));
        assertEquals(0, pando("complete", "--model", "tiny", "--prompt", "a", "--tokens", "1").status);
        assertEquals(0, pando("models", "remove", "tiny").status);
        assertEquals(1, pando("models", "remove", "tiny").status);
    }

    @Test
    void askPrintsTheAnswerAndNothingElse() {
        Done done = scripted("", "ask", "count", "3");
        assertEquals(new Done(0, "1 2 3\n", ""), done);
        assertEquals(1, scripted("", "ask", "break").status);
    }

    @Test
    void withoutAModelEveryoneIsToldHowToGetOne() {
        Done done = pando("ask", "hello");
        assertEquals(1, done.status);
        assertTrue(done.err.contains("./pando pull"), done.err);
    }

    @Test
    void chatRemembersAndObeysItsOwnCommands() {
        Done done = scripted("count 2\n/help\n/system be kind\n/dance\nbreak\ncount 3\n/bye\nnever\n", "chat");
        assertEquals(0, done.status);
        assertEquals("1 2\n1 2 3\n", done.out);
        assertTrue(done.err.contains("there is no /dance") && done.err.contains("the script says so"), done.err);
    }

    @Test
    void whatIsSaidInAChatIsRememberedFoundExportedAndForgotten() throws Exception {
        scripted("My sister was born in May.\n/good\n/new\ncount 1\n", "chat");
        Done found = pando("memory", "search", "When is my sister's birthday?", "--json", "--limit", "1");
        JsonNode hit = new ObjectMapper().readTree(found.out).at("/memories/0");
        assertTrue(hit.get("text").asText().startsWith("My sister was born in May."), found.out + found.err);
        assertTrue(hit.get("message").asLong() > 0 && hit.get("score").asDouble() > 0.3);
        assertEquals(0, pando("memory", "add", "The", "lamp", "is", "blue").status);
        Path file = dir.resolve("memories.jsonl");
        assertEquals(0, pando("memory", "export", file.toString()).status);
        List<String> lines = Files.readAllLines(file);
        assertEquals("The lamp is blue", new ObjectMapper().readTree(lines.getLast()).get("text").asText());
        long id = new ObjectMapper().readTree(lines.getLast()).get("id").asLong();
        assertTrue(pando("memory", "list").out.startsWith(id + "\tnote\tThe lamp is blue"));
        assertEquals(0, pando("memory", "delete", "" + id).status);
        assertEquals(1, pando("memory", "delete", "" + id).status);
        assertEquals(lines.size() - 1, pando("memory", "list", "--json").out.split("\"id\"").length - 1);
    }

    @Test
    void aTextIsLearnedAndWaitsForAYes() throws Exception {
        Path text = Files.writeString(dir.resolve("bees.txt"), "Late swarming causes honey shortage. Nothing else.");
        JsonNode learned = new ObjectMapper()
                .readTree(pando("learn", text.toString(), "--topic", "bees", "--json").out);
        assertEquals("honey shortage", learned.at("/notes/0/object").asText());
        assertEquals("bees", learned.at("/notes/0/topic").asText());
        JsonNode shared = new ObjectMapper().readTree(pando("share", "--dry-run", "--json").out);
        assertEquals("Late swarming causes honey shortage.", shared.at("/stays/0/note/sentence").asText());
        assertEquals(1, pando("learn", dir.resolve("nothing.txt").toString()).status);
    }

    @Test
    void doctorHasALineForEachThing() {
        Done done = pando("doctor");
        assertEquals(6, done.out.lines().count());
        assertTrue(done.out.lines().allMatch(l -> l.startsWith("ok   ") || l.startsWith("bad  ")), done.out);
    }

    @Test
    void statusSaysThatNoNodeRuns() throws Exception {
        Files.createDirectories(dir.resolve("data"));
        Files.writeString(dir.resolve("data/node.url"), "http://127.0.0.1:1\n");
        Done done = pando("status");
        assertEquals(1, done.status);
        assertTrue(done.err.contains("./pando up"));
        assertFalse(done.err.contains("Exception"));
    }

    @Test
    void upPrintsOneLineWhenItIsReadyHoldsItsDirectoryAndEndsInOrder() throws Exception {
        var out = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new ByteArrayInputStream(new byte[0]), printer(out),
                printer(new ByteArrayOutputStream()),
                Map.of(), LocalEngine::open, false);
        String[] command = {"up", "--data-dir", dir.resolve("node").toString(), "--port", "0", "--model",
                model.toString(), "--threads", "1", "--no-browser", "--p2p", "/ip4/127.0.0.1/tcp/0"};
        Thread node = Thread.ofPlatform().start(() -> Cli.run(terminal, command));
        Path address = dir.resolve("node/node.url");
        while (!Files.exists(address) || out.size() == 0) Thread.onSpinWait();
        assertEquals("Pando is ready at " + Files.readString(address), out.toString(StandardCharsets.UTF_8));
        Done status = pando("status", "--data-dir", dir.resolve("node").toString(), "--json");
        assertEquals("tiny", new ObjectMapper().readTree(status.out).get("model").asText());
        JsonNode peers = new ObjectMapper().readTree(pando("peers", "--data-dir", dir.resolve("node").toString(),
                "--json").out);
        assertEquals(Identity.read(Files.readAllBytes(dir.resolve("node").resolve(NodeKey.FILE))).peer().toString(),
                peers.get("peer").asText(), "person and peer are one");
        Done second = pando(command);
        assertTrue(second.status == 1 && second.err.contains("another node is running"), second.err);
        node.interrupt();
        node.join();
        assertEquals(1, pando("status", "--data-dir", dir.resolve("node").toString()).status);
    }

    @Test
    void allThatARunningNodeServesUnderItsInterfaceIsDescribedAndThePageCallsNothingElse() throws Exception {
        Path data = dir.resolve("described");
        Terminal terminal = new Terminal(new ByteArrayInputStream(new byte[0]), printer(new ByteArrayOutputStream()),
                printer(new ByteArrayOutputStream()), Map.of(), LocalEngine::open, false);
        Thread node = Thread.ofPlatform().start(() -> Cli.run(terminal, "up", "--data-dir", data.toString(), "--port",
                "0", "--model", model.toString(), "--threads", "1", "--no-browser", "--p2p", "/ip4/127.0.0.1/tcp/0"));
        Path address = data.resolve(UpCommand.ADDRESS_FILE);
        while (!Files.exists(address) || Files.size(address) == 0) Thread.onSpinWait();
        Documented api = new Documented(URI.create(Files.readString(address).strip()));
        assertTrue(api.call("GET", "/peers", "/peers", null).get("online").asBoolean());
        assertFalse(api.call("GET", "/split", "/split", null).get("split").asBoolean());
        assertEquals("none", api.call("GET", "/training", "/training", null).get("state").asText());
        assertTrue(api.call("GET", "/genomes", "/genomes", null).get("served").asBoolean());
        node.interrupt();
        node.join();
        Set<String> described = new TreeSet<>();
        api.described().forEach(row -> described.add(row.replaceAll("\\{[a-z]+}", "*")));
        Set<String> called = callsOfThePage();
        assertTrue(called.size() > 30, called.toString());
        called.removeAll(described);
        assertEquals(Set.of(), called);
    }

    // Such as `PATCH /conversations/*`.
    private static Set<String> callsOfThePage() throws Exception {
        Set<String> calls = new TreeSet<>();
        Path page = Path.of(NodeServer.class.getResource("page/api.js").toURI()).getParent();
        try (Stream<Path> files = Files.list(page)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".js")).toList()) {
                CALL.matcher(Files.readString(file)).results().forEach(call -> calls
                        .add(call.group(1) + " " + call.group(2).replaceAll("\\$\\{[^}]*}", "*")));
                PICTURE.matcher(Files.readString(file)).results().forEach(call -> calls
                        .add("GET " + call.group(1).replaceAll("\\$\\{[^}]*}", "*")));
            }
        }
        return calls;
    }

    @Test
    void upBeyondLoopbackNeedsAToken() {
        Done done = pando("up", "--host", "0.0.0.0", "--port", "0", "--no-browser");
        assertEquals(2, done.status);
        assertTrue(done.err.contains("PANDO_API_TOKEN"), done.err);
    }
}
