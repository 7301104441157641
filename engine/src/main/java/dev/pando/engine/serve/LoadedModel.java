package dev.pando.engine.serve;

import dev.pando.engine.model.Model;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.text.Tokenizer;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.ModelFileException;
import dev.pando.kernel.Workers;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BiFunction;

/// A model file opened for use: weights, tokenizer and threads that belong together, closed together.
///
/// @param file      the mapped file
/// @param tokenizer text to tokens and back
/// @param workers   threads of arithmetic; one owner at a time (a [Scheduler], or whoever runs a pass)
/// @param model     weights
public record LoadedModel(ModelFile file, Tokenizer tokenizer, Workers workers, Model model)
        implements
            AutoCloseable {

    /// Opens a model with all its layers.
    ///
    /// @param path    GGUF file, safetensors file or folder
    /// @param threads threads of arithmetic
    /// @throws ModelFileException                      if it is no model that we can run
    /// @throws dev.pando.engine.text.TextException if its tokenizer is missing or broken
    public static LoadedModel open(Path path, int threads) {
        return open(path, threads, ModelConfig.CONTEXT_MAX);
    }

    /// Opens a model that will see at most `contextMax` positions at once (or as many as it was made for).
    ///
    /// @throws ModelFileException                      if it is no model that we can run
    /// @throws dev.pando.engine.text.TextException if its tokenizer is missing or broken
    public static LoadedModel open(Path path, int threads, int contextMax) {
        return open(path, threads, (file, workers) -> {
            ModelConfig config = ModelConfig.of(file);
            return Model.load(file, config.allLayers(), Math.min(contextMax, config.contextMax()), workers);
        });
    }

    /// The same for whoever is waited for: weights stay in the file until a [Scheduler] has time to repack them, see
    /// [Model#loadAtOnce].
    ///
    /// @throws ModelFileException                      if it is no model that we can run
    /// @throws dev.pando.engine.text.TextException if its tokenizer is missing or broken
    public static LoadedModel openAtOnce(Path path, int threads, int contextMax) {
        return open(path, threads, (file, workers) -> Model.loadAtOnce(file,
                Math.min(contextMax, ModelConfig.of(file).contextMax()), workers));
    }

    private static LoadedModel open(Path path, int threads, BiFunction<ModelFile, Workers, Model> loading) {
        ModelFile file = ModelFile.open(path);
        Workers workers = new Workers(threads);
        // names of tokens are read while weights are
        FutureTask<Tokenizer> reading = new FutureTask<>(() -> Tokenizer.of(file));
        Thread reader = Thread.ofPlatform().name("pando-tokenizer").start(reading);
        Model model = null;
        try {
            model = loading.apply(file, workers);
            Tokenizer tokenizer = read(reading);
            if (tokenizer.size() > model.config().vocabulary()) {
                throw new ModelFileException(path + ": " + tokenizer.size() + " tokens have names, the model has "
                        + model.config().vocabulary());
            }
            return new LoadedModel(file, tokenizer, workers, model);
        } catch (RuntimeException | Error e) {
            ended(reader); // it reads the file
            if (model != null) model.close();
            workers.close();
            file.close();
            throw e;
        }
    }

    private static Tokenizer read(FutureTask<Tokenizer> reading) {
        try {
            return reading.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            if (e.getCause() instanceof Error cause) throw cause;
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a model was opened", e);
        }
    }

    // Waits even when interrupted: the file must not be unmapped under a reader.
    private static void ended(Thread reader) {
        boolean interrupted = false;
        while (reader.isAlive()) {
            try {
                reader.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    /// Bytes that a token adds to a text; none for a control token, nor for one that has no name.
    public byte[] tokenBytes(int token) {
        return token < tokenizer.size() ? tokenizer.bytes(token) : new byte[]{};
    }

    @Override
    public void close() {
        model.close();
        workers.close();
        file.close();
    }
}
