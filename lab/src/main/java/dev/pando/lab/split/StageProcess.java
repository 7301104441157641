package dev.pando.lab.split;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.node.process.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A stage in a process of its own, which can be told to misbehave, stopped and killed. It ends when this process does.
final class StageProcess implements AutoCloseable {

    private final Process process;
    private final Writer orders;
    private final String peer;
    private final String address;

    private StageProcess(Process process) throws IOException {
        this.process = process;
        orders = process.outputWriter(StandardCharsets.UTF_8);
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String first = lines.readLine();
        if (first == null) throw new IOException("a stage ended before it began");
        JsonNode where = new ObjectMapper().readTree(first);
        peer = where.path("peer").asText();
        address = where.path("addresses").path(0).asText();
    }

    /// Starts a stage.
    ///
    /// @param caller whom it serves; null: whoever comes
    /// @param model  what it has; null: it fetches
    static StageProcess start(Path folder, String caller, Path model, int threads) throws IOException {
        List<String> command = java("split", "stage", "--folder", folder.toString(), "--threads", "" + threads);
        if (caller != null) command.addAll(List.of("--invite", caller));
        if (model != null) command.addAll(List.of("--model", model.toAbsolutePath().toString()));
        return new StageProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /// The command of another process of this laboratory, as small as the launcher makes `split serve`.
    static List<String> java(String... arguments) {
        List<String> options = new ArrayList<>(
                List.of("-Xmx512m", "-Xms8m", "-Xmn4m", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=20"));
        if (System.getProperty("os.name").equals("Linux")) options.add("-XX:TrimNativeHeapInterval=1000");
        return JavaCommand.of(options, "dev.pando.lab.LabMain", arguments);
    }

    String peer() {
        return peer;
    }

    String address() {
        return address;
    }

    /// Has it misbehave from now on: see [StageCommand].
    void order(String what) {
        try {
            orders.write(what + "\n");
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Stops it where it stands: its sockets stay open, and nobody is behind them.
    void stop() {
        signal("STOP");
    }

    /// Has the process do without a goodbye what `kill -9` does.
    void kill() {
        process.destroyForcibly();
    }

    long pid() {
        return process.pid();
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
