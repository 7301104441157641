package dev.pando.engine.serve;

import dev.pando.engine.genome.Router;
import dev.pando.engine.model.Adapter;
import dev.pando.engine.model.Batch;
import dev.pando.engine.model.Batch.Span;
import dev.pando.engine.model.Forward;
import dev.pando.engine.model.KvCache;
import dev.pando.engine.model.Model;
import dev.pando.kernel.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// One text read by the base and by adapters side by side, each token's distribution mixed by a [Router].
///
/// The weights of the base are there once, and read once for all that are asked: an adapter is one more row of the batch. Of
/// a prompt the base reads all, the adapters its last tokens, on which they prove themselves; what was before them, and what
/// passed while they were not asked, they take from the cache of the one that is believed most. So routing costs little
/// more than the base once the router has made up its mind. Adapters of others are limited, see [Router].
///
/// One owner at a time.
public final class RoutedText {

    /// Tokens of a prompt on which adapters prove themselves; with a decay of 0.98 those before them hardly count.
    public static final int PROOF_TOKENS = 40;

    // Below this nobody samples a token; its logarithm is not worth computing.
    private static final float LEAST = 1e-10f, LOG_LEAST = -23.025851f;

    private final Model model;
    private final Forward forward;
    private final List<Adapter> adapters; // of model k; the base, model 0, has none
    private final Router router;
    private final KvCache[] caches; // (model)
    private final float[][] given; // (model) (vocabulary) logits of the next token; null if the model was not asked
    private final int vocabulary;
    private float[] hidden = {};
    private float[] logits = {};
    private int length;

    /// @param forward  computes with `model`, and for nobody else at the same time
    /// @param adapters made for this model; may be empty
    /// @param own      which of them is the node's own, counted from 1; 0 for none
    /// @param positionsMax tokens of the text at most
    public RoutedText(Model model, Forward forward, List<Adapter> adapters, int own, int positionsMax) {
        this.model = model;
        this.forward = forward;
        this.adapters = new ArrayList<>(adapters);
        this.adapters.addFirst(null);
        router = Router.of(adapters.size() + 1, own);
        if (adapters.size() > (own > 0 ? 1 : 0)) router.limited(Router.LIMIT);
        caches = new KvCache[adapters.size() + 1];
        for (int k = 0; k < caches.length; k++) caches[k] = model.newCache(positionsMax);
        given = new float[caches.length][];
        vocabulary = model.config().vocabulary();
    }

    /// Who is believed how far.
    public Router router() {
        return router;
    }

    /// Tokens read so far.
    public int length() {
        return length;
    }

    /// Never asks an adapter again, from the next token on.
    public void takeBack(Adapter adapter) {
        int k = adapters.indexOf(adapter);
        if (k > 0) router.exclude(k);
    }

    /// Reads the beginning of a long prompt with the base alone.
    ///
    /// @throws IllegalStateException once adapters have read
    public void skim(int... tokens) {
        if (caches[0].length() < length || given[0] != null) throw new IllegalStateException("too late to skim");
        layers(List.of(0), tokens);
    }

    /// Reads more of the text; afterwards [#logits] are those of what follows. Of a first long piece the adapters read the
    /// end.
    ///
    /// @throws IllegalArgumentException if there is nothing to read, or no room for it
    public void read(int... tokens) {
        if (tokens.length == 0) throw new IllegalArgumentException("nothing to read");
        boolean first = Arrays.stream(given).allMatch(Objects::isNull);
        int proof = first ? Math.min(tokens.length, PROOF_TOKENS) : tokens.length, skimmed = tokens.length - proof;
        for (int at = 0; at < skimmed; at += Forward.CHUNK_ROWS) {
            skim(Arrays.copyOfRange(tokens, at, Math.min(skimmed, at + Forward.CHUNK_ROWS)));
        }
        for (int at = skimmed; at < tokens.length; at += PROOF_TOKENS) {
            prove(Arrays.copyOfRange(tokens, at, Math.min(tokens.length, at + PROOF_TOKENS)));
        }
    }

