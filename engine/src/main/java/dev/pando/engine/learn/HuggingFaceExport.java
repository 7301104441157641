package dev.pando.engine.learn;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.engine.weights.AtomicFile;
import dev.pando.engine.weights.Rows;
import dev.pando.engine.weights.SafetensorsWriter;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/// Writes a [NewModel] as a Hugging Face folder: `config.json`, `model.safetensors`, `tokenizer.json` and their companions.
public final class HuggingFaceExport {

    // How Qwen 2's own tokenizer.json cuts text into words.
    private static final String WORDS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final ObjectMapper JSON = new ObjectMapper();

    private HuggingFaceExport() {}

    /// Writes the folder, each file whole or not at all, the weights last.
    ///
    /// @param type    F32, F16 or BF16
    /// @param weights by GGUF's names, rows of queries and keys paired as GGUF has them
    /// @throws IOException if it cannot be written
    public static void write(NewModel model, Collection<Parameter> weights, TensorType type, Path folder)
            throws IOException {
        Files.createDirectories(folder);
        json(folder.resolve("config.json"), config(model, type));
        json(folder.resolve("tokenizer.json"), tokenizer(model));
        json(folder.resolve("tokenizer_config.json"), tokenizerConfig());
        SafetensorsWriter out = new SafetensorsWriter().text("format", "pt");
        for (Parameter p : weights) tensor(out, model.shape(), type, p);
        out.write(folder.resolve("model.safetensors"));
    }

    private static void json(Path file, ObjectNode content) throws IOException {
        byte[] bytes = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content);
        AtomicFile.write(file, out -> out.write(bytes));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode config(NewModel model, TensorType type) {
        NewModel.Shape s = model.shape();
        ObjectNode config = object();
        config.putArray("architectures").add("LlamaForCausalLM");
        String dtype = type == TensorType.F32 ? "float32" : type == TensorType.F16 ? "float16" : "bfloat16";
        return config.put("model_type", "llama").put("torch_dtype", dtype).put("vocab_size", model.tokens().size())
                .put("hidden_size", s.width()).put("intermediate_size", s.feedForward())
                .put("num_hidden_layers", s.layers()).put("num_attention_heads", s.heads())
                .put("num_key_value_heads", s.kvHeads()).put("head_dim", s.headSize()).put("hidden_act", "silu")
                .put("max_position_embeddings", s.context()).put("rms_norm_eps", NewModel.Shape.NORM_EPSILON)
                .put("rope_theta", NewModel.Shape.ROPE_BASE).put("tie_word_embeddings", true)
                .put("attention_bias", false).put("mlp_bias", false).put("bos_token_id", model.begin())
                .put("eos_token_id", model.turnEnd()).put("pad_token_id", model.begin());
    }

    private static ObjectNode tokenizer(NewModel model) {
        ObjectNode file = object().put("version", "1.0");
        var added = file.putArray("added_tokens");
        List<String> tokens = model.tokens();
        for (int id = model.begin(); id < tokens.size(); id++) {
            added.addObject().put("id", id).put("content", tokens.get(id)).put("single_word", false)
                    .put("lstrip", false).put("rstrip", false).put("normalized", false).put("special", true);
        }
        var cut = file.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
        cut.addObject().put("type", "Split").put("behavior", "Isolated").put("invert", false).putObject("pattern")
                .put("Regex", WORDS);
        byteLevel(cut.addObject()).put("use_regex", false);
        byteLevel(file.putObject("decoder")).put("use_regex", false);
        file.set("post_processor", beginFirst(model));
        ObjectNode bytePairs = file.putObject("model").put("type", "BPE").put("byte_fallback", false)
                .put("ignore_merges", false);
        ObjectNode vocabulary = bytePairs.putObject("vocab");
        for (int id = 0; id < model.begin(); id++) vocabulary.put(tokens.get(id), id);
        var merges = bytePairs.putArray("merges");
        model.merges().forEach(merges::add);
        return file;
    }

    private static ObjectNode byteLevel(ObjectNode step) {
        return step.put("type", "ByteLevel").put("add_prefix_space", false).put("trim_offsets", false);
    }

    // A text begins with BEGIN.
    private static ObjectNode beginFirst(NewModel model) {
        ObjectNode template = object().put("type", "TemplateProcessing");
        var single = template.putArray("single");
        single.addObject().putObject("SpecialToken").put("id", NewModel.BEGIN).put("type_id", 0);
        single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        var pair = template.putArray("pair");
        for (String part : List.of("A", "B")) pair.addObject().putObject("Sequence").put("id", part).put("type_id", 0);
        ObjectNode begin = template.putObject("special_tokens").putObject(NewModel.BEGIN).put("id", NewModel.BEGIN);
        begin.putArray("ids").add(model.begin());
        begin.putArray("tokens").add(NewModel.BEGIN);
        return template;
    }

    private static ObjectNode tokenizerConfig() {
        return object().put("tokenizer_class", "PreTrainedTokenizerFast").put("bos_token", NewModel.BEGIN)
                .put("eos_token", NewModel.TURN_END).put("pad_token", NewModel.BEGIN).put("add_bos_token", true)
                .put("clean_up_tokenization_spaces", false).put("chat_template", NewModel.TEMPLATE);
    }

    private static void tensor(SafetensorsWriter out, NewModel.Shape shape, TensorType type, Parameter p) {
        String name = HuggingFaceNames.of(p.name());
        if (p.rows() == 1) {
            out.vector(name, type, p.value());
            return;
        }
        boolean turned = p.name().endsWith("attn_q.weight") || p.name().endsWith("attn_k.weight");
        Rows rows = !turned ? Rows.of(p.value()) : (row, into) -> {
            int from = HuggingFaceNames.interleavedRow(row, shape.headSize());
            System.arraycopy(p.value(), from * into.length, into, 0, into.length);
        };
        out.matrix(name, type, p.rows(), p.columns(), rows);
    }
}
