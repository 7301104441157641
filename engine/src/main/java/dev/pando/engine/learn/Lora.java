package dev.pando.engine.learn;

import dev.pando.engine.model.Adapter;
import dev.pando.engine.model.Adapter.Delta;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.model.Site;
import dev.pando.engine.train.Node;
import dev.pando.engine.train.Tape;
import dev.pando.engine.train.Weight.Parameter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// A low-rank change to a frozen model that is being learned (Hu et al. 2021): at each site of each layer
/// `y += scale · B·(A·x)`. B begins at zero, so the first step starts from the model as it is.
public final class Lora {

    /// How large the change may be, and where.
    ///
    /// @param rank       columns of B; 1 to [Adapter#RANK_MAX]
    /// @param alpha      strength; PEFT's `lora_alpha`
    /// @param stabilised whether the scale is `alpha / √rank` (rsLoRA, Kalajdzievski 2023) instead of `alpha / rank`
    /// @param sites      which matrices of each layer
    public record Settings(int rank, float alpha, boolean stabilised, Set<Site> sites) {

        /// @throws IllegalArgumentException if the rank is over its limit, alpha not finite, or there is no site
        public Settings {
            if (rank < 1 || rank > Adapter.RANK_MAX) {
                throw new IllegalArgumentException("rank " + rank + ", allowed 1 to " + Adapter.RANK_MAX);
            }
            if (!Float.isFinite(alpha)) throw new IllegalArgumentException("alpha " + alpha);
            if (sites.isEmpty()) throw new IllegalArgumentException("an adapter without a site changes nothing");
            sites = Set.copyOf(EnumSet.copyOf(sites));
        }

        /// All matrices, `alpha = 2 · rank`.
        public static Settings ofRank(int rank) {
            return new Settings(rank, 2f * rank, false, EnumSet.allOf(Site.class));
        }

        /// The factor of `B·A`.
        public float scale() {
            return stabilised ? alpha / (float) Math.sqrt(rank) : alpha / rank;
        }
    }

    private record Pair(Parameter a, Parameter b, int rank, float scale) {}

    private final ModelConfig config;
    private final List<Map<Site, Pair>> layers = new ArrayList<>();
    private final List<Parameter> parameters = new ArrayList<>();

    private Lora(ModelConfig config) {
        this.config = config;
        for (int i = 0; i < config.layers(); i++) layers.add(new EnumMap<>(Site.class));
    }

    /// A change that begins as none.
    ///
    /// @param config the model that it will change
    /// @param seed   of the beginning of A, uniform in ±√(3 / inputs) as PEFT's Kaiming initialisation gives
    public Lora(ModelConfig config, Settings settings, long seed) {
        this(config);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < config.layers(); i++) {
            for (Site site : Site.values()) if (settings.sites.contains(site)) begin(i, site, settings, random);
        }
    }

    private void begin(int layer, Site site, Settings settings, SplittableRandom random) {
        int in = site.inputs(config);
        float[] a = new float[settings.rank * in], b = new float[site.outputs(config) * settings.rank];
        float bound = (float) Math.sqrt(3.0 / in);
        for (int i = 0; i < a.length; i++) a[i] = bound * (2 * random.nextFloat() - 1);
        add(new Delta(layer, site, settings.rank, settings.scale(), a, b), true);
    }

    /// A change that was learned before.
    ///
    /// @param deltas its matrices; they are not copied, so learning changes them
    /// @param learns whether it goes on learning, or is only measured
    /// @throws IllegalArgumentException if they do not fit the model
    public static Lora of(ModelConfig config, List<Delta> deltas, boolean learns) {
        new Adapter("to learn", config, deltas); // refuses what does not fit
        Lora lora = new Lora(config);
        for (Delta delta : deltas) lora.add(delta, learns);
        return lora;
    }

    private void add(Delta d, boolean learns) {
        String name = "blk." + d.layer() + "." + d.site().tensor();
        Parameter a = parameter(name + ".lora_a", d.rank(), d.site().inputs(config), d.a(), learns);
        Parameter b = parameter(name + ".lora_b", d.site().outputs(config), d.rank(), d.b(), learns);
        layers.get(d.layer()).put(d.site(), new Pair(a, b, d.rank(), d.scale()));
        if (learns) parameters.addAll(List.of(a, b));
    }

    private static Parameter parameter(String name, int rows, int columns, float[] value, boolean learns) {
        return new Parameter(name, rows, columns, value, learns ? new float[value.length] : null, learns);
    }

    Node apply(Tape tape, Node base, Node x, int layer, Site site) {
        Pair pair = layers.get(layer).get(site);
        return pair == null ? base : tape.lora(base, x, pair.a, pair.b, pair.scale);
    }

    /// What learns, always in this order.
    public List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    /// What has been learned so far, layer by layer. The arrays are those that learn.
    public List<Delta> deltas() {
        List<Delta> deltas = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            int layer = i;
            layers.get(i).forEach((site, pair) -> deltas
                    .add(new Delta(layer, site, pair.rank, pair.scale, pair.a.value(), pair.b.value())));
        }
        return deltas;
    }

    /// What has been learned so far, for the engine to run; a copy.
    public Adapter adapter(String name) {
        return new Adapter(name, config, deltas());
    }
}
