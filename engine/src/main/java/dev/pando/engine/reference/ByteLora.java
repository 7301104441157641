package dev.pando.engine.reference;

import dev.pando.engine.genome.Change;
import dev.pando.engine.reference.ByteGpt.Shape;
import dev.pando.engine.reference.ByteGpt.Site;
import dev.pando.engine.train.Node;
import dev.pando.engine.train.Tape;
import dev.pando.engine.train.Weight.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// An adapter of a [ByteGpt]: low-rank changes of all four matrices of each block (LoRA, Hu et al. 2021).
public final class ByteLora {

    private record Pair(Parameter a, Parameter b, float scale) {}

    private final Map<String, Pair> pairs = new LinkedHashMap<>();

    private ByteLora() {}

    /// An adapter that changes nothing yet: A is uniform as PEFT begins, B zero; its scale is `2`, as with alpha 2·rank.
    public static ByteLora begin(Shape shape, int rank, long seed) {
        ByteLora lora = new ByteLora();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < shape.layers(); i++) {
            for (Site site : Site.values()) {
                int in = site.inputs(shape);
                float[] a = new float[rank * in], b = new float[site.outputs(shape) * rank];
                float bound = (float) Math.sqrt(3.0 / in);
                for (int j = 0; j < a.length; j++) a[j] = bound * (2 * random.nextFloat() - 1);
                lora.add(ByteGpt.name(i, site), rank, a, b, 2, true);
            }
        }
        return lora;
    }

    /// An adapter that only computes.
    ///
    /// @param changes by the names that [#changes] gives
    public static ByteLora of(Map<String, Change> changes) {
        ByteLora lora = new ByteLora();
        changes.forEach((name, c) -> {
            if (c.rank() > 0) lora.add(name, c.rank(), c.a(), c.b(), 1, false);
        });
        return lora;
    }

    private void add(String name, int rank, float[] a, float[] b, float scale, boolean learns) {
        pairs.put(name, new Pair(parameter(name + ".lora_a", rank, a.length / rank, a, learns),
                parameter(name + ".lora_b", b.length / rank, rank, b, learns), scale));
    }

    private static Parameter parameter(String name, int rows, int columns, float[] value, boolean learns) {
        return new Parameter(name, rows, columns, value, learns ? new float[value.length] : null, learns);
    }

    Node apply(Tape tape, Node base, Node x, String name) {
        Pair pair = pairs.get(name);
        return pair == null ? base : tape.lora(base, x, pair.a, pair.b, pair.scale);
    }

    /// What learns, always in this order.
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        for (Pair pair : pairs.values()) parameters.addAll(List.of(pair.a, pair.b));
        return parameters;
    }

    /// How many numbers it has.
    public long size() {
        return parameters().stream().mapToLong(p -> p.value().length).sum();
    }

    /// What it changes, by the names of matrices; copied.
    public SortedMap<String, Change> changes() {
        SortedMap<String, Change> changes = new TreeMap<>();
        pairs.forEach((name, p) -> changes.put(name, Change.of(p.b.rows(), p.a.columns(), p.a.rows(), p.scale,
                p.b.value(), p.a.value())));
        return changes;
    }
}
