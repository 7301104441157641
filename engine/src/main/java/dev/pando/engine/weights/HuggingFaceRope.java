package dev.pando.engine.weights;

import com.fasterxml.jackson.databind.JsonNode;

/// The part of `config.json` that says how positions are turned, in GGUF's words.
///
/// GGUF keeps llama3's and longrope's factors as tensors: they are computed here. Source: llama.cpp's
/// `convert_hf_to_gguf.py` (`generate_extra_tensors`), whose arithmetic is repeated.
final class HuggingFaceRope {

    private final HuggingFaceConfig config;
    private final int headSize;
    private final JsonNode rope;
    private final JsonNode scaling;
    private final double base;

    HuggingFaceRope(HuggingFaceConfig config, int headSize) {
        this.config = config;
        this.headSize = headSize;
        // Newer files put all of it under rope_parameters, gemma3's once for each kind of layer.
        JsonNode parameters = config.json().path("rope_parameters");
        rope = parameters.path("full_attention").isObject() ? parameters.path("full_attention") : parameters;
        JsonNode old = config.json().path("rope_scaling");
        scaling = old.isObject() ? old : rope;
        double byDefault = config.architecture().equals("gemma3") ? 1e6 : 1e4;
        base = number(rope, "rope_theta", number(config.json(), "rope_theta", byDefault));
    }

    void translate() {
        double part = number(rope, "partial_rotary_factor", number(config.json(), "partial_rotary_factor", 1));
        config.number("rope.freq_base", base);
        config.put(config.key("rope.dimension_count"), new Value.Whole((int) (headSize * part), true));
        if (config.architecture().equals("gemma3")) {
            JsonNode local = config.json().path("rope_parameters").path("sliding_attention");
            config.number("rope.freq_base_swa",
                    number(local, "rope_theta", number(config.json(), "rope_local_base_freq", 1e4)));
        }
        String type = scaling.path("rope_type").asText(scaling.path("type").asText("default"));
        switch (type) {
            case "default", "mrope" -> {
            }
            case "linear" -> scaled("linear");
            case "yarn" -> scaledFrom("yarn");
            case "llama3" -> llama3();
            case "longrope", "su" -> longRope();
            default -> throw HuggingFaceConfig.refused("rope_scaling", "type \"" + type + "\" is not known");
        }
    }

    private void scaled(String type) {
        config.put(config.key("rope.scaling.type"), Value.Text.of(type));
        config.number("rope.scaling.factor", number(scaling, "factor", 1));
    }

    private void scaledFrom(String type) {
        scaled(type);
        config.put(config.key("rope.scaling.original_context_length"), new Value.Whole(original(), true));
    }

    private int original() {
        return (int) number(scaling, "original_max_position_embeddings",
                config.whole("original_max_position_embeddings", config.whole("max_position_embeddings", 0)));
    }

    private void llama3() {
        double factor = number(scaling, "factor", 8);
        double low = number(scaling, "low_freq_factor", 1);
        double high = number(scaling, "high_freq_factor", 4);
        double before = number(scaling, "original_max_position_embeddings", 8192);
        if (headSize < 2)
            throw HuggingFaceConfig.refused("rope_scaling", "heads of " + headSize + " have nothing to turn");
        float[] factors = new float[headSize / 2];
        for (int i = 0; i < factors.length; i++) {
            double wavelength = 2 * Math.PI * StrictMath.pow(base, 2.0 * i / headSize);
            double smooth = (before / wavelength - low) / (high - low);
            factors[i] = (float) (wavelength < before / high
                    ? 1
                    : wavelength > before / low ? factor : 1 / ((1 - smooth) / factor + smooth));
        }
        config.tensors().add(StoredTensor.computed("rope_freqs.weight", factors));
    }

    private void longRope() {
        int before = original();
        double scale = config.whole("max_position_embeddings", 0) / (double) before;
        double attention = scale <= 1 ? 1 : Math.sqrt(1 + Math.log(scale) / Math.log(before));
        config.put(config.key("rope.scaling.type"), Value.Text.of("longrope"));
        config.put(config.key("rope.scaling.original_context_length"), new Value.Whole(before, true));
        config.number("rope.scaling.attn_factor", attention);
        config.tensors().add(StoredTensor.computed("rope_factors_long.weight", factors("long_factor")));
        config.tensors().add(StoredTensor.computed("rope_factors_short.weight", factors("short_factor")));
    }

    private float[] factors(String field) {
        JsonNode list = scaling.path(field);
        if (list.isEmpty() || list.size() > headSize / 2) {
            throw HuggingFaceConfig.refused(field, list.size() + " factors, 1 to " + headSize / 2 + " are needed");
        }
        float[] factors = new float[list.size()];
        for (int i = 0; i < factors.length; i++) factors[i] = (float) list.get(i).asDouble(Double.NaN);
        return factors;
    }

    private static double number(JsonNode object, String field, double otherwise) {
        return HuggingFaceConfig.real(object, field, otherwise);
    }
}
