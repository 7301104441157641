package dev.pando.engine.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// `config.json` and its small companions in GGUF's words. Defaults are those of Hugging Face's configuration classes.
final class HuggingFaceConfig {

    /// For tensors without a configuration.
    static final HuggingFaceConfig NONE = new HuggingFaceConfig("", MissingNode.getInstance());

    private static final String FILE = "config.json";
    private static final Map<String, String> ARCHITECTURES = Map.of("llama", "llama", "mistral", "llama", "qwen2",
            "qwen2", "qwen3", "qwen3", "gemma3", "gemma3", "gemma3_text", "gemma3", "phi3", "phi3");

    private final String architecture;
    private final JsonNode config;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final List<StoredTensor> tensors = new ArrayList<>();

    private HuggingFaceConfig(String architecture, JsonNode config) {
        this.architecture = architecture;
        this.config = config;
    }

    /// @throws ModelFileException if a file is broken or the architecture is not known
    static HuggingFaceConfig read(Path folder) {
        JsonNode whole = Json.object(folder.resolve(FILE), ModelLimits.CONFIG_BYTES_MAX);
        String type = whole.path("model_type").asText();
        String architecture = ARCHITECTURES.get(type);
        if (architecture == null)
            throw refused("model_type", "\"" + type + "\", known are " + new TreeSet<>(ARCHITECTURES.keySet()));
        if (whole.has("quantization_config")) throw refused("quantization_config", "such weights are not read");
        JsonNode text = whole.path("text_config").isObject() ? whole.path("text_config") : whole;
        HuggingFaceConfig config = new HuggingFaceConfig(architecture, text);
        config.translate();
        config.readTokens(folder, whole);
        config.readTemplate(folder);
        return config;
    }

    /// GGUF's name of it; empty if there is no configuration.
    String architecture() {
        return architecture;
    }

    Metadata metadata() {
        return new Metadata(FILE, values);
    }

    /// Tensors that GGUF keeps in the file and Hugging Face in the configuration.
    List<StoredTensor> tensors() {
        return tensors;
    }

    /// Whether the output matrix is the token embedding.
    boolean tied() {
        return config.path("tie_word_embeddings").asBoolean(architecture.equals("gemma3"));
    }

    /// gemma3 multiplies by `1 + w`; GGUF stores `1 + w`, Hugging Face `w`.
    boolean addsOneTo(String ggufName) {
        return architecture.equals("gemma3") && ggufName.endsWith("norm.weight");
    }

    private void translate() {
        boolean gemma = architecture.equals("gemma3");
        put("general.architecture", Value.Text.of(architecture));
        int width = whole("hidden_size", -1);
        int heads = whole("num_attention_heads", gemma ? 8 : -1);
        if (heads == 0) throw refused("num_attention_heads", "0");
        whole("context_length", "max_position_embeddings", gemma ? 131_072 : -1);
        whole("embedding_length", "hidden_size", -1);
        whole("block_count", "num_hidden_layers", -1);
        whole("feed_forward_length", "intermediate_size", -1);
        whole("vocab_size", "vocab_size", gemma ? 262_208 : -1);
        whole("attention.head_count", "num_attention_heads", heads);
        whole("attention.head_count_kv", "num_key_value_heads", gemma ? 4 : heads);
        number("attention.layer_norm_rms_epsilon",
                real(config, "rms_norm_eps", architecture.equals("phi3") ? 1e-5 : 1e-6));
        int headSize = whole("head_dim", gemma ? 256 : architecture.equals("qwen3") ? 128 : width / heads);
        if (headSize > ModelLimits.HEAD_SIZE_MAX)
            throw refused("head_dim", headSize + ", limit " + ModelLimits.HEAD_SIZE_MAX);
        put(key("attention.key_length"), new Value.Whole(headSize, true));
        put(key("attention.value_length"), new Value.Whole(headSize, true));
        checkActivation();
        translateWindow();
        new HuggingFaceRope(this, headSize).translate();
        if (gemma) number("attention.scale", 1 / Math.sqrt(real(config, "query_pre_attn_scalar", 256)));
    }

    private void checkActivation() {
        JsonNode activation = config.path(architecture.equals("gemma3") ? "hidden_activation" : "hidden_act");
        boolean known = Set.of("", "silu", "gelu_pytorch_tanh").contains(activation.asText(""));
        if (!known) throw refused("hidden_act", activation + " is not known");
    }

    private void translateWindow() {
        boolean off = architecture.equals("qwen2") || architecture.equals("qwen3");
        if (off && config.path("use_sliding_window").asBoolean())
            throw refused("use_sliding_window", "is not supported");
        int none = architecture.equals("gemma3") ? 4096 : 0;
        int window = off ? 0 : whole("sliding_window", none);
        if (window > 0) put(key("attention.sliding_window"), new Value.Whole(window, true));
        if (!architecture.equals("gemma3")) return;
        put(key("attention.sliding_window_pattern"), new Value.Whole(pattern(), true));
    }

