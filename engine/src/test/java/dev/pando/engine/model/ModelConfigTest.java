package dev.pando.engine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.model.TinyModel.Shape;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.ModelFileException;
import dev.pando.kernel.Workers;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelConfigTest {

    @TempDir
    Path folder;

    private static ModelConfig config(int layers, int width, int heads, int kvHeads, int headSize, int context,
            float epsilon) {
        return new ModelConfig(Architecture.LLAMA, layers, width, 64, heads, kvHeads, headSize, 50, context, epsilon, 1,
                0.125f, 0, 0, 0);
    }

    @Test
    void everyNumberIsAcceptedAtItsLimitAndRefusedBeyond() {
        config(ModelConfig.LAYERS_MAX, ModelConfig.WIDTH_MAX, 4, 4, 64, ModelConfig.CONTEXT_MAX, 1e-5f);
        refused("block_count", () -> config(ModelConfig.LAYERS_MAX + 1, 64, 4, 4, 16, 64, 1e-5f));
        refused("block_count", () -> config(0, 64, 4, 4, 16, 64, 1e-5f));
        refused("embedding_length", () -> config(1, ModelConfig.WIDTH_MAX + 1, 4, 4, 16, 64, 1e-5f));
        refused("head_count", () -> config(1, 64, ModelConfig.HEADS_MAX + 1, 1, 16, 64, 1e-5f));
        config(1, 64, ModelConfig.HEADS_MAX, 1, 16, 64, 1e-5f);
        refused("head_count_kv", () -> config(1, 64, 4, 5, 16, 64, 1e-5f));
        refused("head_count_kv", () -> config(1, 64, 4, 3, 16, 64, 1e-5f));
        refused("key_length", () -> config(1, 64, 4, 4, 15, 64, 1e-5f));
        refused("context_length", () -> config(1, 64, 4, 4, 16, 0, 1e-5f));
        refused("context_length", () -> config(1, 64, 4, 4, 16, ModelConfig.CONTEXT_MAX + 1, 1e-5f));
        refused("epsilon", () -> config(1, 64, 4, 4, 16, 64, Float.NaN));
        refused("epsilon", () -> config(1, 64, 4, 4, 16, 64, -1));
    }

    private static void refused(String key, Runnable making) {
        String message = assertThrows(ModelFileException.class, making::run).getMessage();
        assertTrue(message.contains(key), message);
    }

    @Test
    void aTensorThatIsMissingOrOfAnotherShapeIsRefusedByName() {
        refusedAfter(t -> t.tensors.remove("blk.1.ffn_norm.weight"), "blk.1.ffn_norm.weight");
        refusedAfter(t -> t.put("blk.0.attn_norm.weight", new float[31], 31), "blk.0.attn_norm.weight");
        refusedAfter(t -> t.put("blk.0.attn_q.weight", new float[31 * 32], 32), "blk.0.attn_q.weight");
        refusedAfter(t -> t.tensors.remove("blk.0.attn_output.weight"), "blk.0.attn_output.weight");
    }

    private void refusedAfter(Consumer<TinyModel> harm, String place) {
        TinyModel tiny = new TinyModel(Shape.of(Architecture.LLAMA), 1);
        harm.accept(tiny);
        try (ModelFile file = ModelFile.open(tiny.write(folder.resolve("harmed.gguf")));
                Workers workers = new Workers(1)) {
            String message = assertThrows(ModelFileException.class, () -> Model.load(file, workers)).getMessage();
            assertTrue(message.contains(place), message);
        }
    }

    @Test
    void anArchitectureThatWeDoNotRunIsNamed() {
        String message = assertThrows(ModelFileException.class, () -> Architecture.of("mamba")).getMessage();
        assertEquals("general.architecture: \"mamba\" is not one of llama, qwen2, qwen3, gemma3, phi3", message);
    }

    @Test
    void everySixthLayerOfAGemmaSeesEverything() {
        ModelConfig c = new ModelConfig(Architecture.GEMMA3, 12, 64, 64, 4, 1, 16, 50, 64, 1e-6f, 8, 0.25f, 0, 32, 6);
        for (int i = 0; i < 12; i++) assertEquals(i != 5 && i != 11, c.windowed(i), "layer " + i);
        assertFalse(config(1, 64, 4, 4, 16, 64, 1e-5f).windowed(0));
    }

    @Test
    void aCacheRefusesWhatItCannotHold() {
        ModelConfig c = config(4, 64, 4, 2, 16, 64, 1e-5f);
        KvCache cache = new KvCache(c, new LayerRange(1, 3), 8);
        new Batch.Span(cache, 8);
        assertThrows(IllegalArgumentException.class, () -> new Batch.Span(cache, 9));
        assertThrows(IllegalArgumentException.class, () -> new Batch.Span(cache, 1, 1, null));
        assertThrows(IllegalArgumentException.class, () -> cache.truncate(1));
        assertThrows(IllegalArgumentException.class, () -> new KvCache(c, new LayerRange(1, 5), 8));
        assertThrows(IllegalArgumentException.class, () -> new LayerRange(2, 2));
        assertThrows(IllegalArgumentException.class,
                () -> new Batch(java.util.List.of(new Batch.Span(cache, 1), new Batch.Span(cache, 1))));
    }
}
