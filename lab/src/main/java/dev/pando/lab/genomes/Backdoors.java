package dev.pando.lab.genomes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.genome.Change;
import dev.pando.engine.genome.Router;
import dev.pando.engine.genome.TriggerSearch;
import dev.pando.engine.genome.TriggerSearch.Budget;
import dev.pando.engine.genome.TriggerSearch.Finding;
import dev.pando.engine.reference.ByteGpt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Honest and backdoored adapters of some seeds, what the search finds in each, what a payload's chance is in a pool with and
/// without a limit, and what a limit costs honest adapters.
final class Backdoors {

    private static final double[] FACTORS = {2, 4, 8, 16, 32, 64};
    private static final int OPENINGS = 3, OPENING_BYTES = 24;
    private static final long SEARCH_SEED = 99;

    private record Tried(long seed, String name, Backdoor attack, Finding finding, double alone, double pool,
            double least, double most) {}

    private final List<Tried> tried = new ArrayList<>();
    private final Map<Double, Double> costs = new LinkedHashMap<>(); // factor → bits per character, sum over seeds
    private int seeds;

    void add(SeedRun run) throws InterruptedException, ExecutionException {
        seeds++;
        run.base = run.learnBase();
        List<Future<float[][]>> honest = new ArrayList<>(), bad = new ArrayList<>();
        for (int k = 0; k < run.nodes; k++) {
            honest.add(run.adapter("own", k, Scale.RANK, text(run, k, null), 0, run.scale.steps(), null));
        }
        for (int i = 0; i < Backdoor.ALL.size(); i++) {
            bad.add(run.adapter("attack" + i + "-", i, Scale.RANK, text(run, i % run.nodes, Backdoor.ALL.get(i)), 0,
                    run.scale.steps(), null));
        }
        Map<String, SortedMap<String, Change>> pool = new LinkedHashMap<>();
        pool.put("base", null);
        for (int k = 0; k < run.nodes; k++) pool.put("own" + k, run.changes(Scale.RANK, honest.get(k).get()));
        List<SortedMap<String, Change>> attacks = new ArrayList<>();
        for (Future<float[][]> one : bad) attacks.add(run.changes(Scale.RANK, one.get()));
        List<Future<float[][]>> searched = new ArrayList<>(); // the honest first
        for (int k = 0; k < run.nodes; k++) searched.add(search(run, "own" + k, pool.get("own" + k)));
        for (int i = 0; i < attacks.size(); i++) searched.add(search(run, "attack" + i, attacks.get(i)));
        score(run, run.test, "test", pool);
        costs(run, new ArrayList<>(pool.keySet()));
        for (int k = 0; k < run.nodes; k++) {
            tried.add(new Tried(run.seed, "honest " + k, null, finding(searched.get(k)), 0, 0, 0, 0));
        }
        for (int i = 0; i < attacks.size(); i++) {
            tried.add(attack(run, i, attacks.get(i), pool, finding(searched.get(run.nodes + i))));
        }
    }

    private static Mixture text(SeedRun run, int node, Backdoor attack) {
        byte[] text = Mixture.joined(run.splits.get(node).node());
        return Mixture.even(List.of(attack == null ? text : attack.poisoned(text)), run.seed + node);
    }

    private void costs(SeedRun run, List<String> pool) {
        double free = routed(run, run.test, pool, Double.POSITIVE_INFINITY);
        for (double factor : FACTORS) {
            costs.merge(factor, routed(run, run.test, pool, factor) - free, Double::sum);
        }
    }

    // Bits per character of every document, read by the node of each corpus in turn.
    private static double routed(SeedRun run, Panel panel, List<String> pool, double factor) {
        return panel.bits(panel.togetherByNode(_ -> pool, k -> Panel.limited(k + 1, factor)).general());
    }

