package dev.pando.engine.learn;

import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.model.Site;
import dev.pando.engine.train.Weight;
import dev.pando.engine.train.Weight.Frozen;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.ModelFileException;
import java.util.EnumMap;
import java.util.Map;

/// The weights of one block on a tape. A norm is null where the architecture has none.
///
/// @param weights  the seven matrices
/// @param biases   of those that have one
/// @param queryNorm of each query head
/// @param keyNorm   of each key head
record DecoderLayer(Parameter attentionNorm, Map<Site, Weight> weights, Map<Site, Parameter> biases,
        Parameter queryNorm, Parameter keyNorm, Parameter attentionPostNorm, Parameter feedForwardNorm,
        Parameter feedForwardPostNorm) {

    /// The block of a model file, all of it frozen.
    static DecoderLayer frozen(ModelFile file, ModelConfig c, int index) {
        String prefix = "blk." + index + ".";
        Map<Site, Weight> weights = new EnumMap<>(Site.class);
        Map<Site, Parameter> biases = new EnumMap<>(Site.class);
        for (Site site : Site.values()) {
            weights.put(site, new Frozen(site.matrix(file, c, index)));
            Parameter bias = vector(file, prefix + site.tensor() + ".bias");
            if (bias != null) biases.put(site, bias);
        }
        return new DecoderLayer(vector(file, prefix + "attn_norm.weight"), weights, biases,
                vector(file, prefix + "attn_q_norm.weight"), vector(file, prefix + "attn_k_norm.weight"),
                vector(file, prefix + "post_attention_norm.weight"), vector(file, prefix + "ffn_norm.weight"),
                vector(file, prefix + "post_ffw_norm.weight"));
    }

    /// The block whose weights all learn.
    static DecoderLayer learning(Map<String, Parameter> all, int index) {
        String prefix = "blk." + index + ".";
        Map<Site, Weight> weights = new EnumMap<>(Site.class);
        Map<Site, Parameter> biases = new EnumMap<>(Site.class);
        for (Site site : Site.values()) {
            Parameter weight = all.get(prefix + site.tensor() + ".weight");
            if (weight == null) throw new ModelFileException(prefix + site.tensor() + ".weight is missing");
            weights.put(site, weight);
            Parameter bias = all.get(prefix + site.tensor() + ".bias");
            if (bias != null) biases.put(site, bias);
        }
        return new DecoderLayer(all.get(prefix + "attn_norm.weight"), weights, biases, null, null, null,
                all.get(prefix + "ffn_norm.weight"), null);
    }

    static Parameter vector(ModelFile file, String name) {
        return file.has(name) ? Parameter.frozen(name, file.vector(name)) : null;
    }
}
