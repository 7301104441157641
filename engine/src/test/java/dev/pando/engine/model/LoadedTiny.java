package dev.pando.engine.model;

import dev.pando.engine.model.TinyModel.Shape;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import java.nio.file.Path;

/// A [TinyModel] that was written to a file and loaded from it.
public record LoadedTiny(TinyModel tiny, ModelFile file, Workers workers, Model model) implements AutoCloseable {

    /// A llama, always the same.
    public static LoadedTiny open(Path folder, int threads) {
        TinyModel tiny = new TinyModel(Shape.of(Architecture.LLAMA), 3);
        ModelFile file = ModelFile.open(tiny.write(folder.resolve("tiny.gguf")));
        Workers workers = new Workers(threads);
        return new LoadedTiny(tiny, file, workers, Model.load(file, workers));
    }

    @Override
    public void close() {
        model.close();
        workers.close();
        file.close();
    }
}
