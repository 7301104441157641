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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that nobody here wrote: npm packages, installed from their committed lock file.
class NpmClientsTest {

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
        for (String name : List.of("package.json", "package-lock.json", "openai.mjs", "ollama.mjs", "anthropic.mjs")) {
            Files.copy(SCRIPTS.resolve(name), FOLDER.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        if (Files.isDirectory(FOLDER.resolve("node_modules/ollama"))) return;
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

    @ParameterizedTest
    @ValueSource(strings = {"openai", "ollama", "anthropic"})
    void theyChatStreamCallToolsEmbedAndUnderstandOurErrors(String client) throws Exception {
        install();
        var engine = ScriptedEngine.free(4, 16);
        var parts = NodeServer.Parts.NONE.withEncoder(new Lengths());
        try (NodeServer node = NodeServer.start(
                new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, ApiTokens.none()), engine, parts)) {
            Path log = logs.resolve(client);
            int status = run(log, "node", client + ".mjs", node.uri().toString());
            assertEquals("0 ok", status + " " + Files.readString(log).strip());
            engine.close();
        }
    }
}
