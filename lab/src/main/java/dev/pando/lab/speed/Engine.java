package dev.pando.lab.speed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An engine as a command line that reads a model, works for a moment and prints tokens per second.
sealed interface Engine {

    /// The longest that one measurement may take, in seconds.
    long SECONDS_MAX = 600;

    /// What one measurement found.
    ///
    /// @param prefillTps prompt tokens per second
    /// @param decodeTps  generated tokens per second
    record Figures(double prefillTps, double decodeTps) {}

    /// Measures once, in a process of its own.
    ///
    /// @throws IllegalStateException if the process fails or takes longer than [#SECONDS_MAX]
    Figures measure(Path model, Work work);

    /// How much is measured.
    ///
    /// @param promptTokens   tokens of the prompt
    /// @param generateTokens tokens to generate
    /// @param threads        threads of arithmetic
    /// @param repeat         measurements of a visit, of which the best counts
    record Work(int promptTokens, int generateTokens, int threads, int repeat) {}

    /// Our own `./pando bench`.
    ///
    /// @param launcher  the `pando` script
    /// @param sequences answers written at once; their tokens are counted together
    record Pando(Path launcher, int sequences) implements Engine {
        @Override
        public Figures measure(Path model, Work work) {
            JsonNode out = json(
                    run(List.of(launcher.toString(), "bench", "--model", model.toString(), "--prompt-tokens",
                            "" + work.promptTokens, "--generate-tokens", "" + work.generateTokens, "--threads",
                            "" + work.threads, "--sequences", "" + sequences, "--repeat", "" + work.repeat,
                            "--json")));
            return new Figures(best(out.get("prefill_tps")), best(out.get("decode_tps")));
        }

        // llama-bench warms up before it measures; our first repeats are the JIT's warm-up.
        private static double best(JsonNode values) {
            double best = 0;
            for (JsonNode value : values) best = Math.max(best, value.asDouble());
            return best;
        }
    }

    /// llama.cpp's `llama-bench`, or a fork's.
    ///
    /// @param name    what the table calls it
    /// @param command the program and options of its own, such as `-fa 1`
    record LlamaBench(String name, List<String> command) implements Engine {

        /// Reads `NAME=PROGRAM OPTION…`, or `PROGRAM OPTION…`, which is then called by its file's name.
        static LlamaBench of(String text) {
            int equals = text.indexOf('=');
            List<String> words = List.of(text.substring(equals + 1).strip().split(" +"));
            String name = equals > 0 ? text.substring(0, equals) : Path.of(words.getFirst()).getFileName().toString();
            return new LlamaBench(name, words);
        }

        @Override
        public Figures measure(Path model, Work work) {
            List<String> words = new ArrayList<>(command);
            words.addAll(List.of("-m", model.toString(), "-p", "" + work.promptTokens, "-n", "" + work.generateTokens,
                    "-t", "" + work.threads, "-r", "" + work.repeat, "-o", "json"));
            JsonNode out = json(run(words));
            double prefill = 0, decode = 0;
            for (JsonNode test : out) {
                double best = 0;
                for (JsonNode sample : test.get("samples_ts")) best = Math.max(best, sample.asDouble());
                if (test.get("n_gen").asInt() == 0) prefill = best;
                else
                    decode = best;
            }
            return new Figures(prefill, decode);
        }
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + text.strip(), e);
        }
    }

    private static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + ": longer than " + SECONDS_MAX + " s");
            }
            if (process.exitValue() != 0) throw new IllegalStateException(command + ": exit " + process.exitValue());
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(command + ": interrupted", e);
        }
    }
}
