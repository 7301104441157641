package dev.pando.lab.genomes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.reference.ByteGpt;
import dev.pando.engine.reference.ByteLora;
import dev.pando.lab.genomes.Panel.Arm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// What all seeds together say: each arm's gain over the base with its interval, and whether endpoint B is met.
final class Findings {

    /// Endpoint B of the design: routing gains more than this.
    static final double GAIN_MIN = 0.1;
    /// What four hostile adapters may cost routing at most.
    static final double HOSTILE_COST_MAX = 0.02;
    private static final long BOOTSTRAP_SEED = 20;

    /// An arm over all seeds.
    ///
    /// @param bits    per character, on everything
    /// @param gain    bits per character less than the base
    /// @param ownGain the same on the node's own corpus
    record Line(String arm, double bits, Bootstrap gain, Bootstrap ownGain) {}

    private final List<Corpus> corpora;
    private final List<SeedRun> runs;
    private final List<Map<String, Arm>> arms = new ArrayList<>();
    private final List<CentramRows.Row> rows;

    /// @param rows Centram's, of all seeds behind each other
    Findings(List<Corpus> corpora, List<SeedRun> runs, List<CentramRows.Row> rows) {
        this.corpora = corpora;
        this.runs = runs;
        this.rows = rows;
        for (SeedRun run : runs) arms.add(new Arms(run).all());
    }