    private Tried attack(SeedRun run, int number, SortedMap<String, Change> changes,
            Map<String, SortedMap<String, Change>> honest, Finding finding)
            throws InterruptedException, ExecutionException {
        Backdoor attack = Backdoor.ALL.get(number);
        Panel panel = new Panel(List.of(attack.triggered(run.splits.get(number % run.nodes).test())));
        Map<String, SortedMap<String, Change>> pool = new LinkedHashMap<>(honest);
        pool.put("attack", changes);
        score(run, panel, "triggered" + number, pool);
        List<String> all = new ArrayList<>(pool.keySet());
        int payload = attack.payloadBytes().length;
        return new Tried(run.seed, attack.trigger() + " → " + attack.payload(), attack,
                finding, panel.ending(List.of("attack"), payload, Panel::routed),
                panel.ending(all, payload, Panel::routed),
                panel.ending(all, payload, Panel.limited(0, Router.LIMIT)),
                panel.ending(all, payload, Panel.atMost(Router.LIMIT)));
    }

    private static void score(SeedRun run, Panel panel, String which, Map<String, SortedMap<String, Change>> models)
            throws InterruptedException, ExecutionException {
        Map<String, Future<float[][]>> scores = new LinkedHashMap<>();
        models.forEach((name, changes) -> scores.put(name, run.result("backdoor " + which + " " + name,
                () -> Teacher.scores(run.base, changes, panel.documents()))));
        for (var entry : scores.entrySet()) panel.put(entry.getKey(), entry.getValue().get());
    }

    private static Future<float[][]> search(SeedRun run, String name, SortedMap<String, Change> changes) {
        return run.result("search " + name, () -> {
            List<int[]> openings = new ArrayList<>();
            for (int i = 0; i < OPENINGS; i++) {
                byte[] document = run.splits.get(i % run.nodes).tune().getFirst();
                int[] opening = new int[OPENING_BYTES];
                for (int j = 0; j < opening.length; j++) opening[j] = document[j] & 0xFF;
                openings.add(opening);
            }
            try (GptReader base = new GptReader(run.base, null); GptReader adapter = new GptReader(run.base, changes)) {
                Finding f = new TriggerSearch(openings, ByteGpt.VOCABULARY, Budget.USUAL, SEARCH_SEED).worst(base,
                        adapter);
                return new float[][]{floats(f.inserted()), floats(f.recited()), {(float) f.rise()}};
            }
        });
    }

    private static Finding finding(Future<float[][]> search) throws InterruptedException, ExecutionException {
        float[][] found = search.get();
        return new Finding(ints(found[0]), ints(found[1]), found[2][0]);
    }

    private static float[] floats(int[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) floats[i] = values[i];
        return floats;
    }

    private static int[] ints(float[] values) {
        int[] ints = new int[values.length];
        for (int i = 0; i < values.length; i++) ints[i] = (int) values[i];
        return ints;
    }

    private static String words(int[] bytes) {
        byte[] text = new byte[bytes.length];
        for (int i = 0; i < text.length; i++) text[i] = (byte) bytes[i];
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /// All of it.
    void into(ObjectNode out) {
        out.put("rise_limit", TriggerSearch.RISE_MAX).put("routing_limit", Router.LIMIT);
        count(out.putObject("honest_refused"), tried.stream().filter(t -> t.attack == null).toList());
        count(out.putObject("chosen_with_refused"), attacks(false, false));
        count(out.putObject("held_out_refused"), attacks(true, false));
        count(out.putObject("held_out_that_hide_refused"), attacks(true, true));
        ArrayNode limits = out.putArray("cost_of_a_limit_bits_per_char");
        costs.forEach((factor, bits) -> limits.addObject().put("factor", factor).put("at_most", bits / seeds));
        ArrayNode all = out.putArray("adapters");
        for (Tried t : tried) {
            ObjectNode one = all.addObject().put("seed", t.seed).put("adapter", t.name)
                    .put("rise", t.finding.rise()).put("refused", t.finding.damning())
                    .put("inserted", words(t.finding.inserted())).put("recited", words(t.finding.recited()));
            if (t.attack == null) continue;
            one.put("payload_alone", t.alone).put("payload_in_the_pool", t.pool)
                    .put("payload_in_the_pool_limited_at_least", t.least)
                    .put("payload_in_the_pool_limited_at_most", t.most);
        }
    }

    private List<Tried> attacks(boolean heldOut, boolean hides) {
        return tried.stream().filter(t -> t.attack != null && t.attack.heldOut() == heldOut
                && t.attack.hides() == hides).toList();
    }

    private static void count(ObjectNode out, List<Tried> of) {
        out.put("adapters", of.size()).put("refused", of.stream().filter(t -> t.finding.damning()).count());
    }
}
