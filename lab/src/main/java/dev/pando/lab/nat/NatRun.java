package dev.pando.lab.nat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Sets the namespaces up, plays the three roles in them, and takes them down.
final class NatRun {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SCRIPT_SECONDS = 120;

    private final String prefix = "pando" + ProcessHandle.current().pid();

    /// Why it cannot run here, if it cannot.
    static Optional<String> obstacle() {
        if (!"root".equals(System.getProperty("user.name"))) return Optional.of("network namespaces need root");
        try {
            String name = "pando-try" + ProcessHandle.current().pid();
            int made = run("ip", "netns", "add", name);
            run("ip", "netns", "del", name);
            return made == 0 ? Optional.empty() : Optional.of("network namespaces are not to be had here");
        } catch (IOException e) {
            return Optional.of("iproute2 is missing: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        return process.waitFor(SCRIPT_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    private void script(String what) throws IOException, InterruptedException {
        Path script = Files.createTempFile("namespaces", ".sh");
        try (InputStream in = NatRun.class.getResourceAsStream("namespaces.sh")) {
            Files.write(script, in.readAllBytes());
            if (run("sh", script.toString(), what, prefix) != 0)
                throw new IOException("namespaces.sh " + what + " failed");
        } finally {
            Files.delete(script);
        }
    }

    /// What the caller said.
    ObjectNode run() throws Exception {
        List<Process> peers = new ArrayList<>();
        try {
            script("up");
            String relay = next(start(peers, "relay", "relay", "5.5.0.1")).get("address").asText();
            String home = next(start(peers, "home1", "home", relay)).get("address").asText();
            BufferedReader caller = start(peers, "home2", "caller", home);
            ObjectNode said = JSON.createObjectNode();
            said.setAll((ObjectNode) next(caller));
            said.setAll((ObjectNode) next(caller));
            return said;
        } finally {
            peers.forEach(Process::destroy);
            script("down");
        }
    }

    private BufferedReader start(List<Process> peers, String space, String role, String argument) throws IOException {
        Process peer = new ProcessBuilder("ip", "netns", "exec", prefix + "-" + space,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                NatPeer.class.getName(), role, argument).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        peers.add(peer);
        return peer.inputReader(StandardCharsets.UTF_8);
    }

    private static JsonNode next(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        if (line == null) throw new IOException("a peer has ended before it had said what it should");
        return JSON.readTree(line);
    }
}