    /// What it costs to read a whole text like this, token by token, in nats; the first token costs nothing.
    public double nats(int... tokens) {
        double nats = 0;
        for (int i = 0; i < tokens.length; i++) {
            if (i > 0) {
                float[] row = logits();
                nats += logOfSum(row) - row[tokens[i]];
            }
            read(tokens[i]);
        }
        return nats;
    }

    // All that are asked read the same tokens; after each the router hears how well they had predicted it.
    private void prove(int[] tokens) {
        observe(tokens[0]);
        List<Integer> asked = asked();
        catchUp(asked);
        layers(asked, tokens);
        float[] all = head(asked.size() * tokens.length);
        Arrays.fill(given, null);
        for (int t = 0; t < tokens.length; t++) {
            for (int i = 0; i < asked.size(); i++) {
                int row = (i * tokens.length + t) * vocabulary;
                given[asked.get(i)] = Arrays.copyOfRange(all, row, row + vocabulary);
            }
            if (t + 1 < tokens.length) observe(tokens[t + 1]);
        }
    }

    private void observe(int token) {
        if (Arrays.stream(given).allMatch(Objects::isNull)) return; // the first token of all
        double[] logProbabilities = new double[given.length];
        for (int k = 0; k < given.length; k++) {
            logProbabilities[k] = given[k] == null ? Double.NaN : given[k][token] - logOfSum(given[k]);
        }
        router.observe(logProbabilities);
    }

    private double logOfSum(float[] row) {
        float[] exponentials = row.clone();
        Vectors.exponentials(exponentials, 0, vocabulary);
        return Vectors.max(row, 0, vocabulary) + StrictMath.log(Vectors.sum(exponentials, 0, vocabulary));
    }

    private List<Integer> asked() {
        List<Integer> asked = new ArrayList<>();
        for (int k = 0; k < caches.length; k++) if (router.asks(k)) asked.add(k);
        return asked;
    }

    private void catchUp(List<Integer> asked) {
        int known = 0;
        for (int k = 1; k < caches.length; k++) {
            boolean knowsMore = caches[k].length() > caches[known].length();
            boolean asLong = caches[k].length() == caches[known].length();
            if (knowsMore || asLong && router.weight(k) > router.weight(known)) known = k;
        }
        for (int k : asked) {
            if (caches[k].length() < length) caches[k].copyPrefix(caches[known], length);
        }
    }

    // Rows of `hidden` are (asked, token).
    private void layers(List<Integer> asked, int[] tokens) {
        int rows = asked.size() * tokens.length, width = model.config().width();
        int[] repeated = new int[rows];
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            System.arraycopy(tokens, 0, repeated, i * tokens.length, tokens.length);
            KvCache cache = caches[asked.get(i)];
            spans.add(new Span(cache, cache.length(), tokens.length, adapters.get(asked.get(i))));
        }
        if (hidden.length < rows * width) hidden = new float[rows * width];
        forward.embed(repeated, hidden);
        forward.run(model.range(), new Batch(spans), hidden);
        length += tokens.length;
    }

    private float[] head(int rows) {
        int[] wanted = new int[rows];
        for (int row = 0; row < rows; row++) wanted[row] = row;
        if (logits.length != rows * vocabulary) logits = new float[rows * vocabulary];
        forward.head(hidden, wanted, logits);
        return logits;
    }

    /// `ln Σ w_k p_k` of what follows, but for a constant: logits for a sampler to choose from, (vocabulary). A new array.
    ///
    /// Where one model is believed alone, its own logits.
    ///
    /// @throws IllegalStateException if nothing was read
    public float[] logits() {
        if (length == 0) throw new IllegalStateException("nothing was read");
        List<Integer> heard = new ArrayList<>();
        for (int k = 0; k < given.length; k++) if (given[k] != null && router.weight(k) > 0) heard.add(k);
        if (heard.size() == 1) return given[heard.getFirst()].clone();
        float[] mixed = new float[vocabulary];
        float[][] p = new float[given.length][];
        for (int k : heard) {
            p[k] = given[k].clone();
            Vectors.softmax(p[k], 0, vocabulary);
        }
        router.mix(p, mixed);
        for (int i = 0; i < vocabulary; i++) mixed[i] = mixed[i] < LEAST ? LOG_LEAST : (float) StrictMath.log(mixed[i]);
        return mixed;
    }
}
