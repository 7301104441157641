package dev.pando.engine.model;

import dev.pando.engine.model.Batch.Span;
import dev.pando.kernel.Attention;
import dev.pando.kernel.Dequantise;
import dev.pando.kernel.KeyValues;
import dev.pando.kernel.Projections;
import dev.pando.kernel.Projections.Output;
import dev.pando.kernel.Scratch;
import dev.pando.kernel.Vectors;
import dev.pando.kernel.Workers;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/// The forward pass: tokens to hidden states, through layers, to logits; each step on its own.
///
/// The bits of a row depend on its own sequence alone: not on threads, on vector width, on how a prompt was cut into
/// chunks, on other rows of the batch, or on where the layers were split. See `docs/decisions/001-same-bits.md`.
///
/// Buffers are kept from call to call. One thread at a time.
public final class Forward {

    /// Rows of one batch; buffers are sized by the largest one so far.
    public static final int ROWS_MAX = 4_096;
    /// Rows after which a longer prefill gains nothing: cut prompts into chunks of this size.
    public static final int CHUNK_ROWS = 512;

    // Fewer rows than this are normed, rotated and added by the caller: waking the others would take longer.
    private static final int ROWS_ALONE_MAX = 7;

    private final Model model;
    private final ModelConfig config;
    private final Workers workers;
    private final Scratch scratch = new Scratch();
    private final Rows rows;
    private Observer observer = new Observer() {
    };

    /// @param model   what to compute with
    /// @param workers who computes
    public Forward(Model model, Workers workers) {
        this.model = model;
        this.config = model.config();
        this.workers = workers;
        this.rows = new Rows(model);
    }

    /// From now on, `observer` looks on.
    public void observe(Observer observer) {
        this.observer = observer;
    }

    /// Looks up the embedding of each token.
    ///
    /// @param tokens one for each row
    /// @param hidden (tokens, width) is written
    /// @throws IndexOutOfBoundsException if a token is not in the vocabulary
    public void embed(int[] tokens, float[] hidden) {
        int width = config.width();
        each(tokens.length, r -> {
            Dequantise.row(model.embedding(), tokens[r], hidden, r * width);
            if (config.embeddingScale() != 1) Vectors.scale(hidden, r * width, config.embeddingScale(), width);
        });
        model.lookedUp(tokens.length);
    }

    /// Takes the rows of a batch through layers `range`, in place, and remembers them in their caches.
    ///
    /// @param range  layers to run; the model and all caches must have them
    /// @param hidden (rows, width) in: what came out of the layer before `range`; out: what comes out of its last
    public void run(LayerRange range, Batch batch, float[] hidden) {
        run(range, batch, hidden, () -> true);
    }

    /// The same, but it stops before the next layer when the work is `wanted` no more: then the caches are as long as
    /// they were, and `hidden` is of no use.
    ///
    /// @return whether it came to the end
    public boolean run(LayerRange range, Batch batch, float[] hidden, BooleanSupplier wanted) {
        if (!model.range().contains(range)) throw new IllegalArgumentException(range + " of " + model.range());
        rows.prepare(batch, range);
        each(rows.count, rows::rotations);
        for (int i = range.from(); i < range.to(); i++) {
            if (!wanted.getAsBoolean()) return false;
            rows.enter(batch, i);
            attention(i, hidden);
            feedForward(i, hidden);
            observer.hidden(i, batch, hidden);
        }
        for (Span span : batch.spans()) span.cache().written(span.start() + span.count());
        return true;
    }

    private void attention(int i, float[] hidden) {
        Layer l = model.layer(i);
        int width = config.width();
        each(rows.count, r -> norm(rows.normed, hidden, r, l.attentionNorm()));
        project(rows.normed, output(l, Site.QUERY, rows.q), output(l, Site.KEY, rows.k),
                output(l, Site.VALUE, rows.v));
        each(rows.count, r -> remember(i, l, r));
        Attention.attend(workers, scratch, config.heads(), config.attentionScale(), rows.q, 0, config.querySize(),
                rows.mixed, 0, rows.keyValues, config.windowed(i) ? rows.windowFrom : rows.from, rows.to);
        project(rows.mixed, output(l, Site.ATTENTION_OUT, rows.added));
        each(rows.count, r -> {
            change(i, l, Site.ATTENTION_OUT, r, rows.mixed, rows.added);
            if (l.attentionPostNorm() != null) norm(rows.added, rows.added, r, l.attentionPostNorm());
            Vectors.add(hidden, r * width, rows.added, r * width, width);
        });
    }

