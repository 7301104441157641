package dev.pando.lab.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pando.engine.weights.GgufWriter;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.tensor.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The laboratory's own commands, small: processes of their own, real models where they are.
@Timeout(600)
class SeparateProcessesTest {

    private static final Path REAL = Path.of(System.getProperty("pando.root", ".."), "../shared/data/models");

    @TempDir
    static Path folder;
    private static Path tiny;

    @BeforeAll
    static void write() throws Exception {
        tiny = folder.resolve("tiny.gguf");
        assertEquals(0, run("shape", "--preset", "split-demo", "--type", "F32", "--out", tiny.toString()));
    }

    private static int run(String... arguments) throws Exception {
        Method commandLine = Class.forName("dev.pando.lab.LabMain").getDeclaredMethod("commandLine");
        commandLine.setAccessible(true);
        PrintStream out = System.out;
        System.setOut(new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8));
        try {
            return ((CommandLine) commandLine.invoke(null)).execute(arguments);
        } finally {
            System.setOut(out);
        }
    }

    @Test
    void threeProcessesHaveTheBitsOfOne() throws Exception {
        assertEquals(0, run("split", "--model", tiny.toString(), "--stages", "3", "--prompts", "2", "--tokens", "8",
                "--warm-up", "0"));
    }

    @Test
    void aFreshCallerReachesItsPeersByTheAddressesThatItWasGivenAlone() throws Exception {
        try (Rig rig = new Rig(tiny, 1, true)) {
            String there = rig.stages(1).getFirst().address();
            String[] parts = there.split("/");
            try (DelayProxy proxy = new DelayProxy(Integer.parseInt(parts[4]), 0)) {
                try (Rig.Fresh direct = rig.fresh(List.of(there))) {
                    assertEquals(parts[4], port(direct));
                }
                parts[4] = "" + proxy.port();
                try (Rig.Fresh caller = rig.fresh(List.of(String.join("/", parts)))) {
                    assertEquals(parts[4], port(caller)); // before anything is asked of it
                }
            }
        }
    }

    private static String port(Rig.Fresh caller) {
        return caller.host().host().swarm().connections().getFirst().remote().toString().split("/")[4];
    }

    @Test
    void oneFlippedBitInOneProcessIsNoticed() throws Exception {
        assertEquals(1, run("split", "bits", "--model", tiny.toString(), "--prompts", "1", "--tokens", "4", "--lie"));
    }

    @Test
    void aProcessThatIsKilledInTheMiddleChangesNothing() throws Exception {
        assertEquals(0, run("split", "--model", tiny.toString(), "--stages", "2", "--tokens", "12", "--kill-at",
                "random", "--runs", "1"));
    }

    @Test
    void realModelsHaveTheirBitsInEveryFormat() throws Exception {
        Path models = REAL.resolve("babyllama-105");
        if (!Files.isDirectory(models)) System.err.println("SKIPPED: no real models at " + models);
        assumeTrue(Files.isDirectory(models), "no real models");
        for (String type : new String[]{"f32", "q8_0", "q4_0"}) {
            String file = models.resolve("model5000." + type + ".gguf").toString();
            assertEquals(0, run("split", "bits", "--model", file, "--prompts", "1", "--tokens", "6", "--in-process"));
        }
    }

    @Test
    void theBundledModelHasItsBitsInEveryFormat() throws Exception {
        Path bundled = Path.of(System.getProperty("pando.root", ".."), "models", "pando-seed.gguf");
        assertEquals(0,
                run("split", "bits", "--model", bundled.toString(), "--types", "F32,Q8_0,Q4_0", "--prompts", "1",
                        "--tokens", "4", "--in-process"));
    }

    @Test
    void aModelThatNamesNoPaddingIsWrittenAgainWithoutOne() throws Exception {
        Path from = folder.resolve("no-padding.gguf"), to = folder.resolve("again.gguf");
        String padding = "tokenizer.ggml.padding_token_id";
        new GgufWriter().text("general.architecture", "llama").count(padding, 7)
                .count("tokenizer.ggml.bos_token_id", 1).vector("output_norm.weight", new float[32]).write(from);
        byte[] bytes = Files.readAllBytes(from);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(padding) + padding.length() + Integer.BYTES;
        Arrays.fill(bytes, at, at + Integer.BYTES, (byte) 0xff); // 2^32 − 1, as some files say "none"
        Files.write(from, bytes);
        try (ModelFile file = ModelFile.open(from)) {
            Requantised.write(file, TensorType.Q8_0, to);
        }
        try (ModelFile again = ModelFile.open(to)) {
            assertFalse(again.metadata().has(padding));
            assertEquals(1, again.metadata().count("tokenizer.ggml.bos_token_id"));
        }
    }

    @Test
    @Tag("long")
    void brokenStagesChangeNothingInManyRuns() throws Exception {
        assertEquals(0, run("split", "chaos", "--model", tiny.toString(), "--runs", "20", "--tokens", "16"));
    }
}
