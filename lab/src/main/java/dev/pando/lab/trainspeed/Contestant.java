package dev.pando.lab.trainspeed;

import dev.pando.node.process.JavaCommand;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A process that does one work when it is its turn, and sleeps when it is not.
final class Contestant implements AutoCloseable {

    /// @param seconds   of the median step
    /// @param loss      before the last step
    /// @param peakMiB   most memory that the process held so far, libraries and all
    record Answer(double seconds, float loss, long peakMiB) {

        static String write(double[] seconds, float loss) throws IOException {
            Arrays.sort(seconds);
            return seconds[seconds.length / 2] + " " + loss + " " + peak();
        }

        /// @throws IllegalStateException if it is no answer but, say, what Java prints when it crashes
        static Answer read(String line) {
            String[] parts = line.split(" ");
            try {
                if (parts.length == 3) {
                    return new Answer(Double.parseDouble(parts[0]), Float.parseFloat(parts[1]),
                            Long.parseLong(parts[2]));
                }
            } catch (NumberFormatException e) {
                throw new IllegalStateException("a side of the comparison says \"" + line + "\"", e);
            }
            throw new IllegalStateException("a side of the comparison says \"" + line + "\"");
        }

        // Linux tells; elsewhere it is 0.
        private static long peak() throws IOException {
            Path status = Path.of("/proc/self/status");
            if (!Files.exists(status)) return 0;
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM:")) return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
            return 0;
        }
    }

    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter requests;

    /// @param side  `ours`, `torch`, or `torch-tuned`: with OpenBLAS told that this is a machine with AVX-512
    Contestant(String side, Work work, Path model, int threads) throws IOException {
        List<String> command = new ArrayList<>(java());
        command.addAll(List.of("train-speed-worker", "--side", side.equals("ours") ? "ours" : "torch", "--work",
                work.title, "--model", model.toString(), "--threads", String.valueOf(threads)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        if (side.equals("torch-tuned")) builder.environment().put("OPENBLAS_CORETYPE", "SKYLAKEX");
        builder.environment().put("OMP_NUM_THREADS", String.valueOf(threads));
        this.process = builder.start();
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.requests = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /// What starts a process that has libtorch's libraries, up to the experiment's name.
    static List<String> java() throws IOException {
        return JavaCommand.of(List.of("-Xmx1800m", "-cp", classPath()), "dev.pando.lab.LabMain");
    }

    private static String classPath() throws IOException {
        String natives = System.getProperty("pando.torch", "");
        List<String> parts = new ArrayList<>(List.of(System.getProperty("java.class.path")));
        if (!natives.isEmpty()) {
            try (var files = Files.list(Path.of(natives))) {
                files.map(Path::toString).filter(f -> f.endsWith(".jar")).sorted().forEach(parts::add);
            }
        }
        return String.join(File.pathSeparator, parts);
    }

    /// Takes so many steps and tells how it went.
    ///
    /// @throws IllegalStateException if the process has died
    Answer take(int steps) throws IOException {
        requests.println(steps);
        String line = answers.readLine();
        if (line == null) {
            throw new IllegalStateException("a side of the comparison died, exit code " + process.onExit().join()
                    .exitValue() + "; without libtorch's native libraries (pando.torch) use --only ours");
        }
        return Answer.read(line);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
