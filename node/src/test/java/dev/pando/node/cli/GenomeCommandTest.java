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
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
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
    void usageIsExplainedAndBadUsageIsTwo() {
        assertEquals(2, pando("genome").status);
        assertEquals(2, pando("genome", "merge", "--operator", "average", "--out", "x", first).status);
        assertEquals(1, pando("genome", "merge", "--operator", "slerp", "--t", "2", "--out", "x", first).status);
        assertEquals(0, pando("genome", "merge", "--help").status);
        assertEquals(1, pando("genome", "merge", "--operator", "slerp", "--out", first, first, second).status);
    }
}
