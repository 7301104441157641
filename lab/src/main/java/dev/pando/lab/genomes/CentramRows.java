package dev.pando.lab.genomes;

import dev.pando.engine.genome.Change;
import dev.pando.engine.genome.MergeOperator;
import dev.pando.engine.genome.MergeOperator.Linear;
import dev.pando.engine.genome.MergeOperator.Slerp;
import dev.pando.engine.reference.ByteGpt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// Centram's five published tests, run again with this model and these texts: nodes learn on their own, then each is
/// offered its neighbour's weights, and takes them only if it predicts its own tuning documents no worse.
///
/// Centram does not say what its numbers are; ours are bits per character, a fall counted as plus.
final class CentramRows {

    private static final double SLERP_T = 0.15; // as little of the other as 0.85/0.15

    /// One row.
    ///
    /// @param variant    as Centram calls it
    /// @param published  what Centram measured: own, generalist, cross (NaN where it does not say), accepted share
    /// @param own        gain on the node's own documents, base to the end
    /// @param generalist gain on all documents, base to the end
    /// @param cross      gain on the others' documents, base to the end
    /// @param offered    offers
    /// @param accepted   of them
    /// @param merging    what the merge alone did to all documents, accepted or not
    record Row(String variant, double[] published, double own, double generalist, double cross, int offered,
            int accepted, double merging) {}

    /// What one node learns from and is measured on.
    private record Side(List<byte[]> learn, List<byte[]> tune, List<byte[]> test) {}

    private final SeedRun run;
    private final int largest;

    CentramRows(SeedRun run, List<Corpus> corpora) {
        this.run = run;
        int most = 0;
        for (int c = 1; c < corpora.size(); c++) {
            if (run.splits.get(c).node().size() > run.splits.get(most).node().size()) most = c;
        }
        largest = most;
    }

    List<Row> rows() throws InterruptedException, ExecutionException {
        List<Side> divergent = run.splits.stream().map(s -> new Side(s.node(), s.tune(), few(s.test()))).toList();
        List<Side> registers = registers();
        List<Row> rows = new ArrayList<>();
        rows.add(delta(divergent));
        rows.add(lora("LoRA, divergent corpora", new double[]{.0179, .0034, Double.NaN, 0}, "lora divergent", divergent,
                mixtures(divergent, 1), Linear.own(2)));
        rows.add(lora("LoRA, same domain (registers)", new double[]{.0156, -.0022, -.0030, .017}, "lora same",
                registers, mixtures(registers, 1), Linear.own(2)));
        rows.add(lora("LoRA, SLERP operator (same)", new double[]{.0156, -.0023, -.0030, 0}, "lora same", registers,
                mixtures(registers, 1), new Slerp(SLERP_T)));
        rows.add(lora("LoRA, topic-overlap rich data", new double[]{.0070, -.0006, -.0013, .033}, "lora overlap",
                divergent, mixtures(divergent, 0.6), Linear.own(2)));
        return rows;
    }

    private static List<byte[]> few(List<byte[]> documents) {
        return documents.subList(0, Math.min(4, documents.size()));
    }

    // The largest corpus in as many parts as there are nodes, each with documents of its own to be measured on.
    private List<Side> registers() {
        List<byte[]> documents = run.splits.get(largest).node();
        List<Side> sides = new ArrayList<>();
        for (int k = 0; k < run.nodes; k++) {
            List<byte[]> part = documents.subList(documents.size() * k / run.nodes,
                    documents.size() * (k + 1) / run.nodes);
            int held = Math.clamp(part.size() / 4, 1, 4), left = Math.max(1, part.size() - 2 * held);
            sides.add(new Side(part.subList(0, left), cut(part.subList(left, Math.max(left, part.size() - held))),
                    cut(part.subList(part.size() - held, part.size()))));
        }
        return sides;
    }

    private List<byte[]> cut(List<byte[]> documents) {
        return documents.stream().map(d -> Arrays.copyOf(d, Math.min(d.length, run.scale.documentBytes()))).toList();
    }

    /// @param share of a node's sequences that are from its own text; the others have the rest
    private List<Mixture> mixtures(List<Side> sides, double share) {
        List<byte[]> texts = sides.stream().map(s -> Mixture.joined(s.learn)).toList();
        return IntStream.range(0, sides.size()).mapToObj(k -> {
            double[] shares = new double[sides.size()];
            Arrays.fill(shares, (1 - share) / (sides.size() - 1));
            shares[k] = share;
            return new Mixture(texts, shares, run.seed + k);
        }).toList();
    }

