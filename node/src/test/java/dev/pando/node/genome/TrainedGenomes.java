package dev.pando.node.genome;

import dev.pando.engine.learn.Control;
import dev.pando.engine.learn.FineTune;
import dev.pando.engine.model.Forward;
import dev.pando.engine.serve.LoadedModel;
import dev.pando.engine.serve.RoutedGenerator.Pool;
import dev.pando.engine.serve.RoutedText;
import dev.pando.kernel.Workers;
import dev.pando.node.answer.TinyModelFile;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.WordEncoder;
import dev.pando.node.genome.GenomeShelf.Shelved;
import dev.pando.node.identity.NodeKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// A tiny model, genomes that are trained on it in a moment, and how well a text is read with them.
final class TrainedGenomes implements AutoCloseable {

    private static final int READ = 160; // tokens

    final Encoder encoder = new WordEncoder("words");
    final Path model;
    final LoadedModel loaded;
    private final Path folder;

    /// @param folder for the model and the texts
    TrainedGenomes(Path folder) throws IOException {
        this.folder = folder;
        model = TinyModelFile.write(folder.resolve("tiny.gguf"));
        loaded = LoadedModel.open(model, 1);
    }

    GenomePool pool(Path dir, Instant now) {
        return new GenomePool(model, loaded.file(), dir, GenomePool.Way.ROUTE, encoder, () -> now);
    }

    GenomeMaking making(String topic, String text) throws IOException {
        Path data = Files.writeString(folder.resolve(topic + ".txt"), text);
        return new GenomeMaking(model, data, topic, 60, 4, 32, 4, 0.02f, 3);
    }

    /// The folder of an adapter that has learned a text.
    Path trained(String topic, String text) throws IOException {
        return made(folder, topic, text).folder();
    }

    /// Trained, signed by the node of that directory, and on its shelf.
    Shelved shelved(Path dir, String topic, String text, long nowMs) throws IOException {
        return made(dir, topic, text).shelve(new GenomeShelf(dir), NodeKey.in(dir), List.of(), encoder, nowMs);
    }

    private GenomeMaking.Made made(Path dir, String topic, String text) throws IOException {
        try (Workers workers = new Workers(1)) {
            return making(topic, text).train(dir, around(workers)).orElseThrow();
        }
    }

    static FineTune.Surroundings around(Workers workers) {
        return new FineTune.Surroundings(workers, new Control(), () -> 0, 1L << 30, line -> {}, step -> {});
    }

    /// How a text was read.
    ///
    /// @param bits per character: the tiny model's tokens are bytes
    record Reading(RoutedText routed, double bits) {}

    /// Reads a text as an answer would be read.
    Reading read(Pool asked, String text) {
        int[] tokens = Arrays.copyOf(loaded.tokenizer().encode(text), READ);
        RoutedText routed = new RoutedText(loaded.model(), new Forward(loaded.model(), loaded.workers()),
                asked.adapters(), asked.own(), TinyModelFile.CONTEXT);
        return new Reading(routed, routed.nats(tokens) / Math.log(2) / tokens.length);
    }

    @Override
    public void close() {
        loaded.close();
    }
}
