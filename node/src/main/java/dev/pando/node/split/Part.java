package dev.pando.node.split;

import dev.pando.engine.model.Forward;
import dev.pando.engine.model.LayerRange;
import dev.pando.engine.model.Model;
import dev.pando.engine.weights.ModelFile;
import dev.pando.node.split.plan.ModelSize;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Some layers of a model, ready to compute with. Closed once, when nobody is at work in it.
final class Part implements AutoCloseable {

    private final ModelFile file;
    private final Model model;
    private final Forward forward;
    private final Arithmetic arithmetic;
    private final long weightBytes;
    private boolean closed; // guarded by the arithmetic's turn

    private Part(ModelFile file, LayerRange layers, int positionsMax, Arithmetic arithmetic) {
        this.file = file;
        this.arithmetic = arithmetic;
        Model[] loaded = new Model[1];
        arithmetic.work(workers -> loaded[0] = Model.loadLayers(file, layers, positionsMax, workers));
        model = loaded[0];
        forward = arithmetic.forward(model);
        weightBytes = weights(file, layers);
        file.unload();
        System.gc(); // loading made garbage, computing makes next to none: nothing else would give its memory back
        model.readAhead();
    }

    /// Loads layers from a file.
    ///
    /// @throws dev.pando.engine.weights.ModelFileException if it is no model that we can run
    /// @throws IllegalArgumentException                    if the model has no such layers
    static Part load(Path path, LayerRange layers, int positionsMax, Arithmetic arithmetic) {
        ModelFile file = ModelFile.open(path);
        try {
            return new Part(file, layers, positionsMax, arithmetic);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static long weights(ModelFile file, LayerRange layers) {
        return ModelSize.of(file, 1).weights(layers.from(), layers.to());
    }

    Model model() {
        return model;
    }

    int width() {
        return model.config().width();
    }

    /// Bytes of its weights: mapped, or repacked.
    long bytes() {
        return weightBytes;
    }

    /// Waits for its turn, then computes.
    ///
    /// @return nanoseconds of arithmetic
    ///
    /// @throws IllegalStateException if it is closed
    long work(Consumer<Forward> job) {
        return arithmetic.work(_ -> {
            if (closed) throw new IllegalStateException("these layers are unloaded");
            job.accept(forward);
        });
    }

    /// Nothing is to be computed for a while.
    void rest() {
        arithmetic.rest();
    }

    /// These layers as a stage on this machine, which is closed with it.
    Stage stage(int positionsMax) {
        return new LocalStage(model, forward, arithmetic, positionsMax, this);
    }

    @Override
    public void close() {
        arithmetic.work(_ -> {
            if (closed) return;
            closed = true;
            model.close();
            file.close();
        });
    }
}
