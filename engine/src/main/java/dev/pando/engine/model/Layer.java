package dev.pando.engine.model;

import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.ModelFileException;
import dev.pando.engine.weights.TensorInfo;
import dev.pando.kernel.Projection;
import dev.pando.kernel.tensor.Matrix;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/// The tensors of one block. A field is null where the architecture, or this file, has no such tensor.
///
/// @param attentionNorm     (width) before attention
/// @param projections       the seven matrices
/// @param biases            (outputs) of those that have one
/// @param queryNorm         (headSize) of each query head, before rotation
/// @param keyNorm           (headSize) of each key head, before rotation
/// @param attentionPostNorm (width) of what attention adds
/// @param feedForwardNorm   (width) before the feed-forward block
/// @param feedForwardPostNorm (width) of what the feed-forward block adds
record Layer(float[] attentionNorm, Map<Site, Projection> projections, Map<Site, float[]> biases, float[] queryNorm,
        float[] keyNorm, float[] attentionPostNorm, float[] feedForwardNorm, float[] feedForwardPostNorm)
        implements
            AutoCloseable {

    /// Finds, checks and prepares the tensors of block `index`.
    ///
    /// @param ready makes a matrix ready to be multiplied with
    /// @throws ModelFileException if one is missing or of another shape than the configuration asks for
    static Layer load(ModelFile file, ModelConfig c, int index, Function<Matrix, Projection> ready) {
        Tensors t = new Tensors(file, "blk." + index + ".");
        Map<Site, Projection> projections = new EnumMap<>(Site.class);
        Map<Site, float[]> biases = new EnumMap<>(Site.class);
        for (Site site : Site.values()) {
            projections.put(site, ready.apply(matrix(t, c, site)));
            float[] bias = t.vectorIfThere(site.tensor + ".bias", site.outputs(c));
            if (bias != null) biases.put(site, bias);
        }
        boolean gemma = c.architecture() == Architecture.GEMMA3;
        boolean headNorms = gemma || c.architecture() == Architecture.QWEN3;
        return new Layer(t.vector("attn_norm.weight", c.width()), projections, biases,
                headNorms ? t.vector("attn_q_norm.weight", c.headSize()) : null,
                headNorms ? t.vector("attn_k_norm.weight", c.headSize()) : null,
                gemma ? t.vector("post_attention_norm.weight", c.width()) : null,
                t.vector("ffn_norm.weight", c.width()), gemma ? t.vector("post_ffw_norm.weight", c.width()) : null);
    }

    /// Everything that [#load] checks, without preparing anything.
    ///
    /// @throws ModelFileException if a tensor is missing or of another shape than the configuration asks for
    static void check(ModelFile file, ModelConfig c, int index) {
        Tensors t = new Tensors(file, "blk." + index + ".");
        for (Site site : Site.values()) {
            matrix(t, c, site);
            t.vectorIfThere(site.tensor + ".bias", site.outputs(c));
        }
        boolean gemma = c.architecture() == Architecture.GEMMA3;
        t.vector("attn_norm.weight", c.width());
        t.vector("ffn_norm.weight", c.width());
        if (gemma) t.vector("post_attention_norm.weight", c.width());
        if (gemma) t.vector("post_ffw_norm.weight", c.width());
        if (!gemma && c.architecture() != Architecture.QWEN3) return;
        t.vector("attn_q_norm.weight", c.headSize());
        t.vector("attn_k_norm.weight", c.headSize());
    }

    // Phi keeps several matrices in one, below each other; a slice of rows is a matrix as good as any.
    static Matrix matrix(Tensors t, ModelConfig c, Site site) {
        int q = c.querySize(), k = c.keySize(), ff = c.feedForward();
        boolean fusedAttention = t.has("attn_qkv.weight"), fusedFeedForward = !t.has("ffn_gate.weight");
        return switch (site) {
            case QUERY, KEY, VALUE -> {
                if (!fusedAttention) yield t.matrix(site.tensor + ".weight", site.outputs(c), c.width());
                int from = site == Site.QUERY ? 0 : site == Site.KEY ? q : q + k;
                yield rows(t.matrix("attn_qkv.weight", q + 2 * k, c.width()), from, site.outputs(c));
            }
            case GATE, UP -> {
                if (!fusedFeedForward) yield t.matrix(site.tensor + ".weight", ff, c.width());
                yield rows(t.matrix("ffn_up.weight", 2 * ff, c.width()), site == Site.GATE ? 0 : ff, ff);
            }
            case ATTENTION_OUT, DOWN -> t.matrix(site.tensor + ".weight", c.width(), site.inputs(c));
        };
    }

    private static Matrix rows(Matrix m, int from, int count) {
        long bytes = m.rowBytes();
        return new Matrix(m.name(), m.type(), count, m.columns(), m.data().asSlice(from * bytes, count * bytes));
    }

    @Override
    public void close() {
        projections.values().forEach(Projection::close);
    }

    /// Tensors under one prefix, with the shape that they must have.
    record Tensors(ModelFile file, String prefix) {

        boolean has(String name) {
            return file.has(prefix + name);
        }

        Matrix matrix(String name, int rows, int columns) {
            TensorInfo info = file.tensor(prefix + name);
            if (info.rows() != rows || info.columns() != columns) throw shape(info, columns + " × " + rows);
            return file.matrix(prefix + name);
        }

        float[] vector(String name, int length) {
            TensorInfo info = file.tensor(prefix + name);
            if (info.rows() != 1 || info.columns() != length) throw shape(info, String.valueOf(length));
            return file.vector(prefix + name);
        }

        float[] vectorIfThere(String name, int length) {
            return has(name) ? vector(name, length) : null;
        }

        private static ModelFileException shape(TensorInfo info, String expected) {
            return new ModelFileException(
                    "tensor \"" + info.name() + "\": " + info.shape() + ", the model's settings ask for " + expected);
        }
    }
}
