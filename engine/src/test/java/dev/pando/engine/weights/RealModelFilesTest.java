package dev.pando.engine.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// Real files that others wrote.
class RealModelFilesTest {

    @Test
    void bothFormatsOfOneModelSayTheSame() {
        try (ModelFile gguf = ModelFile.open(SharedData.path("models/babyllama-105/model5000.f32.gguf"));
                ModelFile hf = ModelFile.open(SharedData.path("models/babyllama-105/hf"))) {
            for (String key : new String[]{"embedding_length", "block_count", "feed_forward_length",
                    "attention.head_count", "attention.head_count_kv", "rope.dimension_count"}) {
                assertEquals(gguf.metadata().count("llama." + key), hf.metadata().count("llama." + key), key);
            }
            for (String name : hf.tensorNames()) {
                assertEquals(gguf.tensor(name), hf.tensor(name));
                if (hf.tensor(name).dimensions().size() == 1) assertArrayEquals(gguf.vector(name), hf.vector(name));
                else if (!name.contains("attn_q") && !name.contains("attn_k")) {
                    assertEquals(-1, gguf.matrix(name).data().mismatch(hf.matrix(name).data()), name);
                }
            }
            assertEquals(RopePairing.INTERLEAVED, gguf.ropePairing());
            assertEquals(RopePairing.HALVES, hf.ropePairing());
        }
    }

    @Test
    void theQuantisedFilesOpen() {
        for (String type : new String[]{"f16", "q8_0", "q4_0"}) {
            try (ModelFile file = ModelFile.open(SharedData.path("models/babyllama-105/model5000." + type + ".gguf"))) {
                assertEquals(48, file.tensorNames().size());
                assertEquals(105, file.metadata().strings("tokenizer.ggml.tokens").size());
                assertEquals(352, file.matrix("blk.0.ffn_down.weight").columns());
                assertEquals(128, file.matrix("blk.0.ffn_down.weight").rows());
            }
        }
    }

    @Test
    void vocabularyFilesWithoutTensorsOpen() {
        try (ModelFile file = ModelFile.open(SharedData.path("tokenizers/ggml-vocab-gpt-2.gguf"))) {
            assertEquals(50_000, file.metadata().strings("tokenizer.ggml.merges").size());
        }
    }
}