    /// The table.
    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (String arm : arms.getFirst().keySet()) {
            double bits = 0;
            for (int s = 0; s < runs.size(); s++) {
                bits += runs.get(s).test.bits(arms.get(s).get(arm).general()) / runs.size();
            }
            lines.add(new Line(arm, bits, gain(Arms.BASE, arm, -1, false), gain(Arms.BASE, arm, -1, true)));
        }
        return lines;
    }

    /// How many bits per character less `to` takes than `from`.
    ///
    /// @param corpus -1 for all
    /// @param own    of each document, what the node of its corpus has
    private Bootstrap gain(String from, String to, int corpus, boolean own) {
        List<Bootstrap.Group> groups = new ArrayList<>();
        for (int s = 0; s < runs.size(); s++) {
            Arm a = arms.get(s).get(from), b = arms.get(s).get(to);
            double[] difference = difference(own ? a.own() : a.general(), own ? b.own() : b.general());
            if (corpus < 0) groups.addAll(runs.get(s).test.groups(difference));
            else
                groups.add(runs.get(s).test.group(difference, corpus));
        }
        return Bootstrap.of(groups, BOOTSTRAP_SEED);
    }

    private static double[] difference(double[] from, double[] to) {
        double[] difference = new double[from.length];
        for (int i = 0; i < from.length; i++) difference[i] = from[i] - to[i];
        return difference;
    }

    /// Routing with 1 … K peers' adapters.
    List<Bootstrap> pool() {
        List<Bootstrap> sizes = new ArrayList<>();
        for (int size = 1; size <= corpora.size(); size++) {
            List<Bootstrap.Group> groups = new ArrayList<>();
            for (int s = 0; s < runs.size(); s++) {
                double[] base = arms.get(s).get(Arms.BASE).general();
                groups.addAll(runs.get(s).test.groups(difference(base, new Arms(runs.get(s)).poolOf(size))));
            }
            sizes.add(Bootstrap.of(groups, BOOTSTRAP_SEED));
        }
        return sizes;
    }

    /// Everything as one JSON object.
    ObjectNode json(boolean quick) {
        ObjectNode out = new ObjectMapper().createObjectNode();
        ByteGpt model = runs.getFirst().base;
        long adapter = ByteLora.begin(model.shape(), Scale.RANK, 0).size();
        out.putObject("model").put("parameters", model.size()).put("adapter_parameters", adapter)
                .put("adapter_bytes", Float.BYTES * adapter);
        out.put("quick", quick).put("scale", runs.getFirst().scale.toString());
        ArrayNode seeds = out.putArray("seeds"), texts = out.putArray("corpora");
        runs.forEach(r -> seeds.add(r.seed));
        corpora.forEach(c -> texts.addObject().put("name", c.name()).put("sha256", c.hash()).put("documents",
                c.documents().size()));
        endpoint(out.putObject("endpoint_b"));
        ArrayNode table = out.putArray("arms");
        for (Line l : lines()) {
            interval(table.addObject().put("arm", l.arm).put("bits_per_char", l.bits), "gain", l.gain);
            interval((ObjectNode) table.get(table.size() - 1), "own_gain", l.ownGain);
        }
        ArrayNode pool = out.putArray("pool");
        List<Bootstrap> sizes = pool();
        for (int i = 0; i < sizes.size(); i++) interval(pool.addObject().put("peers", i + 1), "gain", sizes.get(i));
        acceptance(out.putArray("acceptance"));
        hostile(out.putObject("hostile"));
        rows(out.putArray("centram_rows"));
        return out;
    }

    private static ObjectNode interval(ObjectNode node, String name, Bootstrap b) {
        node.put(name, b.mean()).putArray(name + "_ci95").add(b.low()).add(b.high());
        return node;
    }

    private void endpoint(ObjectNode out) {
        Bootstrap gain = gain(Arms.BASE, Arms.ROUTED, -1, false);
        interval(out, "routing_minus_base", gain).put("threshold", GAIN_MIN);
        boolean worse = false, worseThanOwn = false;
        ArrayNode nodes = out.putArray("own_domain");
        for (int c = 0; c < corpora.size(); c++) {
            ObjectNode node = nodes.addObject().put("node", corpora.get(c).name());
            Bootstrap overBase = gain(Arms.BASE, Arms.ROUTED, c, true), overOwn = gain(Arms.OWN, Arms.ROUTED, c, true);
            interval(node, "routing_minus_base", overBase);
            interval(node, "routing_minus_own_adapter", overOwn);
            worse |= overBase.low() < 0;
            worseThanOwn |= overOwn.high() < 0;
            node.put("worse", overBase.low() < 0).put("worse_than_own_adapter", overOwn.high() < 0);
        }
        out.put("no_node_worse", !worse).put("passed", gain.mean() > GAIN_MIN && gain.low() > 0 && !worse);
        // Stricter than the endpoint: beside what the node had before it met anybody.
        out.put("no_node_worse_than_its_own_adapter", !worseThanOwn);
    }

    private void acceptance(ArrayNode out) {
        for (String operator : runs.getFirst().accepted.keySet()) {
            int offered = 0, accepted = 0;
            List<Double> effects = new ArrayList<>();
            for (SeedRun run : runs) {
                offered += run.accepted.get(operator).size();
                accepted += (int) run.accepted.get(operator).stream().filter(a -> a).count();
                effects.addAll(new Arms(run).effects(operator));
            }
            ObjectNode node = out.addObject().put("operator", operator).put("offered", offered)
                    .put("accepted", accepted).put("rate", (double) accepted / offered);
            if (effects.isEmpty()) node.putNull("effect_given_acceptance");
            else
                node.put("effect_given_acceptance",
                        effects.stream().mapToDouble(e -> e).average().orElseThrow());
        }
    }

    private void hostile(ObjectNode out) {
        Bootstrap cost = gain("routing, 4 hostile beside 4", Arms.ROUTED, -1, false);
        interval(out, "cost_to_routing", cost).put("limit", HOSTILE_COST_MAX).put("passed",
                cost.mean() <= HOSTILE_COST_MAX);
        double[] sum = new double[4];
        for (SeedRun run : runs) {
            double[] backdoor = new Arms(run).backdoor();
            for (int i = 0; i < sum.length; i++) sum[i] += backdoor[i] / runs.size();
        }
        out.putObject("payload_probability_per_byte").put("honest_pool", sum[0])
                .put("backdoor_in_the_pool_at_least", sum[1]).put("backdoor_in_the_pool", sum[2])
                .put("backdoor_alone", sum[3]);
    }

    private void rows(ArrayNode out) {
        for (CentramRows.Row row : averaged()) {
            ObjectNode node = out.addObject().put("variant", row.variant());
            number(node.putObject("published").put("own", row.published()[0]).put("generalist", row.published()[1])
                    .put("accepted", row.published()[3]), "cross", row.published()[2]);
            node.putObject("measured").put("own", row.own()).put("generalist", row.generalist()).put("cross",
                    row.cross()).put("offered", row.offered()).put("accepted", row.accepted())
                    .put("merge_alone_generalist", row.merging());
        }
    }

    private static void number(ObjectNode node, String name, double value) {
        if (Double.isNaN(value)) node.putNull(name);
        else
            node.put(name, value);
    }

    /// Centram's rows, the mean of the seeds they were made with.
    List<CentramRows.Row> averaged() {
        Map<String, List<CentramRows.Row>> byVariant = new LinkedHashMap<>();
        rows.forEach(r -> byVariant.computeIfAbsent(r.variant(), v -> new ArrayList<>()).add(r));
        return byVariant.values().stream().map(same -> new CentramRows.Row(same.getFirst().variant(),
                same.getFirst().published(), mean(same, CentramRows.Row::own), mean(same, CentramRows.Row::generalist),
                mean(same, CentramRows.Row::cross), same.stream().mapToInt(CentramRows.Row::offered).sum(),
                same.stream().mapToInt(CentramRows.Row::accepted).sum(), mean(same, CentramRows.Row::merging)))
                .toList();
    }

    private static double mean(List<CentramRows.Row> rows,
            ToDoubleFunction<CentramRows.Row> value) {
        return rows.stream().mapToDouble(value).average().orElseThrow();
    }
}
