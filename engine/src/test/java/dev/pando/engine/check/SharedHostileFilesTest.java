package dev.pando.engine.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Malformed and malicious files that others made, with the verdicts that a strict loader should give.
class SharedHostileFilesTest {

    private static final Path DATA = Path.of(System.getProperty("pando.root", "..")).resolve("../shared/data/hostile");
    // Speed is not promised here, only an end.
    private static final Duration HANGS = Duration.ofSeconds(120);

    @TestFactory
    Stream<DynamicTest> getsItsVerdict() throws IOException {
        if (!Files.exists(DATA)) System.err.println("SKIPPED: no " + DATA);
        assumeTrue(Files.exists(DATA), "no " + DATA);
        return Stream.of("gguf", "safetensors").flatMap(this::cases);
    }

    @Test
    void realModelsAreOk() throws IOException {
        Path models = DATA.resolveSibling("models");
        assumeTrue(Files.exists(models), "no " + models);
        try (Stream<Path> files = Files.walk(models)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".gguf") || f.endsWith("hf")).toList()) {
                Verdict verdict = ModelCheck.of(file);
                assertTrue(verdict.ok(), verdict.line());
            }
        }
    }

    private Stream<DynamicTest> cases(String format) {
        try {
            JsonNode all = new ObjectMapper().readTree(DATA.resolve(format).resolve("expected.json").toFile());
            return StreamSupport.stream(all.spliterator(), false).map(c -> DynamicTest
                    .dynamicTest(c.path("file").asText() + ": " + c.path("expected").asText(), () -> check(c)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void check(JsonNode expectation) {
        Path file = DATA.resolve(expectation.path("file").asText());
        Verdict verdict = assertTimeoutPreemptively(HANGS, () -> ModelCheck.of(file));
        assertEquals(expected(expectation), verdict.ok(), verdict.line());
        assertEquals(1, verdict.line().lines().count());
        boolean denormal = expectation.path("what").asText().startsWith("denormals");
        assertEquals(denormal, verdict.line().contains("warning: "), verdict.line());
    }

    private static boolean expected(JsonNode expectation) {
        String what = expectation.path("expected").asText();
        String subject = expectation.path("what").asText();
        if (what.equals("content check")) return subject.startsWith("denormals"); // valid numbers, only slow
        assertTrue(what.startsWith("accept") || what.startsWith("reject") || what.equals("cap"), what);
        return what.startsWith("accept") && !what.endsWith("or reject");
    }
}
