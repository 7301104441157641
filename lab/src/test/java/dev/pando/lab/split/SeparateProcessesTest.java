package dev.pando.lab.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
        assertEquals(0, run("split", "--model", tiny.toString(), "--stages", "3", "--prompts", "2", "--tokens", "8"));
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
    @Tag("long")
    void brokenStagesChangeNothingInManyRuns() throws Exception {
        assertEquals(0, run("split", "chaos", "--model", tiny.toString(), "--runs", "20", "--tokens", "16"));
    }
}
