package dev.pando.node.split;

import dev.pando.engine.model.Forward;
import dev.pando.engine.model.LayerRange;
import dev.pando.engine.model.Model;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.serve.LoadedModel;
import dev.pando.engine.text.Tokenizer;
import dev.pando.engine.weights.ModelFile;

/// What the machine that asks always has: the file, the tokenizer, the embedding, the first layers, and the head.
final class Ends implements AutoCloseable {

    private final LoadedModel loaded;
    private final Forward forward;
    private final Arithmetic arithmetic;

    /// @param file  stays open until this is closed; closed with it
    /// @param first the layers of this machine
    Ends(ModelFile file, LayerRange first, int positionsMax, Arithmetic arithmetic) {
        this.arithmetic = arithmetic;
        Tokenizer tokenizer = Tokenizer.of(file);
        Model[] model = new Model[1];
        arithmetic.work(workers -> model[0] = Model.load(file, first, positionsMax, workers));
        loaded = new LoadedModel(file, tokenizer, arithmetic.workers(), model[0]);
        forward = arithmetic.forward(loaded.model());
        file.unload();
        System.gc(); // as in a Part: reading a vocabulary makes more garbage than all answers
    }

    /// File, tokenizer and first layers.
    LoadedModel loaded() {
        return loaded;
    }

    ModelConfig config() {
        return loaded.model().config();
    }

    /// The first layers, as a stage; it needs no closing.
    Stage stage(int positionsMax) {
        return new LocalStage(loaded.model(), forward, arithmetic, positionsMax, () -> {});
    }

    /// @param hidden (tokens, width) is written
    void embed(int[] tokens, float[] hidden) {
        arithmetic.work(_ -> forward.embed(tokens, hidden));
    }

    /// @param hidden (rows, width)
    /// @param wanted rows
    /// @param logits (wanted, vocabulary) is written
    void head(float[] hidden, int[] wanted, float[] logits) {
        arithmetic.work(_ -> forward.head(hidden, wanted, logits));
    }

    /// A peer computes now.
    void rest() {
        arithmetic.rest();
    }

    @Override
    public void close() {
        arithmetic.work(_ -> {
            loaded.model().close();
            loaded.file().close();
        });
    }
}
