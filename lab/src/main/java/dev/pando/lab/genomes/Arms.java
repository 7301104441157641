package dev.pando.lab.genomes;

import dev.pando.engine.genome.Router;
import dev.pando.lab.genomes.Panel.Arm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Every arm of one seed: what it costs, in nats, to read each test document that way.
final class Arms {

    static final String BASE = "base";
    static final String OWN = "no exchange (own adapter)";
    static final String ROUTED = "posterior routing";

    private final SeedRun run;
    private final Panel test;
    private final int nodes;

    Arms(SeedRun run) {
        this.run = run;
        test = run.test;
        nodes = run.nodes;
    }

    /// By name, in the order of the table.
    Map<String, Arm> all() {
        Map<String, Arm> arms = new LinkedHashMap<>();
        arms.put(BASE, test.plain("base"));
        arms.put(OWN, test.byNode(k -> "own" + k));
        arms.put("equal extra steps", test.byNode(k -> "more" + k));
        arms.put("mean", test.plain("mean"));
        arms.put("0.85/0.15, not gated", test.byNode(k -> "pair" + k));
        arms.put("0.85/0.15, gated", test.byNode(k -> "gated" + k));
        for (String operator : List.of("slerp", "ties", "dare", "dare_ties", "task")) {
            String name = operator.equals("task") ? "task arithmetic, tuned" : operator;
            arms.put(name, test.plain(operator));
            arms.put(name + ", gated", gated(operator));
        }
        arms.put("mean, gated", gated("mean"));
        arms.put("hard route", test.together(pool(), Panel::hard));
        arms.put("uniform ensemble", test.together(pool(), Panel::uniform));
        arms.put("posterior routing, nothing believed beforehand", test.together(pool(), stranger()));
        arms.put("posterior routing, no limit", test.togetherByNode(k -> pool(), k -> Panel.routedFrom(k + 1)));
        arms.put(ROUTED, test.togetherByNode(k -> pool(), Arms::from));
        arms.put("placebo (peers shuffled, routed)", test.togetherByNode(this::placebo, Arms::from));
        arms.put("pooled data, equal parameters", test.plain("pooled"));
        arms.put("routing, 4 hostile beside 4", test.togetherByNode(k -> poisoned(), Arms::from));
        arms.put("mean, 4 hostile beside 4", test.plain("poisoned mean"));
        arms.put("ties, 4 hostile beside 4", test.plain("poisoned ties"));
        arms.put("own domain's adapter, told by the label", Arm.same(test.byNode(k -> "own" + k).own()));
        arms.put("routing, the domain nobody has", Arm.same(unknown()));
        return arms;
    }

    // As a node serves it: others' adapters are limited. Model 0 is the base, so node k's adapter is model k + 1.
    private static Panel.Reading from(int node) {
        return Panel.limited(node + 1, Router.LIMIT);
    }

    // The same of a node that has no adapter of its own.
    private static Panel.Reading stranger() {
        return Panel.limited(0, Router.LIMIT);
    }

    private Arm gated(String operator) {
        List<Boolean> answers = run.accepted.get(operator);
        return test.byNode(k -> answers.get(k) ? operator : "own" + k);
    }

    private List<String> owns() {
        return IntStream.range(0, nodes).mapToObj(k -> "own" + k).toList();
    }

    private List<String> pool() {
        return with("base", owns());
    }

    private static List<String> with(String first, List<String> others) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(others);
        return all;
    }

    private List<String> placebo(int node) {
        return with("base", IntStream.range(0, nodes).mapToObj(k -> (k == node ? "own" : "placebo") + k).toList());
    }

    private List<String> poisoned() {
        List<String> all = new ArrayList<>(pool());
        for (int i = 0; i < 4; i++) all.add("hostile" + i);
        return all;
    }

    // Of each document, with every adapter but its own corpus'.
    private double[] unknown() {
        List<double[]> without = new ArrayList<>();
        for (int k = 0; k < nodes; k++) {
            List<String> others = new ArrayList<>(pool());
            others.remove("own" + k);
            without.add(test.nats(others, stranger()));
        }
        double[] nats = new double[test.documents().size()];
        for (int d = 0; d < nats.length; d++) nats[d] = without.get(test.corpus(d))[d];
        return nats;
    }

    /// Routing with every choice of `size` adapters, the mean of all choices.
    double[] poolOf(int size) {
        List<double[]> choices = new ArrayList<>();
        for (int mask = 0; mask < 1 << nodes; mask++) {
            if (Integer.bitCount(mask) != size) continue;
            int chosen = mask;
            List<String> some = IntStream.range(0, nodes).filter(k -> (chosen >> k & 1) == 1).mapToObj(k -> "own" + k)
                    .toList();
            choices.add(test.nats(with("base", some), stranger()));
        }
        return test.mean(choices);
    }

    /// What accepting an offer did to the node that accepted, bits per character gained on all test documents.
    List<Double> effects(String operator) {
        List<Double> effects = new ArrayList<>();
        if (operator.equals("0.85/0.15")) {
            for (int k = 0; k < nodes; k++) {
                double gain = bits("own" + k) - bits("gated" + k);
                if (gain != 0) effects.add(gain);
            }
            return effects;
        }
        for (int k = 0; k < nodes; k++) {
            if (run.accepted.get(operator).get(k)) effects.add(bits("own" + k) - bits(operator));
        }
        return effects;
    }

    private double bits(String model) {
        return test.bits(test.plain(model).general());
    }

    /// Mean probability of a byte of the payload after the trigger: with honest adapters at most, with the backdoor among them
    /// at least and at most, and of the backdoor alone.
    double[] backdoor() {
        Panel.Reading most = Panel.atMost(Router.LIMIT);
        return new double[]{payload(pool(), most), payload(poisoned(), stranger()), payload(poisoned(), most),
                payload(List.of("hostile3"), Panel::routed)};
    }

    private double payload(List<String> models, Panel.Reading reading) {
        return run.triggered.ending(models, Hostile.PAYLOAD.length, reading);
    }
}
