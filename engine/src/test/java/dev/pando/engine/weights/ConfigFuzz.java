package dev.pando.engine.weights;

import dev.pando.engine.check.ModelCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Fuzz target: the bytes of `config.json`, and of its three companions, beside small weights.
public final class ConfigFuzz {

    private static final String SIZES = "\"hidden_size\":4,\"intermediate_size\":4,\"num_hidden_layers\":1,"
            + "\"num_attention_heads\":2,\"num_key_value_heads\":1,\"max_position_embeddings\":64,\"vocab_size\":3,"
            + "\"tie_word_embeddings\":true,\"eos_token_id\":[2,1],\"bos_token_id\":0";
    private static final Path FOLDER = folder();

    private ConfigFuzz() {}

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("fuzz");
            new SafetensorsBytes().tensor("model.embed_tokens.weight", new float[12], 3, 4)
                    .tensor("model.norm.weight", new float[4], 4).write(folder.resolve("model.safetensors"));
            return folder;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Loads and instruments classes before any input is timed.
    public static void fuzzerInitialize() throws IOException {
        for (byte[] seed : seeds()) fuzzerTestOneInput(seed);
    }

    /// Anything but a refusal is a finding.
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        for (String name : List.of("config.json", "generation_config.json", "tokenizer_config.json")) {
            Files.write(FOLDER.resolve(name), data);
        }
        try (ModelFile model = SafetensorsFolder.open(FOLDER)) {
            ReadAll.of(model);
        } catch (ModelFileException refused) {
            return;
        }
        ModelCheck.of(FOLDER);
    }

    static List<byte[]> seeds() {
        return List.of(
                "\"model_type\":\"llama\",\"head_dim\":4,\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8.0,"
                        + "\"low_freq_factor\":1.0,\"high_freq_factor\":4.0,\"original_max_position_embeddings\":8192}",
                "\"model_type\":\"phi3\",\"original_max_position_embeddings\":16,\"partial_rotary_factor\":0.75,"
                        + "\"rope_scaling\":{\"type\":\"longrope\",\"long_factor\":[1.5],\"short_factor\":[1.0]}",
                "\"model_type\":\"gemma3_text\",\"head_dim\":2,\"layer_types\":[\"sliding_attention\",\"full_attention\"],"
                        + "\"rope_parameters\":{\"full_attention\":{\"rope_theta\":1e6},\"sliding_attention\":{}}",
                "\"model_type\":\"qwen2\",\"rope_scaling\":{\"type\":\"yarn\",\"factor\":4.0},\"use_sliding_window\":false,"
                        + "\"add_bos_token\":true,\"chat_template\":[{\"name\":\"default\",\"template\":\"x\"}]")
                .stream().map(fields -> GgufBytes.utf8("{" + fields + "," + SIZES + "}")).toList();
    }
}
