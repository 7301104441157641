package dev.pando.lab.cells;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.grid.CellFront;
import dev.pando.engine.grid.Front;
import dev.pando.engine.grid.Grid;
import dev.pando.engine.grid.Lexicon;
import dev.pando.engine.train.Rule;
import dev.pando.kernel.Workers;
import dev.pando.lab.emergence.Statistics;
import dev.pando.lab.emergence.Vectors;
import dev.pando.lab.report.Report;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.MiniLm;
import dev.pando.node.notes.MeaningMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab cells`: a rule of 5,192 weights learns how excitement should run, and is asked for chains of terms it never
/// saw, beside the hand rule; then grids are damaged and heal.
@Command(name = "cells", mixinStandardHelpOptions = true, description = "The learned cell rule against the hand rule on held-out chains, and self-repair of damaged grids.")
public final class CellsCommand implements Callable<Integer> {

    private static final double[] DAMAGE = {0.05, 0.2, 0.5};
    private static final int SEEDS_MAX = 100, STEPS_MAX = 1_000_000;

    @Option(names = "--steps", description = "examples that the rule learns from (default: ${DEFAULT-VALUE})")
    private int steps = 3_000;

    @Option(names = "--seeds", description = "splits into learned and held-out terms (default: ${DEFAULT-VALUE})")
    private int seeds = 3;

    @Option(names = "--threads", description = "threads of arithmetic (default: ${DEFAULT-VALUE})")
    private int threads = 2;

    @Mixin
    private Report report;

    private final Map<String, List<boolean[]>> found = new LinkedHashMap<>(); // rule: (seed, chain)

    private CellsCommand() {}

    @Override
    public Integer call() {
        if (seeds < 1 || seeds > SEEDS_MAX) throw new IllegalArgumentException("--seeds: from 1 to " + SEEDS_MAX);
        if (steps < 1 || steps > STEPS_MAX) throw new IllegalArgumentException("--steps: from 1 to " + STEPS_MAX);
        ObjectNode result = new ObjectMapper().createObjectNode().put("experiment", "cells").put("steps", steps)
                .put("seeds", seeds).put("chains", Chains.CHAINS);
        ArrayNode repairs = result.putArray("self_repair");
        try (Encoder encoder = new MiniLm(threads); Workers workers = new Workers(threads)) {
            Lexicon lexicon = new Lexicon(MeaningMap.shipped());
            for (String name : Vectors.crowd()) lexicon.add(name, encoder.encode(name));
            for (int seed = 1; seed <= seeds; seed++) seed(lexicon, workers, seed, repairs);
        }
        report(result);
        report.print(result);
        return 0;
    }

    // Half of the terms to learn from, in two worlds; the other half is held out.
    private void seed(Lexicon lexicon, Workers workers, int seed, ArrayNode repairs) {
        List<Integer> terms = new ArrayList<>();
        for (int id = 0; id < lexicon.size(); id++) terms.add(id);
        Collections.shuffle(terms, Random.from(new SplittableRandom(seed)));
        List<Integer> learned = terms.subList(0, terms.size() / 2),
                held = terms.subList(terms.size() / 2, terms.size());
        Rule rule = new Learner(workers, steps)
                .learn(List.of(new Chains(lexicon, learned, seed), new Chains(lexicon, learned, seed + 1_000)), seed);
        Chains world = new Chains(lexicon, held, seed + 2_000);
        ask(world, "hand_T0", g -> Front.fading(0, 0.9f));
        ask(world, "hand_T8", g -> Front.fading(8, 0.9f));
        ask(world, "hand_T15", g -> Front.fading(15, 0.9f));
        ask(world, "learned", g -> new CellFront(g, rule, workers));
        Rule fresh = Rule.fresh(CellFront.CHANNELS, 64, CellFront.CHANGING, new SplittableRandom(seed));
        ask(world, "untrained", g -> new CellFront(g, fresh, workers));
        for (double damage : DAMAGE) repairs.add(Repair.measure(world, damage, seed).put("seed", seed));
        System.err.println("seed " + seed + ": learned " + Repair.share(found.get("learned").getLast()) + ", hand "
                + Repair.share(found.get("hand_T8").getLast()));
    }

    private void ask(Chains world, String name, Function<Grid, Front> rule) {
        found.computeIfAbsent(name, n -> new ArrayList<>()).add(world.found(world.grid, rule));
    }

    private void report(ObjectNode result) {
        ObjectNode recall = result.putObject("recall_at_10_held_out");
        found.forEach((name, all) -> recall.put(name, all.stream().mapToDouble(Repair::share).average().orElse(0)));
        ArrayNode comparisons = result.putArray("learned_against");
        List<String> others = found.keySet().stream().filter(n -> !n.equals("learned")).toList();
        List<Double> ps = new ArrayList<>();
        for (String other : others) {
            int onlyLearned = 0, onlyOther = 0;
            for (int seed = 0; seed < seeds; seed++) {
                boolean[] one = found.get("learned").get(seed), two = found.get(other).get(seed);
                for (int i = 0; i < one.length; i++) {
                    if (one[i] && !two[i]) onlyLearned++;
                    if (two[i] && !one[i]) onlyOther++;
                }
            }
            ps.add(Statistics.mcnemar(onlyLearned, onlyOther));
            comparisons.addObject().put("rule", other).put("only_learned", onlyLearned).put("only_other", onlyOther)
                    .put("mcnemar_p", ps.getLast());
        }
        List<Double> holm = Statistics.holm(ps);
        for (int i = 0; i < holm.size(); i++) ((ObjectNode) comparisons.get(i)).put("holm_p", holm.get(i));
    }
}
