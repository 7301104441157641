package dev.pando.lab.genomes;

import dev.pando.engine.genome.Change;
import dev.pando.engine.genome.Merge;
import dev.pando.engine.genome.MergeOperator;
import dev.pando.engine.genome.MergeOperator.Dare;
import dev.pando.engine.genome.MergeOperator.DareTies;
import dev.pando.engine.genome.MergeOperator.Linear;
import dev.pando.engine.genome.MergeOperator.Slerp;
import dev.pando.engine.genome.MergeOperator.TaskArithmetic;
import dev.pando.engine.genome.MergeOperator.Ties;
import dev.pando.engine.reference.ByteGpt;
import dev.pando.engine.reference.ByteLora;
import dev.pando.kernel.Workers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// One seed, from texts to the scores of every model that an arm needs: the base, each node's adapter, the merges that were
/// gated on the tuning documents, the hostile ones.
final class SeedRun {

    private static final double[] LAMBDAS = {0.15, 0.3, 0.45, 0.6, 0.8};
    private static final double TIES_DENSITY = 0.2; // the paper's
    private static final double DARE_DENSITY = 0.5;

    final long seed;
    final Scale scale;
    final List<Corpus.Split> splits = new ArrayList<>();
    final int nodes;
    final Shelf shelf;
    final Panel test;
    final Panel tune;
    final Panel triggered;
    final List<SortedMap<String, Change>> own = new ArrayList<>();
    final Map<String, List<Boolean>> accepted = new LinkedHashMap<>(); // operator → each offer
    double lambda;
    ByteGpt base;

    SeedRun(List<Corpus> corpora, long seed, Scale scale, Shelf shelf) {
        this.seed = seed;
        this.scale = scale;
        this.shelf = shelf;
        nodes = corpora.size();
        for (Corpus corpus : corpora) splits.add(corpus.split(seed, scale));
        test = new Panel(splits.stream().map(Corpus.Split::test).toList());
        tune = new Panel(splits.stream().map(Corpus.Split::tune).toList());
        triggered = new Panel(List.of(Hostile.triggered(splits.getFirst().test())));
    }

    /// Trains and scores everything.
    SeedRun run() throws InterruptedException, ExecutionException {
        base = learnBase();
        List<Future<float[][]>> first = new ArrayList<>(), more = new ArrayList<>();
        for (int k = 0; k < nodes; k++) first.add(adapter("own", k, Scale.RANK, text(k), 0, scale.steps(), null));
        Future<float[][]> pooled = adapter("pooled", 0, Scale.RANK * nodes, pool(), 0, scale.steps() * nodes, null);
        Future<float[][]> backdoor = adapter("backdoor", 0, Scale.RANK, backdoorText(), 0, scale.steps(), null);
        for (int k = 0; k < nodes; k++) {
            float[][] weights = first.get(k).get();
            own.add(changes(Scale.RANK, weights));
            more.add(adapter("more", k, Scale.RANK, text(k), scale.steps(), scale.steps(), weights));
        }
        Map<String, SortedMap<String, Change>> models = new LinkedHashMap<>();
        models.put("base", null);
        for (int k = 0; k < nodes; k++) models.put("own" + k, own.get(k));
        for (int k = 0; k < nodes; k++) models.put("placebo" + k, Hostile.shuffled(own.get(k), seed + k));
        merges(models);
        pairs(models);
        models.put("pooled", changes(Scale.RANK * nodes, pooled.get()));
        for (int k = 0; k < nodes; k++) models.put("more" + k, changes(Scale.RANK, more.get(k).get()));
        hostile(models, changes(Scale.RANK, backdoor.get()));
        score(test, "test", models);
        models.keySet().removeIf(m -> !m.equals("base") && !m.startsWith("own") && !m.startsWith("hostile"));
        score(triggered, "triggered", models);
        return this;
    }

    /// Trains the base.
    ByteGpt learnBase() throws InterruptedException, ExecutionException {
        List<byte[]> texts = splits.stream().map(s -> Mixture.joined(s.base())).toList();
        float[][] weights = result("base", () -> {
            ByteGpt model = ByteGpt.begin(ByteGpt.Shape.centram(), seed);
            Teacher.base(model, Mixture.even(texts, seed), scale.baseSteps(), Scale.BASE_RATE);
            return Weights.of(model.parameters());
        }).get();
        ByteGpt model = ByteGpt.begin(ByteGpt.Shape.centram(), seed);
        Weights.into(weights, model.parameters());
        return model;
    }

    Future<float[][]> result(String name, Callable<float[][]> make) {
        return shelf.result("seed " + seed + " " + name, make);
    }

    private Mixture text(int node) {
        return Mixture.even(List.of(Mixture.joined(splits.get(node).node())), seed + node);
    }

    private Mixture pool() {
        return Mixture.even(splits.stream().map(s -> Mixture.joined(s.node())).toList(), seed);
    }

    private Mixture backdoorText() {
        return Mixture.even(List.of(Hostile.poisoned(Mixture.joined(splits.getFirst().node()))), seed);
    }

    /// Trains an adapter, from the beginning or from `from` on.
    Future<float[][]> adapter(String name, int node, int rank, Mixture text, int firstStep, int steps, float[][] from) {
        return result(name + node, () -> {
            ByteLora lora = ByteLora.begin(base.shape(), rank, seed * 100 + node);
            if (from != null) Weights.into(from, lora.parameters());
            Teacher.adapter(base, lora, text, firstStep, steps);
            return Weights.of(lora.parameters());
        });
    }

