package dev.pando.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pando.node.answer.ScriptedEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client that nobody here wrote: the npm package `openai`, installed from its committed lock file.
class NpmOpenAiTest {

    private static final Path SCRIPTS = Path.of("src/test/js");
    private static final Path FOLDER = Path.of("target/js");

    @TempDir
    private static Path logs;

    private static int run(Path log, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        if (process.waitFor(3, TimeUnit.MINUTES)) return process.exitValue();
        process.destroyForcibly();
        return -1;
    }

    private static void install() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        for (String name : List.of("package.json", "package-lock.json", "openai.mjs")) {
            Files.copy(SCRIPTS.resolve(name), FOLDER.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        if (Files.isDirectory(FOLDER.resolve("node_modules/openai"))) return;
        Path log = logs.resolve("npm");
        String why = "";
        try {
            if (run(log, "npm", "ci", "--no-audit", "--no-fund") != 0) why = Files.readString(log);
        } catch (IOException e) {
            why = e.getMessage();
        }
        if (!why.isEmpty()) System.err.println("SKIPPED: the npm client is not tested, it cannot be installed: " + why);
        Assumptions.assumeTrue(why.isEmpty(), "npm ci failed");
    }

    @Test
    void itChatsStreamsScoresStopsAndUnderstandsOurErrors() throws Exception {
        install();
        var engine = ScriptedEngine.free(4, 16);
        try (NodeServer node = NodeServer
                .start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, ApiTokens.none()), engine)) {
            Path log = logs.resolve("openai");
            int status = run(log, "node", "openai.mjs", node.uri().toString());
            assertEquals("0 ok", status + " " + Files.readString(log).strip());
            engine.close();
        }
    }
}