    private Row lora(String variant, double[] published, String name, List<Side> sides, List<Mixture> texts,
            MergeOperator operator) throws InterruptedException, ExecutionException {
        List<Future<float[][]>> trained = new ArrayList<>();
        for (int k = 0; k < sides.size(); k++) {
            trained.add(run.adapter(name, k, Scale.RANK, texts.get(k), 0, run.scale.rowSteps(), null));
        }
        List<SortedMap<String, Change>> own = new ArrayList<>();
        for (Future<float[][]> adapter : trained) own.add(run.changes(Scale.RANK, adapter.get()));
        Measured measured = new Measured(sides, name + " " + operator.label());
        for (int k = 0; k < sides.size(); k++) {
            SortedMap<String, Change> merged = run.merged(operator, List.of(own.get(k), own.get(next(k))));
            measured.node(run.base, own.get(k), run.base, merged);
        }
        return measured.row(variant, published);
    }

    private int next(int node) {
        return (node + 1) % run.nodes;
    }

    // All weights learn, and all are mixed.
    private Row delta(List<Side> sides) throws InterruptedException, ExecutionException {
        List<Mixture> texts = mixtures(sides, 1);
        List<Future<float[][]>> trained = new ArrayList<>();
        for (int k = 0; k < sides.size(); k++) {
            int node = k;
            trained.add(run.result("delta" + k, () -> {
                ByteGpt model = run.base.copy();
                Teacher.base(model, texts.get(node), run.scale.rowSteps(), Scale.DELTA_RATE);
                return Weights.of(model.parameters());
            }));
        }
        Measured measured = new Measured(sides, "delta");
        for (int k = 0; k < sides.size(); k++) {
            float[][] mine = trained.get(k).get(), theirs = trained.get(next(k)).get();
            measured.node(model(mine, mine, 1), null, model(mine, theirs, MergeOperator.OWN), null);
        }
        return measured.row("Delta, divergent corpora", new double[]{.0347, -.0277, Double.NaN, .05});
    }

    private ByteGpt model(float[][] mine, float[][] theirs, double share) {
        float[][] mixed = new float[mine.length][];
        for (int i = 0; i < mine.length; i++) {
            mixed[i] = new float[mine[i].length];
            for (int j = 0; j < mixed[i].length; j++) {
                mixed[i][j] = (float) (share * mine[i][j] + (1 - share) * theirs[i][j]);
            }
        }
        ByteGpt model = run.base.copy();
        Weights.into(mixed, model.parameters());
        return model;
    }

    /// Scores of a row's models, and the row that follows from them.
    private final class Measured {

        private final Panel tune;
        private final Panel test;
        private final int nodes;
        private final String name;
        private final List<Future<float[][]>> asked = new ArrayList<>();
        private final List<Runnable> kept = new ArrayList<>();

        Measured(List<Side> sides, String name) {
            tune = new Panel(sides.stream().map(Side::tune).toList());
            test = new Panel(sides.stream().map(Side::test).toList());
            nodes = sides.size();
            this.name = name;
            ask(tune, "tune", "base", run.base, null);
            ask(test, "test", "base", run.base, null);
        }

        void node(ByteGpt model, SortedMap<String, Change> own, ByteGpt mergedModel, SortedMap<String, Change> merged) {
            int k = asked.size() / 4; // base's two scores come first, then four of each node
            for (Panel panel : List.of(tune, test)) {
                String which = panel == tune ? "tune" : "test";
                ask(panel, which, "own" + k, model, own);
                ask(panel, which, "merged" + k, mergedModel, merged);
            }
        }

        private void ask(Panel panel, String which, String model, ByteGpt gpt, SortedMap<String, Change> changes) {
            Future<float[][]> scores = run.result(which + " " + name + " " + model,
                    () -> Teacher.scores(gpt, changes, panel.documents()));
            asked.add(scores);
            kept.add(() -> panel.put(model, scores.resultNow()));
        }

        Row row(String variant, double[] published) throws InterruptedException, ExecutionException {
            for (Future<float[][]> scores : asked) scores.get();
            kept.forEach(Runnable::run);
            double own = 0, generalist = 0, cross = 0, merging = 0;
            int accepted = 0;
            double[] base = bits(test, "base");
            for (int k = 0; k < nodes; k++) {
                boolean yes = bits(tune, "merged" + k)[k] <= bits(tune, "own" + k)[k];
                double[] end = bits(test, (yes ? "merged" : "own") + k);
                accepted += yes ? 1 : 0;
                own += (base[k] - end[k]) / nodes;
                for (int c = 0; c < nodes; c++) {
                    generalist += (base[c] - end[c]) / nodes / nodes;
                    if (c != k) cross += (base[c] - end[c]) / nodes / (nodes - 1);
                    merging += (bits(test, "own" + k)[c] - bits(test, "merged" + k)[c]) / nodes / nodes;
                }
            }
            return new Row(variant, published, own, generalist, cross, nodes, accepted, merging);
        }

        private double[] bits(Panel panel, String model) {
            double[] nats = panel.plain(model).general();
            return IntStream.range(0, nodes).mapToDouble(c -> panel.bits(nats, c)).toArray();
        }
    }
}