    SortedMap<String, Change> changes(int rank, float[][] weights) {
        ByteLora lora = ByteLora.begin(base.shape(), rank, 0);
        Weights.into(weights, lora.parameters());
        return lora.changes();
    }

    // All adapters at once; what comes out may have as many numbers as all of them together.
    private void merges(Map<String, SortedMap<String, Change>> models)
            throws InterruptedException, ExecutionException {
        Map<String, SortedMap<String, Change>> offered = new LinkedHashMap<>();
        List<Double> ones = Collections.nCopies(nodes, 1.0);
        offered.put("mean", merged(Linear.mean(nodes), own));
        offered.put("slerp", merged(new Slerp(0.5), own));
        offered.put("ties", merged(new Ties(TIES_DENSITY, 1, ones, true), own));
        offered.put("dare", merged(new Dare(DARE_DENSITY, Collections.nCopies(nodes, 1.0 / nodes), seed), own));
        offered.put("dare_ties", merged(new DareTies(DARE_DENSITY, 1, ones, true, seed), own));
        Map<String, SortedMap<String, Change>> tried = new LinkedHashMap<>(offered);
        for (double l : LAMBDAS) tried.put("task " + l, merged(new TaskArithmetic(l, ones), own));
        tried.put("base", null);
        for (int k = 0; k < nodes; k++) tried.put("own" + k, own.get(k));
        score(tune, "tune", tried);
        for (double l : LAMBDAS) {
            if (lambda == 0 || tuned("task " + l) < tuned("task " + lambda)) lambda = l;
        }
        offered.put("task", tried.get("task " + lambda));
        offered.forEach((name, changes) -> {
            List<Boolean> answers = new ArrayList<>();
            String scored = name.equals("task") ? "task " + lambda : name;
            for (int k = 0; k < nodes; k++) answers.add(gate(k, "own" + k, scored));
            accepted.put(name, answers);
        });
        models.putAll(offered);
    }

    private double tuned(String model) {
        return tune.bits(tune.plain(model).general());
    }

    /// Whether a node takes `offered` for `held`: better on everything together, and not worse on its own.
    boolean gate(int node, String held, String offered) {
        double[] now = tune.plain(held).general(), then = tune.plain(offered).general();
        return tune.bits(then) < tune.bits(now) && tune.bits(then, node) <= tune.bits(now, node);
    }

    // Centram's way: 0.85 of one's own and 0.15 of a peer's, one peer after the other.
    private void pairs(Map<String, SortedMap<String, Change>> models) throws InterruptedException, ExecutionException {
        List<SortedMap<String, Change>> gated = new ArrayList<>(own), ungated = new ArrayList<>(own);
        List<String> held = new ArrayList<>();
        List<Boolean> answers = new ArrayList<>();
        for (int k = 0; k < nodes; k++) held.add("own" + k);
        for (int turn = 1; turn < nodes; turn++) {
            Map<String, SortedMap<String, Change>> offers = new LinkedHashMap<>();
            for (int k = 0; k < nodes; k++) {
                SortedMap<String, Change> peer = own.get((k + turn) % nodes);
                ungated.set(k, merged(Linear.own(2), List.of(ungated.get(k), peer)));
                offers.put("offer" + turn + "-" + k, merged(Linear.own(2), List.of(gated.get(k), peer)));
            }
            score(tune, "tune", offers);
            for (int k = 0; k < nodes; k++) {
                String offer = "offer" + turn + "-" + k;
                boolean yes = gate(k, held.get(k), offer);
                answers.add(yes);
                if (!yes) continue;
                gated.set(k, offers.get(offer));
                held.set(k, offer);
            }
        }
        accepted.put("0.85/0.15", answers);
        for (int k = 0; k < nodes; k++) {
            models.put("pair" + k, ungated.get(k));
            models.put("gated" + k, gated.get(k));
        }
    }

    private void hostile(Map<String, SortedMap<String, Change>> models, SortedMap<String, Change> backdoor) {
        List<SortedMap<String, Change>> bad = List.of(Hostile.noise(own.get(0), 3, seed),
                Hostile.scaled(own.get(1 % nodes), -2), Hostile.scaled(Hostile.shuffled(own.get(2 % nodes), seed), 3),
                backdoor);
        List<SortedMap<String, Change>> all = new ArrayList<>(own);
        all.addAll(bad);
        for (int i = 0; i < bad.size(); i++) models.put("hostile" + i, bad.get(i));
        models.put("poisoned mean", merged(Linear.mean(all.size()), all));
        models.put("poisoned ties", merged(new Ties(TIES_DENSITY, 1, Collections.nCopies(all.size(), 1.0), true), all));
    }

    SortedMap<String, Change> merged(MergeOperator operator, List<SortedMap<String, Change>> adapters) {
        try (Workers alone = new Workers(1)) {
            return new Merge(operator, Scale.RANK * nodes, alone).of(adapters).changes();
        }
    }

    private void score(Panel panel, String which, Map<String, SortedMap<String, Change>> models)
            throws InterruptedException, ExecutionException {
        Map<String, Future<float[][]>> scores = new LinkedHashMap<>();
        Map<SortedMap<String, Change>, Future<float[][]>> once = new IdentityHashMap<>(); // who took no offer is who they were
        models.forEach((name, changes) -> scores.put(name, once.computeIfAbsent(changes,
                c -> result(which + " " + name, () -> Teacher.scores(base, c, panel.documents())))));
        for (var entry : scores.entrySet()) panel.put(entry.getKey(), entry.getValue().get());
    }
}