    // Queries and keys are normed head by head where the architecture says so, turned to their position, and cached.
    private void remember(int i, Layer l, int r) {
        int q = r * config.querySize(), k = r * config.keySize(), size = config.headSize();
        change(i, l, Site.QUERY, r, rows.normed, rows.q);
        change(i, l, Site.KEY, r, rows.normed, rows.k);
        change(i, l, Site.VALUE, r, rows.normed, rows.v);
        boolean windowed = config.windowed(i);
        for (int h = 0; h < config.heads(); h++) head(rows.q, q + h * size, l.queryNorm(), r, windowed);
        for (int h = 0; h < config.kvHeads(); h++) head(rows.k, k + h * size, l.keyNorm(), r, windowed);
        rows.keyValues[r].put(rows.to[r] - 1, rows.k, k, rows.v, k);
    }

    private void head(float[] x, int at, float[] norm, int r, boolean windowed) {
        if (norm != null) Vectors.rmsNorm(x, at, x, at, norm, 0, config.headSize(), config.normEpsilon());
        rows.rotate(x, at, r, windowed);
    }

    private void feedForward(int i, float[] hidden) {
        Layer l = model.layer(i);
        int width = config.width(), size = config.feedForward();
        each(rows.count, r -> norm(rows.normed, hidden, r, l.feedForwardNorm()));
        project(rows.normed, output(l, Site.GATE, rows.gate), output(l, Site.UP, rows.up));
        each(rows.count, r -> {
            change(i, l, Site.GATE, r, rows.normed, rows.gate);
            change(i, l, Site.UP, r, rows.normed, rows.up);
            switch (config.architecture().activation) {
                case SILU -> Vectors.siluMultiply(rows.gate, r * size, rows.up, r * size, size);
                case GELU_TANH -> Vectors.geluMultiply(rows.gate, r * size, rows.up, r * size, size);
            }
        });
        project(rows.gate, output(l, Site.DOWN, rows.added));
        each(rows.count, r -> {
            change(i, l, Site.DOWN, r, rows.gate, rows.added);
            if (l.feedForwardPostNorm() != null) norm(rows.added, rows.added, r, l.feedForwardPostNorm());
            Vectors.add(hidden, r * width, rows.added, r * width, width);
        });
    }

    /// Logits of some rows.
    ///
    /// @param hidden  (rows, width) as it comes out of the last layer; left as it is
    /// @param wanted  rows to compute logits of
    /// @param logits  (wanted, vocabulary) is written
    public void head(float[] hidden, int[] wanted, float[] logits) {
        rows.grow(wanted.length);
        int width = config.width();
        each(wanted.length, r -> Vectors.rmsNorm(rows.normed, r * width, hidden, wanted[r] * width,
                model.outputNorm(), 0, width, config.normEpsilon()));
        Projections.multiply(workers, scratch, rows.normed, 0, wanted.length, new Output(model.head(), logits));
        if (config.logitCap() != 0) each(wanted.length, r -> cap(logits, r * config.vocabulary()));
        observer.logits(wanted.length, logits);
    }

    private void cap(float[] logits, int from) {
        float cap = config.logitCap();
        for (int i = from; i < from + config.vocabulary(); i++) {
            logits[i] = cap * (float) StrictMath.tanh(logits[i] / cap);
        }
    }

    private void norm(float[] y, float[] x, int r, float[] weight) {
        int width = config.width();
        Vectors.rmsNorm(y, r * width, x, r * width, weight, 0, width, config.normEpsilon());
    }

    private void project(float[] x, Output... outputs) {
        Projections.multiply(workers, scratch, x, 0, rows.count, outputs);
    }

    private static Output output(Layer l, Site site, float[] y) {
        return new Output(l.projections().get(site), y);
    }

