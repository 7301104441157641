package dev.pando.engine.learn;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.model.Architecture;
import dev.pando.engine.model.Site;
import dev.pando.engine.weights.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `adapter_config.json`, as PEFT's `LoraConfig` has it. What changes the meaning of the matrices in a way that we do not
/// compute is refused, not ignored.
///
/// @param rank       `r`
/// @param alpha      `lora_alpha`
/// @param stabilised `use_rslora`
/// @param alphas     `alpha_pattern`, in its order: alpha of modules whose name ends so, or is so where a `^` stands before it
public record PeftConfig(int rank, float alpha, boolean stabilised, Map<String, Float> alphas) {

    /// Its name.
    public static final String FILE = "adapter_config.json";

    // Ways of beginning that take from the base what they put into the adapter. A base as it came would have it twice.
    private static final List<String> BEGINNINGS_THAT_CHANGE_THE_BASE = List.of("pissa", "olora", "corda", "loftq",
            "lora_ga");

    private static final int BYTES_MAX = 4 << 20;
    private static final int DEPTH_MAX = 32;
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build()).build());

    /// Copies the map.
    public PeftConfig {
        alphas = Collections.unmodifiableMap(new LinkedHashMap<>(alphas));
    }

    /// Reads the file of an adapter's folder.
    ///
    /// @throws ModelFileException if it is no LoRA, or of a kind that we do not compute
    public static PeftConfig read(Path folder) {
        JsonNode config = json(folder.resolve(FILE));
        String type = config.path("peft_type").asText("");
        if (!type.equals("LORA")) throw refused("peft_type \"" + type + "\", only LORA is read");
        plainLora(config);
        int rank = config.path("r").asInt(8);
        float alpha = (float) config.path("lora_alpha").asDouble(8);
        return new PeftConfig(rank, alpha, config.path("use_rslora").asBoolean(), alphas(config.path("alpha_pattern")));
    }

    private static void plainLora(JsonNode config) {
        if (config.path("use_dora").asBoolean()) {
            throw refused(
                    "use_dora: DoRA scales whole weight columns, which an adapter beside a frozen base cannot do");
        }
        none(config, "modules_to_save", "whole matrices besides the adapter");
        none(config, "layer_replication", "layers that are there twice");
        none(config, "trainable_token_indices", "tokens of its own");
        none(config, "target_parameters", "parameters that are no module");
        none(config, "alora_invocation_tokens", "adapters that wait for certain tokens");
        none(config, "use_bdlora", "matrices of blocks");
        none(config, "arrow_config", "adapters that choose among others");
        none(config, "kasa_config", "singular values of its own");
        none(config, "monteclora_config", "adapters that are drawn");
        if (!config.path("bias").asText("none").equals("none")) {
            throw refused("bias " + config.path("bias") + ": biases of its own are not read");
        }
        if (config.path("fan_in_fan_out").asBoolean()) throw refused("fan_in_fan_out");
        if (config.path("lora_bias").asBoolean()) throw refused("lora_bias");
        if (config.path("use_qalora").asBoolean()) throw refused("use_qalora: its inputs are pooled");
        String beginning = config.path("init_lora_weights").asText("").toLowerCase(Locale.ROOT);
        if (BEGINNINGS_THAT_CHANGE_THE_BASE.stream().anyMatch(beginning::startsWith)) {
            throw refused("init_lora_weights \"" + config.path("init_lora_weights").asText()
                    + "\" changes the base, too; save_pretrained(path_initial_model_for_weight_conversion=…) makes it a plain one");
        }
    }

    private static JsonNode json(Path file) {
        try {
            long bytes = Files.size(file);
            if (bytes > BYTES_MAX) throw refused(bytes + " bytes, limit " + BYTES_MAX);
            JsonNode config = JSON.readTree(Files.readAllBytes(file));
            if (!config.isObject()) throw refused("not a JSON object");
            return config;
        } catch (NoSuchFileException e) {
            throw new ModelFileException(file.getParent() + ": there is no " + FILE, e);
        } catch (JsonProcessingException e) {
            String why = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new ModelFileException(FILE + ": line " + e.getLocation().getLineNr() + ": no JSON: " + why, e);
        } catch (IOException e) {
            throw new ModelFileException(FILE + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static void none(JsonNode config, String field, String what) {
        JsonNode value = config.path(field);
        boolean absent = value.isMissingNode() || value.isNull() || (value.isContainerNode() && value.isEmpty());
        if (!absent) throw refused(field + ": " + what + " are not read");
    }

    private static Map<String, Float> alphas(JsonNode patterns) {
        Map<String, Float> alphas = new LinkedHashMap<>();
        patterns.properties().forEach(e -> {
            if (!e.getKey().matches("\\^?[A-Za-z0-9_.]{1,200}")) throw refused("alpha_pattern: a regular expression");
            alphas.put(e.getKey(), (float) e.getValue().asDouble());
        });
        return alphas;
    }

    static ModelFileException refused(String what) {
        return new ModelFileException(FILE + ": " + what);
    }

    /// The factor of `B·A` of a module.
    ///
    /// @param module its whole name: `model.layers.0.self_attn.q_proj`
    /// @param itsRank columns of its B
    /// @throws ModelFileException if it is not finite
    public float scale(String module, int itsRank) {
        float itsAlpha = alphas.entrySet().stream().filter(e -> names(e.getKey(), module)).findFirst()
                .map(Map.Entry::getValue).orElse(alpha); // of several PEFT takes the first
        float scale = stabilised ? itsAlpha / (float) Math.sqrt(itsRank) : itsAlpha / itsRank;
        if (!Float.isFinite(scale)) throw refused("lora_alpha gives a scale of " + scale);
        return scale;
    }

    private static boolean names(String pattern, String module) {
        if (pattern.startsWith("^")) return module.equals(pattern.substring(1));
        return module.equals(pattern) || module.endsWith("." + pattern);
    }

    /// What PEFT reads.
    static ObjectNode json(Lora.Settings settings, Architecture architecture, String base) {
        ObjectNode config = JSON.createObjectNode().put("peft_type", "LORA").put("task_type", "CAUSAL_LM")
                .put("base_model_name_or_path", base).put("r", settings.rank()).put("lora_alpha", settings.alpha())
                .put("lora_dropout", 0.0).put("bias", "none").put("use_rslora", settings.stabilised())
                .put("use_dora", false).put("fan_in_fan_out", false).put("inference_mode", true)
                .put("init_lora_weights", true);
        config.putNull("modules_to_save");
        ObjectNode ranks = config.putObject("rank_pattern"), alphas = config.putObject("alpha_pattern");
        Map<String, Integer> modules = new LinkedHashMap<>();
        for (Site site : Site.values()) {
            String module = HuggingFaceNames.module(architecture, site);
            if (settings.sites().contains(site))
                modules.merge(module.substring(module.indexOf('.') + 1), 1, Integer::sum);
        }
        modules.forEach((module, sites) -> {
            if (sites == 1) return;
            ranks.put(module, sites * settings.rank()); // their low ranks stand beside each other, with the same scale
            alphas.put(module, settings.alpha() * (settings.stabilised() ? Math.sqrt(sites) : sites));
        });
        var targets = config.putArray("target_modules");
        modules.keySet().forEach(targets::add);
        return config;
    }
}
