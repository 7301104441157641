package dev.pando.engine.learn;

import dev.pando.engine.model.Adapter;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.model.Site;
import dev.pando.engine.train.Node;
import dev.pando.engine.train.Tape;
import dev.pando.engine.train.Weight.Parameter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// A low-rank change to a frozen model that is being learned (Hu et al. 2021): at each site of each layer
/// `y += alpha / rank · B·(A·x)`. B begins at zero, so the first step starts from the model as it is.
public final class Lora {

    private record Pair(Parameter a, Parameter b) {}

    private final ModelConfig config;
    private final int rank;
    private final float alpha;
    private final List<Map<Site, Pair>> layers = new ArrayList<>();
    private final List<Parameter> parameters = new ArrayList<>();

    /// @param config the model that it will change
    /// @param rank   columns of B; 1 to [Adapter#RANK_MAX]
    /// @param alpha  strength; PEFT's `lora_alpha`
    /// @param sites  which matrices of each layer
    /// @param seed   of the beginning of A, uniform in ±√(3 / inputs) as PEFT's Kaiming initialisation gives
    public Lora(ModelConfig config, int rank, float alpha, Set<Site> sites, long seed) {
        if (rank < 1 || rank > Adapter.RANK_MAX) {
            throw new IllegalArgumentException("rank " + rank + ", allowed 1 to " + Adapter.RANK_MAX);
        }
        this.config = config;
        this.rank = rank;
        this.alpha = alpha;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < config.layers(); i++) {
            Map<Site, Pair> pairs = new EnumMap<>(Site.class);
            for (Site site : Site.values()) if (sites.contains(site)) pairs.put(site, pair(i, site, random));
            layers.add(pairs);
        }
    }

    private Pair pair(int layer, Site site, SplittableRandom random) {
        int in = site.inputs(config), out = site.outputs(config);
        String name = "blk." + layer + "." + site.tensor();
        Parameter a = Parameter.matrix(name + ".lora_a", rank, in), b = Parameter.matrix(name + ".lora_b", out, rank);
        float bound = (float) Math.sqrt(3.0 / in);
        for (int i = 0; i < a.value().length; i++) a.value()[i] = bound * (2 * random.nextFloat() - 1);
        parameters.add(a);
        parameters.add(b);
        return new Pair(a, b);
    }

    Node apply(Tape tape, Node base, Node x, int layer, Site site) {
        Pair pair = layers.get(layer).get(site);
        return pair == null ? base : tape.lora(base, x, pair.a, pair.b, alpha / rank);
    }

    /// What learns, always in this order.
    public List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    /// Columns of B.
    public int rank() {
        return rank;
    }

    /// Its strength.
    public float alpha() {
        return alpha;
    }

    /// What has been learned so far, for the engine to run; a copy.
    public Adapter adapter(String name) {
        List<Adapter.Delta> deltas = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            int layer = i;
            layers.get(i).forEach((site, pair) -> deltas
                    .add(new Adapter.Delta(layer, site, rank, alpha / rank, pair.a.value(), pair.b.value())));
        }
        return new Adapter(name, config, deltas);
    }
}
