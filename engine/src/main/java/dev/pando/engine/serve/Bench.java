package dev.pando.engine.serve;

import dev.pando.engine.model.Batch;
import dev.pando.engine.model.Batch.Span;
import dev.pando.engine.model.Forward;
import dev.pando.engine.model.KvCache;
import dev.pando.engine.model.Model;
import dev.pando.engine.sample.Sampler;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// How fast a model file runs here: prompt and answer measured apart, each from an empty context, as llama-bench does.
///
/// @param promptTokens   tokens of a prompt, read in chunks of [Forward#CHUNK_ROWS]
/// @param generateTokens tokens of an answer, greedy
/// @param threads        threads of arithmetic
/// @param repeat         measurements of each
/// @param sequences      answers that are written at once, in one batch
public record Bench(int promptTokens, int generateTokens, int threads, int repeat, int sequences) {

    /// Sequences at most.
    public static final int SEQUENCES_MAX = 64;

    /// Threads at most.
    public static final int THREADS_MAX = 1_024;

    // What the JIT compiler needs to see before a measurement means anything.
    private static final int WARM_UP_PROMPTS = 2;
    private static final int WARM_UP_TOKENS = 64; // also what caches have room for; with 16 the first measurement was a tenth slower than the others

    /// What was measured.
    ///
    /// @param prefillTps tokens of prompt a second, one for each repetition
    /// @param decodeTps  tokens of answer a second, of all sequences together, one for each repetition
    /// @param loadMs     opening and preparing the file
    /// @param peakRssMb  the process's largest resident memory, mapped file included; NaN where the system does not say
    public record Result(double[] prefillTps, double[] decodeTps, double loadMs, double peakRssMb) {}

    /// @throws IllegalArgumentException naming the number that is not allowed
    public Bench {
        if (promptTokens < 1) throw new IllegalArgumentException("prompt tokens: " + promptTokens);
        if (generateTokens < 1) throw new IllegalArgumentException("generate tokens: " + generateTokens);
        if (threads < 1 || threads > THREADS_MAX) throw new IllegalArgumentException("threads: " + threads);
        if (repeat < 1) throw new IllegalArgumentException("repeat: " + repeat);
        if (sequences < 1 || sequences > SEQUENCES_MAX) throw new IllegalArgumentException("sequences: " + sequences);
    }

    /// Loads `path` and measures.
    ///
    /// @param nanoClock the time, as [System#nanoTime] counts it
    /// @throws dev.pando.engine.weights.ModelFileException if it is no model that we can run
    public Result run(Path path, LongSupplier nanoClock) {
        long start = nanoClock.getAsLong();
        try (ModelFile file = ModelFile.open(path);
                Workers workers = new Workers(threads);
                Model model = Model.load(file, workers)) {
            double loadMs = (nanoClock.getAsLong() - start) / 1e6;
            Run run = new Run(model, workers, nanoClock,
                    IntStream.of(promptTokens, generateTokens, WARM_UP_TOKENS).max().getAsInt());
            for (int i = 0; i < WARM_UP_PROMPTS; i++) run.prefill(promptTokens);
            run.decode(WARM_UP_TOKENS, sequences);
            double[] prefill = new double[repeat], decode = new double[repeat];
            for (int i = 0; i < repeat; i++) {
                prefill[i] = promptTokens / run.prefill(promptTokens);
                decode[i] = sequences * generateTokens / run.decode(generateTokens, sequences);
            }
            return new Result(prefill, decode, loadMs, peakRssMb());
        }
    }

    /// The largest resident memory of this process so far, in MiB, mapped files included; NaN where the system does
    /// not say (it is asked through `/proc`).
    public static double peakRssMb() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(l -> l.startsWith("VmHWM:"))
                    .mapToDouble(l -> Double.parseDouble(l.replaceAll("[^0-9]", "")) / 1024).findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    /// One model being measured.
    private static final class Run {

        private final Model model;
        private final Forward forward;
        private final LongSupplier nanoClock;
        private final SplittableRandom random = new SplittableRandom(1);
        private final float[] hidden;
        private final float[] logits;

        private final int positions;
        private final List<KvCache> caches = new ArrayList<>();

        Run(Model model, Workers workers, LongSupplier nanoClock, int positions) {
            this.positions = positions;
            this.model = model;
            this.forward = new Forward(model, workers);
            this.nanoClock = nanoClock;
            this.hidden = new float[Forward.CHUNK_ROWS * model.config().width()];
            this.logits = new float[model.config().vocabulary()];
        }

        /// Seconds for a prompt, the logits after its last token included.
        double prefill(int tokens) {
            KvCache cache = caches(1, tokens).getFirst();
            int[] prompt = random.ints(tokens, 0, model.config().vocabulary()).toArray();
            long start = nanoClock.getAsLong();
            for (int at = 0; at < tokens; at += Forward.CHUNK_ROWS) {
                int count = Math.min(Forward.CHUNK_ROWS, tokens - at);
                pass(cache, Arrays.copyOfRange(prompt, at, at + count));
                if (at + count == tokens) forward.head(hidden, new int[]{count - 1}, logits);
            }
            return (nanoClock.getAsLong() - start) / 1e9;
        }

        /// Seconds for as many answers, one token of each after another.
        double decode(int tokens, int sequences) {
            int vocabulary = model.config().vocabulary();
            List<KvCache> caches = caches(sequences, tokens);
            int[] last = random.ints(sequences, 0, vocabulary).toArray(),
                    rows = IntStream.range(0, sequences).toArray();
            float[] each = sequences == 1 ? logits : new float[sequences * vocabulary];
            long start = nanoClock.getAsLong();
            for (int i = 0; i < tokens; i++) {
                forward.embed(last, hidden);
                forward.run(model.range(), new Batch(caches.stream().map(c -> new Span(c, 1)).toList()), hidden);
                forward.head(hidden, rows, each);
                for (int s = 0; s < sequences; s++) last[s] = argmax(each, s * vocabulary, vocabulary);
            }
            return (nanoClock.getAsLong() - start) / 1e9;
        }

        // Empty ones. Memory of before is used again: what is measured is a model, and not how much garbage there is room for.
        private List<KvCache> caches(int sequences, int tokens) {
            while (caches.size() < sequences) caches.add(model.newCache(positions));
            caches.forEach(cache -> cache.truncate(0));
            return caches.subList(0, sequences);
        }

        private int argmax(float[] each, int from, int count) {
            if (each == logits) return Sampler.argmax(each);
            return Sampler.argmax(Arrays.copyOfRange(each, from, from + count));
        }

        private void pass(KvCache cache, int[] tokens) {
            forward.embed(tokens, hidden);
            forward.run(model.range(), Batch.of(cache, tokens.length), hidden);
        }
    }
}
