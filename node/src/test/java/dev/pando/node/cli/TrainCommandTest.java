package dev.pando.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.node.answer.LocalEngine;
import dev.pando.node.answer.TinyModelFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {

    @TempDir
    private Path dir;
    private String model;
    private String data;

    private record Done(int status, String out, String err) {
        JsonNode json() {
            try {
                return new ObjectMapper().readTree(out);
            } catch (IOException e) {
                throw new AssertionError(out, e);
            }
        }
    }

    @BeforeEach
    void write() throws IOException {
        model = TinyModelFile.write(dir.resolve("tiny.gguf")).toString();
        data = Files.writeString(dir.resolve("text.txt"), "The mill stands by the river.\n\n".repeat(60)).toString();
    }

    private static Done pando(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int status = Cli.run(new Terminal(new ByteArrayInputStream(new byte[0]), new PrintStream(out, true),
                new PrintStream(err, true), Map.of(), LocalEngine::open, false), arguments);
        return new Done(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Done lora(String text, String out) {
        return lora(text, out, "4", "15");
    }

    private Done lora(String text, String out, String rank, String steps) {
        return pando("train", "lora", "--model", model, "--data", text, "--out", dir.resolve(out).toString(), "--rank",
                rank, "--steps", steps, "--seed", "3", "--length", "64", "--rate", "0.02", "--threads", "1", "--json");
    }

    @Test
    void anAdapterIsTrainedAndMeasuredAndTheSameAgain() {
        Done first = lora(data, "a"), again = lora(data, "b");
        assertEquals(0, first.status, first.err);
        assertTrue(first.json().get("held_out_loss").asDouble() < first.json().get("held_out_loss_before").asDouble());
        assertEquals(first.json().get("weights_sha256"), again.json().get("weights_sha256"));
        Done plain = pando("train", "eval", "--model", model, "--data", data, "--threads", "1", "--json");
        Done taught = pando("train", "eval", "--model", model, "--adapter", dir.resolve("a").toString(), "--data", data,
                "--threads", "1", "--json");
        assertEquals(0, taught.status, taught.err);
        for (String unit : new String[]{"token", "character", "byte"}) {
            String field = "bits_per_" + unit;
            assertTrue(taught.json().get(field).asDouble() < plain.json().get(field).asDouble(),
                    taught.out + plain.out);
        }
        assertTrue(first.err.contains("step 15 of 15, loss "), first.err);
    }

    @Test
    void whatCannotBeTrainedEndsWithOneLineAndOne() throws IOException {
        refused(lora(Files.writeString(dir.resolve("e.txt"), "").toString(), "e"), "empty");
        refused(lora(Files.writeString(dir.resolve("3.txt"), "a\nb\nc\n").toString(), "3"), "are needed");
        refused(lora(Files.write(dir.resolve("b.txt"), new byte[]{1, 0, 2}).toString(), "b"), "binary");
        refused(lora(dir.resolve("none").toString(), "n"), "there is no such file");
        refused(lora(data, "r", "0", "15"), "rank 0");
        refused(lora(data, "s", "4", "0"), "steps: 0, allowed 1 to 16777216");
        refused(pando("train", "eval", "--model", model, "--data", data, "--length", "1"), "at least 2");
        refused(pando("train", "eval", "--model", data, "--data", data), "text.txt");
        refused(pando("train", "eval", "--model", model, "--adapter", dir.toString(), "--data", data),
                "adapter_config.json");
    }

    @Test
    void aLineOfTwoGigabytesIsRefusedBeforeItIsRead() throws IOException {
        for (String name : new String[]{"line.txt", "line.jsonl"}) {
            Path file = dir.resolve(name);
            try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(2L << 30);
            }
            refused(lora(file.toString(), "g"), "2147483648 bytes, limit 268435456");
        }
    }

    @Test
    void aBaseThatHoldsNumbersThatAreNoneIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of(model));
        for (int at = bytes.length - 256; at < bytes.length; at += 4) {
            bytes[at] = bytes[at + 1] = 0;
            bytes[at + 2] = (byte) 0xC0;
            bytes[at + 3] = 0x7F;
        }
        model = Files.write(dir.resolve("nan.gguf"), bytes).toString();
        refused(lora(data, "nan"), "is NaN");
    }

    private static void refused(Done done, String why) {
        assertEquals(1, done.status, done.err);
        assertTrue(done.err.contains(why), done.err);
        assertEquals("", done.out);
        assertTrue(done.err.lines().filter(l -> !l.contains("documents to learn from")).count() == 1, done.err);
    }

    @Test
    void aReaderNeedsStepsAndARate() {
        refused(pando("train", "reader", "--steps", "0"), "--steps: 0");
        for (String rate : new String[]{"0", "2", "-0.1", "NaN"}) {
            refused(pando("train", "reader", "--rate", rate), "--rate: ");
        }
    }

    @Test
    void theMeanOfAReaderAndItselfIsThatReader() throws IOException {
        Path reader = Path.of(System.getProperty("pando.root", ".."), "models", "pando-reader.gguf");
        Path out = dir.resolve("mean.gguf");
        refused(pando("train", "reader", "--mean", reader.toString()), "say --from");
        assertEquals(0, pando("train", "reader", "--from", reader.toString(), "--mean", reader.toString(), "--mean",
                reader.toString(), "--out", out.toString()).status);
        assertEquals(-1, Files.mismatch(reader, out));
    }

    @Test
    void whatIsNotUnderstoodEndsWithTwo() {
        for (String[] line : new String[][]{{"train"}, {"train", "lora"}, {"train", "eval", "--data", "x"},
                {"train", "seed-model"}, {"train", "reader", "--steps", "x"}, {"train", "lora", "--rank", "x"}}) {
            assertEquals(2, pando(line).status);
        }
        for (String command : new String[]{"train", "train lora", "train eval", "train seed-model", "train reader"}) {
            Done help = pando((command + " --help").split(" "));
            assertEquals(0, help.status);
            assertTrue(help.out.startsWith("Usage: pando train"), help.out);
        }
    }
}
