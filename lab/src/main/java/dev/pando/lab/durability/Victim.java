package dev.pando.lab.durability;

import dev.pando.node.process.JavaCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// A worker's process, from its start to its violent end.
final class Victim {

    /// The node's folder.
    static final String NODE = "node";

    // Of so many, one is struck while it opens, the others while they work.
    private static final int STRUCK_EARLY = 8;
    private static final int OPENING_MS = 1_500;
    private static final int WORKING_MS = 1_500;

    private final Path folder;
    private final long seed;
    private final Acknowledged promised;

    /// @param folder   of this node and its teachers
    /// @param seed     of this run
    /// @param promised what earlier runs promised; this one's promises are added
    Victim(Path folder, long seed, Acknowledged promised) {
        this.folder = folder;
        this.seed = seed;
        this.promised = promised;
    }

    /// Starts it, kills it at a random moment, and reads what it had said until then.
    ///
    /// @return what it was doing
    String strike(Random random) throws IOException, InterruptedException {
        boolean early = random.nextInt(STRUCK_EARLY) == 0;
        int afterMs = random.nextInt(early ? OPENING_MS : WORKING_MS);
        Path log = folder.resolve("worker.log");
        Process process = new ProcessBuilder(command()).redirectError(log.toFile()).start();
        StringBuilder said = new StringBuilder();
        Thread reader = Thread.ofVirtual().unstarted(() -> drain(process.getInputStream(), said));
        if (early) {
            reader.start();
        } else {
            awaitReady(process, log);
            reader.start();
        }
        process.waitFor(afterMs, TimeUnit.MILLISECONDS);
        process.toHandle().destroyForcibly(); // Process.destroyForcibly would close the pipe, with promises in it
        process.waitFor();
        reader.join();
        if (process.exitValue() != 128 + 9)
            throw new IOException("the worker ended by itself: " + Files.readString(log));
        return doing(said);
    }

    private List<String> command() {
        return JavaCommand.of(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m"), "dev.pando.lab.LabMain",
                "durability-worker", "--data-dir", folder.resolve(NODE).toString(), "--teacher-dir",
                folder.resolve("teacher-" + seed).toString(), "--seed", Long.toString(seed));
    }

    // Byte by byte, so that nothing behind the line is taken.
    private static void awaitReady(Process process, Path log) throws IOException {
        InputStream in = process.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int c; (c = in.read()) != '\n';) {
            if (c < 0) throw new IOException("the worker ended before it was ready: " + Files.readString(log));
            line.append((char) c);
        }
        if (!line.toString().equals(Worker.READY)) throw new IOException("not ready, but: " + line);
    }

    private static void drain(InputStream in, StringBuilder said) {
        try {
            said.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    // A line without its end was not said.
    private String doing(StringBuilder said) {
        String doing = "opening";
        for (String line : said.substring(0, said.lastIndexOf("\n") + 1).lines().toList()) {
            if (line.equals(Worker.READY)) doing = "beginning";
            else if (line.startsWith(Worker.DOING)) doing = line.substring(Worker.DOING.length());
            else
                promised.take(line);
        }
        return doing;
    }
}
