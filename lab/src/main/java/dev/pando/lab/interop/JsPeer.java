package dev.pando.lab.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A js-libp2p in a process of its own, told what to do line by line.
final class JsPeer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Writer commands;
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final CompletableFuture<JsonNode> ready = new CompletableFuture<>();
    private final AtomicInteger ids = new AtomicInteger();
    private volatile IOException gone;

    private JsPeer(Process process) {
        this.process = process;
        commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread.startVirtualThread(this::listen);
    }

    /// Starts one.
    ///
    /// @param listen where it listens; `none` for nowhere
    /// @param extras what else it runs, as `peer.mjs` says
    static JsPeer start(String listen, String... extras) throws Exception {
        Path home = JsHome.ready();
        List<String> command = new ArrayList<>(
                List.of(home.resolve("node_modules/.bin/node").toString(), "peer.mjs", listen));
        command.addAll(List.of(extras));
        Process process = new ProcessBuilder(command).directory(home.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        JsPeer peer = new JsPeer(process);
        OurPeer.get("js to start", peer.ready);
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
        gone = new IOException("the js peer has ended");
        ready.completeExceptionally(gone);
        waiting.values().forEach(answer -> answer.completeExceptionally(gone));
    }

    PeerId peer() {
        return PeerId.parse(ready.join().get("ready").asText());
    }

    Multiaddr address() {
        return Multiaddr.parse(ready.join().get("addresses").get(0).asText());
    }

    /// Has js do something and waits for what comes of it.
    ///
    /// @param options names and values in turn
    JsonNode tell(String command, Object... options) throws Exception {
        ObjectNode line = JSON.createObjectNode().put("id", ids.incrementAndGet()).put("command", command);
        for (int i = 0; i < options.length; i += 2) line.putPOJO((String) options[i], options[i + 1]);
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(line.get("id").asInt(), answer);
        if (gone != null) throw gone; // nobody is left to answer
        synchronized (commands) {
            commands.write(JSON.writeValueAsString(line) + "\n");
            commands.flush();
        }
        JsonNode message = OurPeer.get("js to " + command, answer);
        if (message.has("error")) throw new IOException("js: " + command + ": " + message.get("error").asText());
        return message.get("result");
    }

    @Override
    public void close() {
        process.destroy();
    }
}
