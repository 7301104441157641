package dev.pando.engine.model;

import dev.pando.kernel.Vectors;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// A low-rank change to a model that leaves its weights alone (LoRA, Hu et al. 2021): at each site that it touches,
/// `y = W·x + scale · B·(A·x)`.
///
/// Belongs to a [Batch.Span]: rows of one batch may each go through an adapter of their own, the base is read once for
/// all of them. Immutable; shared among threads.
public final class Adapter {

    /// Ranks above this are refused.
    public static final int RANK_MAX = 4_096;

    /// One matrix pair.
    ///
    /// @param layer layer that it changes
    /// @param site  matrix that it changes
    /// @param rank  rows of A, columns of B
    /// @param scale factor, `alpha / rank` as LoRA has it
    /// @param a     (rank, inputs)
    /// @param b     (outputs, rank)
    public record Delta(int layer, Site site, int rank, float scale, float[] a, float[] b) {}

    // b is kept transposed, (rank, outputs): then both steps walk memory in order.
    private record LowRank(int rank, int inputs, int outputs, float scale, float[] a, float[] b) {}

    private final String name;
    private final List<Map<Site, LowRank>> layers = new ArrayList<>();
    private final int rankMax;

    /// @param name   for messages
    /// @param config the model it is for
    /// @param deltas at most one for each layer and site; copied
    /// @throws IllegalArgumentException if one does not fit the model, or two are for the same place
    public Adapter(String name, ModelConfig config, List<Delta> deltas) {
        this.name = name;
        for (int i = 0; i < config.layers(); i++) layers.add(new EnumMap<>(Site.class));
        int max = 0;
        for (Delta d : deltas) {
            LowRank lowRank = check(config, d);
            if (layers.get(d.layer).put(d.site, lowRank) != null) throw refused(d, "is there twice");
            max = Math.max(max, d.rank);
        }
        rankMax = max;
    }

    private LowRank check(ModelConfig config, Delta d) {
        if (d.layer < 0 || d.layer >= config.layers()) throw refused(d, "the model has " + config.layers() + " layers");
        if (d.rank < 1 || d.rank > RANK_MAX) throw refused(d, "rank " + d.rank + ", allowed 1 to " + RANK_MAX);
        if (!Float.isFinite(d.scale)) throw refused(d, "scale " + d.scale);
        int in = d.site.inputs(config), out = d.site.outputs(config);
        if (d.a.length != (long) d.rank * in) throw refused(d, "A has " + d.a.length + " elements");
        if (d.b.length != (long) d.rank * out) throw refused(d, "B has " + d.b.length + " elements");
        float[] transposed = new float[d.b.length];
        for (int o = 0; o < out; o++) {
            for (int r = 0; r < d.rank; r++) transposed[r * out + o] = d.b[o * d.rank + r];
        }
        return new LowRank(d.rank, in, out, d.scale, d.a.clone(), transposed);
    }

    private IllegalArgumentException refused(Delta d, String why) {
        return new IllegalArgumentException("adapter " + name + ", layer " + d.layer + " " + d.site + ": " + why);
    }

    /// Its name.
    public String name() {
        return name;
    }

    /// Bytes of its matrices.
    public long bytes() {
        return layers.stream().flatMap(m -> m.values().stream())
                .mapToLong(l -> (long) Float.BYTES * (l.a.length + l.b.length)).sum();
    }

    int rankMax() {
        return rankMax;
    }

    boolean touches(int layer, Site site) {
        return layers.get(layer).containsKey(site);
    }

    /// Adds its part to one row: `y += scale · B·(A·x)`.
    ///
    /// @param x (inputs) at `xOffset`
    /// @param y (outputs) at `yOffset`
    void apply(int layer, Site site, float[] x, int xOffset, float[] y, int yOffset) {
        LowRank l = layers.get(layer).get(site);
        if (l == null) return;
        for (int r = 0; r < l.rank; r++) {
            float inner = Vectors.dot(x, xOffset, l.a, r * l.inputs, l.inputs);
            Vectors.addScaled(y, yOffset, l.scale * inner, l.b, r * l.outputs, l.outputs);
        }
    }

    @Override
    public String toString() {
        return "adapter " + name;
    }
}