    // What comes on top of a product: a bias if there is one, an adapter if the row has one.
    private void change(int i, Layer l, Site site, int r, float[] x, float[] y) {
        int inputs = site.inputs(config), outputs = site.outputs(config);
        float[] bias = l.biases().get(site);
        if (bias != null) Vectors.add(y, r * outputs, bias, 0, outputs);
        Adapter adapter = rows.adapters[r];
        if (adapter != null) adapter.apply(i, site, x, r * inputs, y, r * outputs);
    }

    private void each(int count, IntConsumer row) {
        if (count > ROWS_ALONE_MAX) {
            workers.run(count, row);
        } else {
            for (int r = 0; r < count; r++) row.accept(r);
        }
    }

    /// What the rows of a batch need between two steps; keyed by row, grown to the largest batch and kept.
    private static final class Rows {

        private final ModelConfig config;
        private final Rope rope;
        private final Rope windowedRope;
        private int capacity;
        int count;
        float[] normed = {}; // (row, width)
        float[] q = {}; // (row, heads, headSize)
        float[] k = {}; // (row, kvHeads, headSize)
        float[] v = {}; // (row, kvHeads, headSize)
        float[] mixed = {}; // (row, heads, headSize)
        float[] added = {}; // (row, width)
        float[] gate = {}; // (row, feedForward)
        float[] up = {}; // (row, feedForward)
        private float[] cos = {}, sin = {}; // (row, pairs)
        private float[] windowCos = {}, windowSin = {}; // (row, pairs)
        KeyValues[] keyValues = {}; // of the current layer; exactly as long as there are rows
        int[] from = {}, windowFrom = {}, to = {}; // positions seen; `to − 1` is the row's own
        Adapter[] adapters = {};

        Rows(Model model) {
            config = model.config();
            rope = model.rope();
            windowedRope = model.windowedRope();
        }

        void grow(int rows) {
            if (rows > ROWS_MAX) throw new IllegalArgumentException(rows + " rows, limit " + ROWS_MAX);
            if (rows <= capacity) return;
            capacity = rows;
            normed = new float[rows * config.width()];
            q = new float[rows * config.querySize()];
            k = new float[rows * config.keySize()];
            v = new float[rows * config.keySize()];
            mixed = new float[rows * config.querySize()];
            added = new float[rows * config.width()];
            gate = new float[rows * config.feedForward()];
            up = new float[rows * config.feedForward()];
            cos = new float[rows * rope.pairs()];
            sin = new float[rows * rope.pairs()];
            if (windowedRope == rope) return;
            windowCos = new float[rows * windowedRope.pairs()];
            windowSin = new float[rows * windowedRope.pairs()];
        }

        void prepare(Batch batch, LayerRange range) {
            count = batch.rows();
            grow(count);
            if (keyValues.length != count) {
                keyValues = new KeyValues[count];
                from = new int[count];
                windowFrom = new int[count];
                to = new int[count];
                adapters = new Adapter[count];
            }
            int r = 0;
            for (Span span : batch.spans()) {
                span.cache().reserve(range, span.start() + span.count());
                for (int i = 0; i < span.count(); i++, r++) {
                    to[r] = span.start() + i + 1;
                    windowFrom[r] = Math.max(0, to[r] - config.window());
                    adapters[r] = span.adapter();
                }
            }
        }

        void rotations(int r) {
            rope.at(to[r] - 1, cos, sin, r * rope.pairs());
            if (windowedRope != rope) windowedRope.at(to[r] - 1, windowCos, windowSin, r * windowedRope.pairs());
        }

        void enter(Batch batch, int layer) {
            int r = 0;
            for (Span span : batch.spans()) {
                KeyValues cached = span.cache().layer(layer);
                for (int i = 0; i < span.count(); i++) keyValues[r++] = cached;
            }
        }

        void rotate(float[] x, int at, int r, boolean windowed) {
            boolean own = windowed && windowedRope != rope;
            Rope used = own ? windowedRope : rope;
            float[] c = own ? windowCos : cos, s = own ? windowSin : sin;
            switch (used.pairing()) {
                case INTERLEAVED -> Vectors.rotatePairs(x, at, c, s, r * used.pairs(), used.pairs());
                case HALVES -> Vectors.rotateHalves(x, at, c, s, r * used.pairs(), used.pairs());
            }
        }
    }
}
