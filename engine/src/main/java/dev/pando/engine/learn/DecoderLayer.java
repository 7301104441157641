package dev.pando.engine.learn;

import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.model.Site;
import dev.pando.engine.train.Weight;
import dev.pando.engine.train.Weight.Frozen;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.ModelFileException;
import dev.pando.kernel.tensor.Matrix;
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
            weights.put(site, new Frozen(matrix(file, prefix, c, site)));
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

    // Phi keeps several matrices in one, below each other.
    private static Matrix matrix(ModelFile file, String prefix, ModelConfig c, Site site) {
        int q = c.querySize(), k = c.keySize(), ff = c.feedForward();
        boolean fusedAttention = file.has(prefix + "attn_qkv.weight"), fusedUp = !file.has(prefix + "ffn_gate.weight");
        return switch (site) {
            case QUERY -> fusedAttention
                    ? rows(file.matrix(prefix + "attn_qkv.weight"), 0, q)
                    : whole(file, prefix, site);
            case KEY -> fusedAttention
                    ? rows(file.matrix(prefix + "attn_qkv.weight"), q, k)
                    : whole(file, prefix, site);
            case VALUE -> fusedAttention
                    ? rows(file.matrix(prefix + "attn_qkv.weight"), q + k, k)
                    : whole(file, prefix, site);
            case GATE -> fusedUp ? rows(file.matrix(prefix + "ffn_up.weight"), 0, ff) : whole(file, prefix, site);
            case UP -> fusedUp ? rows(file.matrix(prefix + "ffn_up.weight"), ff, ff) : whole(file, prefix, site);
            case ATTENTION_OUT, DOWN -> whole(file, prefix, site);
        };
    }

    private static Matrix whole(ModelFile file, String prefix, Site site) {
        return file.matrix(prefix + site.tensor() + ".weight");
    }

    private static Matrix rows(Matrix m, int from, int count) {
        long bytes = m.rowBytes();
        return new Matrix(m.name(), m.type(), count, m.columns(), m.data().asSlice(from * bytes, count * bytes));
    }

    static Parameter vector(ModelFile file, String name) {
        return file.has(name) ? Parameter.frozen(name, file.vector(name)) : null;
    }
}
