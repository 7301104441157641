package dev.pando.libp2p.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/// A js-libp2p in a process of its own, told what to do line by line.
final class JsPeer implements AutoCloseable {

    private static final Path HOME = Path.of(System.getProperty("pando.root", ".."), "libp2p/src/test/js");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long ANSWER_SECONDS = 30;
    private static final long INSTALL_SECONDS = 240;

    private final Process process;
    private final Writer commands;
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final CompletableFuture<JsonNode> ready = new CompletableFuture<>();
    private final AtomicInteger ids = new AtomicInteger();

    private JsPeer(Process process) {
        this.process = process;
        commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread.startVirtualThread(this::listen);
    }

    /// Installs what the lock file names, once. Without a registry the test is skipped, loudly.
    static synchronized void install() throws Exception {
        if (Files.exists(HOME.resolve("node_modules/.package-lock.json"))) return;
        String failure = "";
        try {
            Process npm = new ProcessBuilder("npm", "install", "--no-save", "--no-audit", "--no-fund")
                    .directory(HOME.toFile())
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            if (!npm.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS)) {
                npm.destroyForcibly();
                failure = "npm install took too long";
            } else if (npm.exitValue() != 0) {
                failure = "npm install failed with " + npm.exitValue();
            }
        } catch (IOException e) {
            failure = "no npm: " + e.getMessage();
        }
        if (!failure.isEmpty()) System.err.println("SKIPPED: interop with js-libp2p, " + failure);
        Assumptions.assumeTrue(failure.isEmpty(), failure);
    }

    static JsPeer start(String listen, String... extras) throws Exception {
        install();
        List<String> command = new ArrayList<>(
                List.of(HOME.resolve("node_modules/.bin/node").toAbsolutePath().toString(), "peer.mjs", listen));
        command.addAll(List.of(extras));
        Process process = new ProcessBuilder(command).directory(HOME.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        JsPeer peer = new JsPeer(process);
        peer.ready.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        return peer;
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line; (line = lines.readLine()) != null;) {
                JsonNode message = JSON.readTree(line);
                if (message.has("ready")) ready.complete(message);
                else
                    waiting.remove(message.get("id").asInt()).complete(message);
            }
        } catch (IOException e) {
            // The process has ended; whoever waits is told below.
        }
        IOException gone = new IOException("the js peer has ended");
        ready.completeExceptionally(gone);
        waiting.values().forEach(answer -> answer.completeExceptionally(gone));
    }

    PeerId peer() {
        return PeerId.parse(ready.join().get("ready").asText());
    }

    List<Multiaddr> addresses() {
        List<Multiaddr> addresses = new ArrayList<>();
        ready.join().get("addresses").forEach(address -> addresses.add(Multiaddr.parse(address.asText())));
        return addresses;
    }

    /// Has js do something and waits for what comes of it.
    ///
    /// @param options names and values in turn
    JsonNode tell(String command, Object... options) throws Exception {
        ObjectNode line = JSON.createObjectNode().put("id", ids.incrementAndGet()).put("command", command);
        for (int i = 0; i < options.length; i += 2) line.putPOJO((String) options[i], options[i + 1]);
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(line.get("id").asInt(), answer);
        synchronized (commands) {
            commands.write(JSON.writeValueAsString(line) + "\n");
            commands.flush();
        }
        JsonNode message = answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        if (message.has("error")) throw new IOException("js: " + command + ": " + message.get("error").asText());
        return message.get("result");
    }

    @Override
    public void close() {
        process.destroy();
    }
}
