package dev.pando.node.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.engine.genome.PeftFolder;
import dev.pando.node.answer.LocalEngine;
import dev.pando.node.answer.TinyModelFile;
import dev.pando.node.conversation.Conversations;
import dev.pando.node.conversation.Conversations.NewTurn;
import dev.pando.node.conversation.Turn;
import dev.pando.node.signals.Signals;
import dev.pando.node.store.Database;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenomeCommandTest {

    @TempDir
    private Path dir;
    private String model;
    private String first;
    private String second;

    private record Done(int status, String out, String err) {
        JsonNode json() {
            try {
                return new ObjectMapper().readTree(out);
            } catch (IOException e) {
                throw new AssertionError(out, e);
            }
        }
    }

    private static Done pando(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int status = Cli.run(new Terminal(new ByteArrayInputStream(new byte[0]), new PrintStream(out, true),
                new PrintStream(err, true), Map.of(), LocalEngine::open, false), arguments);
        return new Done(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @BeforeEach
    void trainTwo() throws IOException {
        model = TinyModelFile.write(dir.resolve("tiny.gguf")).toString();
        first = trained("first", "The mill stands by the river.\n\n", "2");
        second = trained("second", "A lamp was lit in every window.\n\n", "3");
    }

    private String trained(String name, String text, String rank) throws IOException {
        Path data = Files.writeString(dir.resolve(name + ".txt"), text.repeat(60));
        String out = dir.resolve(name).toString();
        Done done = pando("train", "lora", "--model", model, "--data", data.toString(), "--out", out, "--rank", rank,
                "--steps", "4", "--length", "32", "--rate", "0.02", "--threads", "1");
        assertEquals(0, done.status, done.err);
        return out;
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear", "task", "slerp", "ties", "dare", "dare_ties"})
    void everyOperatorGivesAnAdapterThatTheEngineReads(String operator) {
        String out = dir.resolve("merged").toString();
        Done done = pando("genome", "merge", "--operator", operator, "--out", out, first, second, "--json", "--threads",
                "1");
        assertEquals(0, done.status, done.err);
        assertEquals(operator, done.json().path("operator").asText());
        assertEquals(5, done.json().path("rank").asInt());
        assertEquals(0, pando("genome", "check", out, "--model", model).status);
        Done eval = pando("train", "eval", "--model", model, "--adapter", out, "--data", dir.resolve("first.txt")
                .toString(), "--length", "32", "--threads", "1", "--json");
        assertEquals(0, eval.status, eval.err);
    }

    @Test
    void centramsShareIsTheDefaultOfALinearMerge() {
        Path out = dir.resolve("merged");
        assertEquals(0,
                pando("genome", "merge", "--operator", "linear", "--out", out.toString(), first, second).status);
        var a = PeftFolder.read(Path.of(first)).changes();
        var b = PeftFolder.read(Path.of(second)).changes();
        PeftFolder.read(out).changes().forEach((name, change) -> assertArrayEquals(
                a.get(name).times(0.85).plus(b.get(name).times(0.15)).dense(), change.dense(), 1e-6f));
    }

    @Test
    void aRankCanBeGivenAndWhatItLosesIsSaid() {
        Done done = pando("genome", "merge", "--operator", "ties", "--rank", "1", "--out",
                dir.resolve("merged").toString(), first, second, "--json");
        assertEquals(0, done.status, done.err);
        assertEquals(1, done.json().path("rank").asInt());
        assertTrue(done.json().path("lost").asDouble() > 0);
    }

    @Test
    void whatIsNoAdapterIsRefusedInOneLine() throws IOException {
        Path broken = Files.createDirectories(dir.resolve("broken"));
        Files.copy(Path.of(first, "adapter_config.json"), broken.resolve("adapter_config.json"));
        byte[] weights = Files.readAllBytes(Path.of(first, "adapter_model.safetensors"));
        Files.write(broken.resolve("adapter_model.safetensors"), Arrays.copyOf(weights, weights.length / 2));
        Done check = pando("genome", "check", broken.toString(), "--json");
        assertEquals(1, check.status);
        assertFalse(check.json().path("ok").asBoolean());
        assertEquals(1, check.err.lines().count(), check.err);
        assertEquals(1, pando("genome", "merge", "--operator", "ties", "--out", dir.resolve("x").toString(), first,
                broken.toString()).status);
        assertFalse(Files.exists(dir.resolve("x")));
        assertEquals(1, pando("genome", "check", dir.resolve("nowhere").toString()).status);
    }

    @Test
    void whatIsMissingIsNamedOnceAndBeforeAnythingIsWritten() throws IOException {
        String out = dir.resolve("x").toString(), nowhere = dir.resolve("nowhere").toString();
        String file = Files.writeString(dir.resolve("file"), "").toString();
        assertSays(nowhere + ": there is no such folder", "--out", out, first, nowhere);
        assertSays(file + ": is no folder", "--out", out, first, file);
        assertSays(file + ": it is there already, and is no folder", "--out", file, first, second);
        assertSays("rank: 0, from 1 to 512", "--rank", "0", "--out", out, first, second);
        assertSays("density: 2, from 0.001 to 1", "--density", "2", "--out", out, first, second);
        assertSays("which --model", "--own", file, "--out", out, first, second);
        assertSays("one's own", "--other", file, "--model", model, "--out", out, first, second);
        assertSays(nowhere + ": there is no such file", "--own", nowhere, "--model", model, "--out", out, first,
                second);
        assertSays("norm", "--lambda", "10", "--sum", "--weights", "1000,1000", "--out", out, first, second);
        assertFalse(Files.exists(Path.of(out)));
    }

    private static void assertSays(String what, String... arguments) {
        String[] all = Stream.concat(Stream.of("genome", "merge", "--operator", "ties"), Stream.of(arguments))
                .toArray(String[]::new);
        Done done = pando(all);
        assertEquals(1, done.status, done.err);
        assertEquals(1, done.err.lines().count(), done.err);
        assertTrue(done.err.contains(what), done.err);
        assertEquals(done.err.indexOf(what), done.err.lastIndexOf(what), done.err);
    }

    @Test
    void aMergeThatCouldNotBeMeasuredIsTakenBack() throws IOException {
        Path out = dir.resolve("x"), empty = Files.writeString(dir.resolve("empty.txt"), "");
        assertSays("empty.txt", "--own", empty.toString(), "--model", model, "--out", out.toString(), first, second);
        assertArrayEquals(Files.readAllBytes(Path.of(first, "adapter_model.safetensors")),
                Files.readAllBytes(out.resolve("adapter_model.safetensors")));
    }

    @Test
    void anAdapterThatNamesNoBaseIsCheckedByItsMatrices() throws IOException {
        Path nameless = dir.resolve("nameless");
        PeftFolder.write(nameless, PeftFolder.read(Path.of(first)).changes(), Path.of(first), "");
        Done fits = pando("genome", "check", nameless.toString(), "--model", model, "--json");
        assertEquals(0, fits.status, fits.err);
        assertTrue(fits.json().path("fits_model").asBoolean());
        String shallow = TinyModelFile.write(dir.resolve("shallow.gguf"), 1, 256).toString();
        Done not = pando("genome", "check", nameless.toString(), "--model", shallow, "--json");
        assertEquals(1, not.status);
        assertTrue(not.err.contains("the model has 1 layers"), not.err);
        assertEquals(1, not.err.lines().count(), not.err);
    }

    @Test
    void aGenomeIsTrainedShownExportedImportedVerifiedAndRemoved() throws IOException {
        String data = dir.resolve("first.txt").toString(), home = dir.resolve("home").toString();
        Done made = pando("genome", "train", "--model", model, "--topic", "mills", "--data", data, "--data-dir", home,
                "--steps", "6", "--length", "32", "--rate", "0.02", "--rank", "2", "--threads", "1", "--json");
        assertEquals(0, made.status, made.err);
        assertEquals(1, made.json().path("generation").asInt());
        assertTrue(made.json().path("held_out_loss_after").asDouble() > 0);
        assertEquals(1, pando("genome", "list", "--data-dir", home, "--json").json().size());
        assertEquals("mills", pando("genome", "show", "mills", "--data-dir", home).json().path("topic").asText());
        Done verified = pando("genome", "verify", "mills", "--model", model, "--data", data, "--data-dir", home,
                "--threads", "2", "--json");
        assertEquals(0, verified.status, verified.err);
        assertTrue(verified.json().path("same").asBoolean());
        assertEquals(1, pando("genome", "verify", "mills", "--model", model, "--data", dir.resolve("second.txt")
                .toString(), "--data-dir", home).status);
        String out = dir.resolve("out").toString(), other = dir.resolve("other").toString();
        assertEquals(0, pando("genome", "export", "mills", "--out", out, "--data-dir", home).status);
        Done taken = pando("genome", "import", out, "--model", model, "--data-dir", other, "--json");
        assertEquals(made.json().path("id"), taken.json().path("id"));
        assertFalse(taken.json().path("own").asBoolean());
        Done foreign = pando("genome", "import", second, "--model", model, "--data-dir", other, "--topic", "lamps",
                "--json");
        assertEquals(0, foreign.status, foreign.err);
        assertEquals(0, pando("genome", "remove", "lamps", "--data-dir", other).status);
        assertEquals(1, pando("genome", "show", "lamps", "--data-dir", other).status);
        Done child = pando("genome", "train", "--model", model, "--topic", "more", "--data", data, "--data-dir", home,
                "--steps", "2", "--length", "32", "--rank", "2", "--threads", "1", "--parent", "mills", "--json");
        assertEquals(2, child.json().path("generation").asInt(), child.err);
    }

    @Test
    void withoutATextItLearnsFromTheAnswersThatAPersonApprovedOf() throws IOException {
        Path home = Files.createDirectories(dir.resolve("home"));
        String[] train = {"genome", "train", "--model", model, "--topic", "mills", "--data-dir", home.toString(),
                "--steps", "2", "--length", "32", "--rank", "2", "--threads", "1", "--json"};
        Done none = pando(train);
        assertEquals(1, none.status);
        assertTrue(none.err.contains("no answer here has a thumb up"), none.err);
        try (Database database = Database.open(home)) {
            for (int i = 0; i < 12; i++)
                approve(database, "What does mill " + i + " do?", "It grinds " + i + " sacks.");
            approve(database, "Who has the key?", "Ask ann@example.org for it.");
        }
        Done made = pando(train);
        assertEquals(0, made.status, made.err);
        assertTrue(made.err.contains("learning from 12 answers that you approved of"), made.err);
        assertTrue(made.err.contains("1 exchanges stay out"), made.err);
        assertEquals("mills", made.json().path("topic").asText());
    }

    private static void approve(Database database, String question, String answer) {
        Conversations conversations = new Conversations(database, InstantSource.system());
        long conversation = conversations.begin("", "").id();
        database.write(sql -> {
            Turn asked = conversations.add(sql,
                    NewTurn.said(conversation, OptionalLong.empty(), question, OptionalLong.empty()));
            Turn answered = conversations.finish(sql,
                    conversations.add(sql, NewTurn.answer(asked, OptionalLong.empty(), "tiny")).id(), answer, List.of(),
                    Turn.State.DONE, "");
            new Signals(database, InstantSource.system()).thumbed(sql, conversations.thumb(sql, answered.id(), 1));
            return null;
        });
    }

    @Test
    void usageIsExplainedAndBadUsageIsTwo() {
        assertEquals(2, pando("genome").status);
        assertEquals(2, pando("genome", "merge", "--operator", "average", "--out", "x", first).status);
        assertEquals(1, pando("genome", "merge", "--operator", "slerp", "--t", "2", "--out", "x", first).status);
        assertEquals(0, pando("genome", "merge", "--help").status);
        assertEquals(1, pando("genome", "merge", "--operator", "slerp", "--out", first, first, second).status);
    }
}