    // Every n-th layer sees everything; newer files list the layers one by one.
    private int pattern() {
        List<String> layers = new ArrayList<>();
        config.path("layer_types").forEach(layer -> layers.add(layer.asText()));
        int every = layers.contains("full_attention")
                ? layers.indexOf("full_attention") + 1
                : whole("sliding_window_pattern", whole("_sliding_window_pattern", 6));
        for (int i = 0; i < layers.size(); i++) {
            boolean full = layers.get(i).equals("full_attention");
            if (full != ((i + 1) % every == 0))
                throw refused("layer_types", "layer " + i + " breaks the rhythm of " + every);
        }
        return every;
    }

    private void readTokens(Path folder, JsonNode whole) {
        JsonNode generation = optional(folder, "generation_config.json");
        for (String token : List.of("bos", "eos", "pad")) {
            String field = token + "_token_id";
            List<Integer> ids = ids(generation.has(field)
                    ? generation.path(field)
                    : whole.has(field) ? whole.path(field) : config.path(field));
            String ggufToken = token.equals("pad") ? "padding" : token;
            if (ids.isEmpty()) continue;
            put("tokenizer.ggml." + ggufToken + "_token_id", new Value.Whole(ids.getFirst(), true));
            if (!token.equals("eos")) continue;
            put("pando.eos_token_ids", Value.Many.of(ids.stream().mapToInt(Integer::intValue).toArray()));
        }
    }

    private static List<Integer> ids(JsonNode idOrList) {
        List<Integer> ids = new ArrayList<>();
        if (idOrList.isInt()) ids.add(idOrList.intValue());
        else
            idOrList.forEach(id -> ids.add(id.asInt(-1)));
        ids.removeIf(id -> id < 0);
        return ids;
    }

    private void readTemplate(Path folder) {
        JsonNode tokenizer = optional(folder, "tokenizer_config.json");
        for (String flag : List.of("add_bos_token", "add_eos_token")) {
            if (tokenizer.path(flag).isBoolean()) {
                put("tokenizer.ggml." + flag, new Value.Flag(tokenizer.path(flag).booleanValue()));
            }
        }
        JsonNode template = tokenizer.path("chat_template");
        for (JsonNode named : template) {
            if (named.path("name").asText().equals("default")) template = named.path("template");
        }
        String text = template.isTextual() ? template.textValue() : templateFile(folder.resolve("chat_template.jinja"));
        if (!text.isEmpty()) put("tokenizer.chat_template", Value.Text.of(text));
    }

    private static String templateFile(Path file) {
        if (!Files.isRegularFile(file)) return "";
        try {
            long bytes = Files.size(file);
            if (bytes <= ModelLimits.CONFIG_BYTES_MAX)
                return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            throw new ModelFileException(
                    file.getFileName() + ": " + bytes + " bytes, limit " + ModelLimits.CONFIG_BYTES_MAX);
        } catch (IOException e) {
            throw new ModelFileException(file.getFileName() + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static JsonNode optional(Path folder, String name) {
        Path file = folder.resolve(name);
        return Files.isRegularFile(file) ? Json.object(file, ModelLimits.CONFIG_BYTES_MAX) : MissingNode.getInstance();
    }

    JsonNode json() {
        return config;
    }

    String key(String suffix) {
        return architecture + "." + suffix;
    }

    void put(String key, Value value) {
        values.put(key, value);
    }

    void number(String suffix, double value) {
        put(key(suffix), new Value.Real(value));
    }

    private void whole(String suffix, String field, int otherwise) {
        put(key(suffix), new Value.Whole(whole(field, otherwise), true));
    }

    /// A field from 0 to 2^31 − 1; `otherwise` if it is missing or null, unless that is negative: then it is needed.
    int whole(String field, int otherwise) {
        JsonNode node = config.path(field);
        if ((node.isMissingNode() || node.isNull()) && otherwise >= 0) return otherwise;
        if (!node.isInt() || node.intValue() < 0) throw refused(field, node + ", a whole number below 2^31 is needed");
        return node.intValue();
    }

    static double real(JsonNode object, String field, double otherwise) {
        JsonNode node = object.path(field);
        if (node.isMissingNode() || node.isNull()) return otherwise;
        if (!node.isNumber()) throw refused(field, node + ", a number is needed");
        return node.doubleValue();
    }

    static ModelFileException refused(String field, String what) {
        return new ModelFileException(FILE + ": " + field + ": " + what);
    }
}
