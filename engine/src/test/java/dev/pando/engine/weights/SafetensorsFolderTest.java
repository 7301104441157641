package dev.pando.engine.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFolderTest {

    private static final String SIZES = "\"hidden_size\":8,\"intermediate_size\":16,\"num_hidden_layers\":1,"
            + "\"num_attention_heads\":2,\"num_key_value_heads\":1,\"max_position_embeddings\":64,\"vocab_size\":3";

    @TempDir
    Path folder;

    private SafetensorsBytes weights() {
        return new SafetensorsBytes().tensor("model.embed_tokens.weight", new float[24], 3, 8)
                .tensor("model.norm.weight", new float[]{1, 2, 3, 4, 5, 6, 7, 8}, 8);
    }

    private void config(String fields) {
        SafetensorsBytes.text(folder.resolve("config.json"), "{" + fields + "}");
    }

    private ModelFile open(String fields) {
        config(fields);
        weights().write(folder.resolve("model.safetensors"));
        return ModelFile.open(folder);
    }

    private String refusal(String fields) {
        return assertThrows(ModelFileException.class, () -> open(fields).close()).getMessage();
    }

    @Test
    void aConfigurationSpeaksGguf() {
        try (ModelFile file = open("\"model_type\":\"qwen2\",\"tie_word_embeddings\":true,\"rope_theta\":1000000.0,"
                + "\"rms_norm_eps\":1e-05,\"bos_token_id\":1,\"eos_token_id\":[2,0],\"sliding_window\":32," + SIZES)) {
            Metadata m = file.metadata();
            assertEquals("qwen2", m.string("general.architecture"));
            assertEquals(8, m.count("qwen2.embedding_length"));
            assertEquals(16, m.count("qwen2.feed_forward_length"));
            assertEquals(1, m.count("qwen2.block_count"));
            assertEquals(2, m.count("qwen2.attention.head_count"));
            assertEquals(1, m.count("qwen2.attention.head_count_kv"));
            assertEquals(4, m.count("qwen2.attention.key_length"));
            assertEquals(4, m.count("qwen2.rope.dimension_count"));
            assertEquals(64, m.count("qwen2.context_length"));
            assertEquals(1e6, m.number("qwen2.rope.freq_base"));
            assertEquals(1e-5, m.number("qwen2.attention.layer_norm_rms_epsilon"));
            assertEquals(2, m.count("tokenizer.ggml.eos_token_id"));
            assertArrayEquals(new int[]{2, 0}, m.integers("pando.eos_token_ids"));
            assertFalse(m.has("qwen2.attention.sliding_window"), "qwen2 uses it only when told to");
            assertEquals(3, file.matrix("token_embd.weight").rows());
            assertEquals(8, file.vector("output_norm.weight")[7]);
        }
    }

    @Test
    void namesOfEveryArchitectureAreTranslated() {
        assertEquals("blk.7.attn_q.weight", TensorNames.gguf("llama", "model.layers.7.self_attn.q_proj.weight"));
        assertEquals("blk.0.attn_k.bias", TensorNames.gguf("qwen2", "model.layers.0.self_attn.k_proj.bias"));
        assertEquals("blk.0.attn_k_norm.weight", TensorNames.gguf("qwen3", "model.layers.0.self_attn.k_norm.weight"));
        assertEquals("blk.0.attn_qkv.weight", TensorNames.gguf("phi3", "model.layers.0.self_attn.qkv_proj.weight"));
        assertEquals("blk.0.ffn_up.weight", TensorNames.gguf("phi3", "model.layers.0.mlp.gate_up_proj.weight"));
        assertEquals("blk.0.ffn_norm.weight",
                TensorNames.gguf("llama", "model.layers.0.post_attention_layernorm.weight"));
        assertEquals("blk.0.post_attention_norm.weight",
                TensorNames.gguf("gemma3", "model.layers.0.post_attention_layernorm.weight"));
        assertEquals("blk.0.ffn_norm.weight",
                TensorNames.gguf("gemma3", "language_model.model.layers.0.pre_feedforward_layernorm.weight"));
        assertEquals("output.weight", TensorNames.gguf("llama", "lm_head.weight"));
        assertEquals("token_embd.weight", TensorNames.gguf("gemma3", "model.language_model.embed_tokens.weight"));
        assertEquals("vision_tower.x.weight", TensorNames.gguf("gemma3", "vision_tower.x.weight"));
    }

    @Test
    void gemmasNormsAreOneMoreThanStored() {
        try (ModelFile file = open("\"model_type\":\"gemma3_text\",\"head_dim\":4,\"rope_scaling\":"
                + "{\"rope_type\":\"linear\",\"factor\":8.0},\"sliding_window\":16,\"query_pre_attn_scalar\":4,"
                + SIZES)) {
            assertEquals(2, file.vector("output_norm.weight")[0]);
            assertThrows(ModelFileException.class, () -> file.matrix("output_norm.weight"));
            Metadata m = file.metadata();
            assertEquals(6, m.count("gemma3.attention.sliding_window_pattern"));
            assertEquals(1e6, m.number("gemma3.rope.freq_base"));
            assertEquals(1e4, m.number("gemma3.rope.freq_base_swa"));
            assertEquals(0.5, m.number("gemma3.attention.scale"));
            assertEquals("linear", m.string("gemma3.rope.scaling.type"));
            assertEquals(8, m.number("gemma3.rope.scaling.factor"));
        }
    }

    @Test
    void llama3StretchesSlowPairsAndLeavesFastOnes() {
        try (ModelFile file = open("\"model_type\":\"llama\",\"tie_word_embeddings\":true,\"head_dim\":128,"
                + "\"rope_theta\":500000.0,\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":32.0,"
                + "\"low_freq_factor\":1.0,\"high_freq_factor\":4.0,\"original_max_position_embeddings\":8192},"
                + SIZES)) {
            float[] factors = file.vector("rope_freqs.weight");
            assertEquals(64, factors.length);
            assertEquals(1, factors[0]);
            assertEquals(32, factors[63]);
            for (int i = 1; i < 64; i++) assertTrue(factors[i] >= factors[i - 1]);
            // Pair 30: wavelength 2π · 500000^(60/128), between 8192/4 and 8192: 1 / ((1 − s) / 32 + s)
            double wavelength = 2 * Math.PI * Math.pow(500_000, 60 / 128.0);
            double s = (8192 / wavelength - 1) / 3;
            assertEquals(1 / ((1 - s) / 32 + s), factors[30], 1e-5);
        }
    }

    @Test
    void headsThatAreTooSmallToTurnAreRefused() {
        ModelFileException e = assertThrows(ModelFileException.class,
                () -> open("\"model_type\":\"llama\",\"tie_word_embeddings\":true,\"head_dim\":1,"
                        + "\"rope_scaling\":{\"rope_type\":\"llama3\"}," + SIZES));
        assertTrue(e.getMessage().contains("rope_scaling"), e.getMessage());
    }

    @Test
    void longropeBringsItsFactorsAsTensors() {
        try (ModelFile file = open("\"model_type\":\"phi3\",\"tie_word_embeddings\":true,"
                + "\"original_max_position_embeddings\":16,\"rope_scaling\":{\"type\":\"longrope\","
                + "\"long_factor\":[1.5,2.5],\"short_factor\":[1.0,1.25]}," + SIZES)) {
            assertArrayEquals(new float[]{1.5f, 2.5f}, file.vector("rope_factors_long.weight"));
            assertArrayEquals(new float[]{1, 1.25f}, file.vector("rope_factors_short.weight"));
            assertEquals(16, file.metadata().count("phi3.rope.scaling.original_context_length"));
            assertEquals(Math.sqrt(1.5), file.metadata().number("phi3.rope.scaling.attn_factor"), 1e-12);
        }
    }

    @Test
    void aHeadThatIsTiedIsAbsentAndOneThatIsNotIsNeeded() {
        String tied = "\"model_type\":\"llama\",\"tie_word_embeddings\":%b," + SIZES;
        assertTrue(refusal(tied.formatted(false)).contains("lm_head.weight is missing"));
        weights().tensor("lm_head.weight", new float[24], 3, 8).write(folder.resolve("model.safetensors"));
        try (ModelFile file = ModelFile.open(folder)) {
            assertTrue(file.has("output.weight"));
        }
        config(tied.formatted(true));
        try (ModelFile file = ModelFile.open(folder)) {
            assertFalse(file.has("output.weight"));
        }
    }

    @Test
    void configurationsThatMakeNoSenseAreRefused() {
        String llama = "\"model_type\":\"llama\",\"tie_word_embeddings\":true," + SIZES;
        assertTrue(refusal("\"model_type\":\"evil\"").contains("\"evil\", known are [gemma3, "));
        assertTrue(refusal("\"model_type\":\"llama\"").contains("hidden_size"));
        assertTrue(refusal(llama.replace("\"hidden_size\":8", "\"hidden_size\":-8")).contains("hidden_size: -8"));
        assertTrue(refusal(llama.replace("\"hidden_size\":8", "\"hidden_size\":4294967296")).contains("hidden_size"));
        assertTrue(refusal(llama.replace("\"num_attention_heads\":2", "\"num_attention_heads\":0"))
                .contains("num_attention_heads: 0"));
        assertTrue(refusal(llama + ",\"hidden_act\":\"relu\"").contains("relu"));
        assertTrue(refusal(llama + ",\"quantization_config\":{}").contains("quantization_config"));
        assertTrue(refusal(llama + ",\"rope_scaling\":{\"type\":\"dynamic\"}").contains("\"dynamic\" is not known"));
        assertTrue(refusal(llama + ",\"rms_norm_eps\":\"x\"").contains("rms_norm_eps"));
        assertTrue(refusal(llama + ",\"vocab_size\":4").contains("Duplicate field"));
        assertTrue(refusal(llama + ",").contains("config.json: JSON at line 1"));
    }

    @Test
    void theTokenizerAndItsTemplateAreFoundBesideTheWeights() {
        SafetensorsBytes.text(folder.resolve("tokenizer.json"), "{}");
        SafetensorsBytes.text(folder.resolve("tokenizer_config.json"),
                "{\"chat_template\":[{\"name\":\"rag\",\"template\":\"R\"},{\"name\":\"default\",\"template\":\"D\"}],"
                        + "\"add_bos_token\":true}");
        try (ModelFile file = open("\"model_type\":\"llama\",\"tie_word_embeddings\":true," + SIZES)) {
            assertEquals(folder.resolve("tokenizer.json"), file.companion("tokenizer.json").orElseThrow());
            assertTrue(file.companion("tokenizer.model").isEmpty());
            assertEquals("D", file.metadata().string("tokenizer.chat_template"));
            assertTrue(file.metadata().bool("tokenizer.ggml.add_bos_token"));
        }
        SafetensorsBytes.text(folder.resolve("tokenizer_config.json"), "{}");
        SafetensorsBytes.text(folder.resolve("chat_template.jinja"), "J");
        try (ModelFile file = ModelFile.open(folder)) {
            assertEquals("J", file.metadata().string("tokenizer.chat_template"));
        }
    }

    @Test
    void shardsAreReadAsOne() {
        config("\"model_type\":\"llama\",\"tie_word_embeddings\":true," + SIZES);
        new SafetensorsBytes().tensor("model.embed_tokens.weight", new float[24], 3, 8)
                .write(folder.resolve("a.safetensors"));
        new SafetensorsBytes().tensor("model.norm.weight", new float[8], 8).write(folder.resolve("b.safetensors"));
        index("a.safetensors", "b.safetensors");
        try (ModelFile file = ModelFile.open(folder)) {
            assertEquals(2, file.tensorNames().size());
        }
        for (String elsewhere : new String[]{"../b.safetensors", "/b.safetensors", "x/b.safetensors", "b.bin", "",
                "..\\\\b.safetensors", "a.safetensors", "c.safetensors"}) {
            index("a.safetensors", elsewhere);
            assertThrows(ModelFileException.class, () -> ModelFile.open(folder).close(), elsewhere);
        }
    }

    private void index(String embedding, String norm) {
        SafetensorsBytes.text(folder.resolve("model.safetensors.index.json"),
                "{\"weight_map\":{\"model.embed_tokens.weight\":\"%s\",\"model.norm.weight\":\"%s\"}}"
                        .formatted(embedding, norm));
    }

    @Test
    void tensorsOfOtherTypesAreNamedWhenAskedFor() {
        config("\"model_type\":\"llama\",\"tie_word_embeddings\":true," + SIZES);
        weights().tensor("model.layers.0.self_attn.q_proj.weight", "I8", new byte[64], 8, 8)
                .write(folder.resolve("model.safetensors"));
        try (ModelFile file = ModelFile.open(folder)) {
            var refusal = assertThrows(ModelFileException.class, () -> file.matrix("blk.0.attn_q.weight"));
            assertTrue(refusal.getMessage().endsWith("is I8 [8, 8], which is not read"), refusal.getMessage());
        }
    }

    @Test
    void aFolderWithoutAModelIsRefused() {
        assertThrows(ModelFileException.class, () -> ModelFile.open(folder));
        config("\"model_type\":\"llama\"," + SIZES);
        assertThrows(ModelFileException.class, () -> ModelFile.open(folder));
    }
}
