package dev.pando.engine.weights;

import dev.pando.engine.check.ModelCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Fuzz target: the bytes of a GGUF file, opened, read to the end and checked as a model.
public final class GgufFuzz {

    private GgufFuzz() {}

    /// Loads and instruments classes before any input is timed.
    public static void fuzzerInitialize() throws IOException {
        for (byte[] seed : seeds()) fuzzerTestOneInput(seed);
    }

    /// Anything but a refusal is a finding.
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        Path file = Files.createTempFile("fuzz", ".gguf");
        try {
            Files.write(file, data);
            try (ModelFile model = GgufFile.open(file)) {
                ReadAll.of(model);
            } catch (ModelFileException refused) {
                return;
            }
            ModelCheck.of(file);
        } finally {
            Files.delete(file);
        }
    }

    /// A whole model of four tokens' width, and a file with every type of value and tensor.
    static List<byte[]> seeds() {
        GgufBytes values = new GgufBytes().whole("general.alignment", 32).real("f", 1);
        for (ValueType type : ValueType.values()) {
            int bytes = Math.max(8, type.bytes);
            if (type != ValueType.STRING && type != ValueType.ARRAY)
                values.key("k" + type, type, new byte[bytes - 8 + type.bytes]);
            if (type.bytes > 0) values.array("a" + type, type, 2, new byte[2 * type.bytes]);
        }
        values.text("s", "text").texts("t", List.of("a", "b"));
        for (var type : dev.pando.kernel.tensor.TensorType.values()) {
            values.tensor(type.name(), type.ggmlId(), new byte[type.blockBytes()], type.blockElements());
        }
        return List.of(model().bytes(), values.bytes());
    }

    private static GgufBytes model() {
        GgufBytes model = new GgufBytes().text("general.architecture", "llama").whole("llama.context_length", 8)
                .whole("llama.embedding_length", 4).whole("llama.block_count", 1).whole("llama.feed_forward_length", 4)
                .whole("llama.attention.head_count", 2).whole("llama.attention.head_count_kv", 1)
                .real("llama.attention.layer_norm_rms_epsilon", 1e-5f).text("tokenizer.ggml.model", "llama")
                .texts("tokenizer.ggml.tokens", List.of("<unk>", "<s>", "</s>", "a", "b"))
                .text("tokenizer.chat_template", "{{ x }}");
        model.tensor("token_embd.weight", new float[20], 4, 5);
        for (String norm : List.of("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm")) {
            model.tensor(norm + ".weight", new float[4], 4);
        }
        for (String matrix : List.of("attn_q", "attn_output", "ffn_gate", "ffn_up", "ffn_down")) {
            model.tensor("blk.0." + matrix + ".weight", new float[16], 4, 4);
        }
        for (String matrix : List.of("attn_k", "attn_v")) {
            model.tensor("blk.0." + matrix + ".weight", new float[8], 4, 2);
        }
        return model;
    }
}
