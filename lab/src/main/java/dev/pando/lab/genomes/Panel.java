package dev.pando.lab.genomes;

import dev.pando.engine.genome.Router;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// Documents of all corpora under one seed, what each model gives each byte of them, and what follows for a way to use
/// several models at once.
final class Panel {

    /// Nats by document.
    ///
    /// @param general of a node that knows nothing about the document, mean over all nodes
    /// @param own     of the node whose corpus the document is from
    record Arm(double[] general, double[] own) {

        static Arm same(double[] nats) {
            return new Arm(nats, nats);
        }
    }

    /// How one document is read with several models.
    interface Reading {
        double nats(List<float[]> scores);
    }

    private final List<byte[]> documents = new ArrayList<>();
    private final List<Integer> corpusOf = new ArrayList<>();
    private final int corpora;
    private final Map<String, float[][]> scores = new LinkedHashMap<>(); // model → (document) (byte), ln p

    /// @param byCorpus documents of each corpus
    Panel(List<List<byte[]>> byCorpus) {
        corpora = byCorpus.size();
        for (int c = 0; c < corpora; c++) {
            for (byte[] document : byCorpus.get(c)) {
                documents.add(document);
                corpusOf.add(c);
            }
        }
    }

    List<byte[]> documents() {
        return documents;
    }

    int corpus(int document) {
        return corpusOf.get(document);
    }

    void put(String model, float[][] given) {
        scores.put(model, given);
    }

    /// One model for everybody.
    Arm plain(String model) {
        return Arm.same(each(d -> sum(scores.get(model)[d])));
    }

    /// Each node has a model of its own.
    ///
    /// @param model of node `k`
    Arm byNode(IntFunction<String> model) {
        List<double[]> nodes = new ArrayList<>();
        for (int k = 0; k < corpora; k++) nodes.add(plain(model.apply(k)).general);
        return combined(nodes);
    }

    /// Everybody reads with the same models.
    Arm together(List<String> models, Reading reading) {
        return Arm.same(nats(models, reading));
    }

    /// Each node reads with models of its own.
    Arm togetherByNode(IntFunction<List<String>> models, IntFunction<Reading> reading) {
        List<double[]> nodes = new ArrayList<>();
        for (int k = 0; k < corpora; k++) nodes.add(nats(models.apply(k), reading.apply(k)));
        return combined(nodes);
    }

    /// The mean of several ways.
    double[] mean(List<double[]> ways) {
        return each(d -> ways.stream().mapToDouble(w -> w[d]).average().orElseThrow());
    }

    double[] nats(List<String> models, Reading reading) {
        return each(d -> reading.nats(models.stream().map(m -> scores.get(m)[d]).toList()));
    }

    private Arm combined(List<double[]> nodes) {
        return new Arm(mean(nodes), each(d -> nodes.get(corpus(d))[d]));
    }

    private double[] each(IntToDoubleFunction value) {
        double[] values = new double[documents.size()];
        for (int d = 0; d < values.length; d++) values[d] = value.applyAsDouble(d);
        return values;
    }

    private static double sum(float[] scores) {
        double sum = 0;
        for (float score : scores) sum -= score;
        return sum;
    }

    /// Bits per character of the documents of corpus `c`.
    double bits(double[] nats, int c) {
        double sum = 0;
        long characters = 0;
        for (int d = 0; d < nats.length; d++) {
            if (corpus(d) != c) continue;
            sum += nats[d];
            characters += Corpus.characters(documents.get(d));
        }
        return sum / Math.log(2) / characters;
    }

    /// Bits per character, all corpora alike.
    double bits(double[] nats) {
        double sum = 0;
        for (int c = 0; c < corpora; c++) sum += bits(nats, c);
        return sum / corpora;
    }

    /// Documents of each corpus with a value in nats, as bits for an interval.
    List<Bootstrap.Group> groups(double[] nats) {
        List<Bootstrap.Group> groups = new ArrayList<>();
        for (int c = 0; c < corpora; c++) groups.add(group(nats, c));
        return groups;
    }

    /// The same of one corpus.
    Bootstrap.Group group(double[] nats, int c) {
        int[] of = IntStream.range(0, nats.length).filter(d -> corpus(d) == c).toArray();
        double[] bits = new double[of.length];
        int[] characters = new int[of.length];
        for (int i = 0; i < of.length; i++) {
            bits[i] = nats[of[i]] / Math.log(2);
            characters[i] = Corpus.characters(documents.get(of[i]));
        }
        return new Bootstrap.Group(bits, characters);
    }

    /// Posterior routing, all models alike beforehand.
    static double routed(List<float[]> scores) {
        return routed(scores, new Router(scores.size()), false);
    }

    /// Posterior routing of a node whose own adapter is model `own`.
    static Reading routedFrom(int own) {
        return scores -> routed(scores, Router.of(scores.size(), own), false);
    }

    /// The same with a limit on what the others' adapters may make of a byte: at least what a text gets then.
    static Reading limited(int own, double factor) {
        return scores -> routed(scores, Router.of(scores.size(), own).limited(factor), false);
    }

    /// With a limit, at most what a text can get: as if all that a limit takes from other bytes went to the one that came.
    static Reading atMost(double factor) {
        return scores -> {
            Router router = new Router(scores.size()).limited(factor);
            double[] given = new double[scores.size()];
            double nats = 0;
            for (int t = 0; t < scores.getFirst().length; t++) {
                for (int k = 0; k < given.length; k++) given[k] = scores.get(k)[t];
                nats -= Math.log(Math.min(1, Math.exp(router.mix(given)) + Math.exp(given[0])));
                router.observe(given);
            }
            return nats;
        };
    }

    /// The chance of a byte among the last ones of each document, geometric mean.
    double ending(List<String> models, int bytes, Reading reading) {
        double nats = 0;
        for (int d = 0; d < documents.size(); d++) {
            int document = d;
            List<float[]> whole = models.stream().map(m -> scores.get(m)[document]).toList();
            // A shorter reading ends before: the difference is theirs.
            nats += reading.nats(whole) - reading.nats(whole.stream().map(s -> Arrays.copyOf(s, s.length - bytes))
                    .toList());
        }
        return Math.exp(-nats / bytes / documents.size());
    }

    /// The model that is believed most, alone.
    static double hard(List<float[]> scores) {
        return routed(scores, new Router(scores.size()), true);
    }

    private static double routed(List<float[]> scores, Router router, boolean hard) {
        double[] given = new double[scores.size()];
        double nats = 0;
        for (int t = 0; t < scores.getFirst().length; t++) {
            for (int k = 0; k < given.length; k++) given[k] = scores.get(k)[t];
            nats -= hard ? given[router.best()] : router.mix(given);
            router.observe(given);
        }
        return nats;
    }

    /// All models alike, always.
    static double uniform(List<float[]> scores) {
        double nats = 0;
        for (int t = 0; t < scores.getFirst().length; t++) {
            double sum = 0;
            for (float[] score : scores) sum += Math.exp(score[t]);
            nats -= Math.log(sum / scores.size());
        }
        return nats;
    }
}
