package dev.pando.engine.serve;

import dev.pando.engine.model.Batch;
import dev.pando.engine.model.Forward;
import dev.pando.engine.model.KvCache;
import dev.pando.engine.model.Model;
import dev.pando.engine.sample.Choice;
import dev.pando.engine.sample.Constraint;
import dev.pando.engine.sample.Sampler;
import dev.pando.engine.sample.SamplingOptions;
import dev.pando.engine.sample.TextStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A text that the model goes on with: no template, no queue, one thread of events. What `pando complete` does.
///
/// @param prompt    how it begins; may be empty if the model has a beginning-of-text token
/// @param sampling  how tokens are chosen
/// @param tokensMax tokens of the continuation at most; 0 only reads the prompt
/// @param logitsOut where logits of the prompt go, if anywhere: little-endian float32, one row of the vocabulary for
///                  each token of the prompt, the beginning-of-text token included
public record Completion(String prompt, SamplingOptions sampling, int tokensMax, Optional<Path> logitsOut) {

    /// What came of it.
    ///
    /// @param promptTokens tokens of the prompt
    /// @param tokens       tokens of the continuation, that which ended it not included
    public record Result(List<Integer> promptTokens, List<Integer> tokens) {

        /// Copies what it is given.
        public Result {
            promptTokens = List.copyOf(promptTokens);
            tokens = List.copyOf(tokens);
        }
    }

    /// @throws IllegalArgumentException if `tokensMax` is negative
    public Completion {
        if (tokensMax < 0) throw new IllegalArgumentException("tokens: " + tokensMax + ", at least 0");
    }

    /// Reads the prompt and goes on with it.
    ///
    /// @param show gets the continuation piece by piece, as soon as whole characters are there
    /// @throws IllegalArgumentException if the prompt has no token, or more than the model has positions
    /// @throws IOException              if the logits cannot be written
    public Result run(LoadedModel loaded, Consumer<String> show) throws IOException {
        return run(loaded, null, show);
    }

    /// The same, held to a form.
    ///
    /// @param constraint what the continuation must look like, or null
    public Result run(LoadedModel loaded, Constraint constraint, Consumer<String> show) throws IOException {
        int[] prompt = loaded.tokenizer().encodePrompt(this.prompt);
        Model model = loaded.model();
        int contextMax = model.config().contextMax();
        if (prompt.length == 0) throw new IllegalArgumentException("the prompt is empty, and the model has no BOS");
        if (prompt.length > contextMax) {
            throw new IllegalArgumentException("prompt: " + prompt.length + " tokens, limit " + contextMax);
        }
        Pass pass = new Pass(model, new Forward(model, loaded.workers()), model.newCache(contextMax));
        read(pass, prompt);
        Foresight.settle(constraint, model, pass.forward, pass.cache, pass.logits);
        List<Integer> answer = new ArrayList<>();
        Sampler sampler = new Sampler(sampling, prompt, constraint);
        TextStream text = new TextStream(List.of());
        while (answer.size() < tokensMax) {
            Choice choice = sampler.next(pass.logits);
            if (loaded.tokenizer().special().isEnd(choice.id())) break;
            answer.add(choice.id());
            show.accept(text.push(loaded.tokenBytes(choice.id())));
            boolean more = answer.size() < tokensMax && pass.cache.length() < contextMax;
            if (!more) break;
            pass.read(new int[]{choice.id()});
        }
        show.accept(text.finish());
        return new Result(Arrays.stream(prompt).boxed().toList(), answer);
    }

    private void read(Pass pass, int[] prompt) throws IOException {
        try (OutputStream out = logitsOut.isPresent() ? Files.newOutputStream(logitsOut.get()) : null) {
            int chunk = out == null ? Forward.CHUNK_ROWS : pass.rowsWithLogits();
            for (int at = 0; at < prompt.length; at += chunk) {
                int[] part = Arrays.copyOfRange(prompt, at, Math.min(prompt.length, at + chunk));
                pass.layers(part);
                if (out != null) pass.write(part.length, out);
                if (at + part.length == prompt.length) pass.head(part.length - 1);
            }
        }
    }

    /// The model at work on one sequence.
    private static final class Pass {

        // Logits of this many elements are kept at once: 32 MiB.
        private static final int LOGITS_MAX = 1 << 23;

        private final Model model;
        private final Forward forward;
        final KvCache cache;
        private final float[] hidden; // (row, width)
        final float[] logits; // (vocabulary) after the last token

        Pass(Model model, Forward forward, KvCache cache) {
            this.model = model;
            this.forward = forward;
            this.cache = cache;
            this.hidden = new float[Forward.CHUNK_ROWS * model.config().width()];
            this.logits = new float[model.config().vocabulary()];
        }

        int rowsWithLogits() {
            return Math.clamp(LOGITS_MAX / model.config().vocabulary(), 1, Forward.CHUNK_ROWS);
        }

        void read(int[] tokens) {
            layers(tokens);
            head(tokens.length - 1);
        }

        void layers(int[] tokens) {
            forward.embed(tokens, hidden);
            forward.run(model.range(), Batch.of(cache, tokens.length), hidden);
        }

        void head(int row) {
            forward.head(hidden, new int[]{row}, logits);
        }

        void write(int rows, OutputStream out) throws IOException {
            int[] all = new int[rows];
            for (int i = 0; i < rows; i++) all[i] = i;
            float[] values = new float[rows * model.config().vocabulary()];
            forward.head(hidden, all, values);
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            out.write(bytes.array());
        }
    }
}
