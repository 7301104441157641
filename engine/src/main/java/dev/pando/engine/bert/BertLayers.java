package dev.pando.engine.bert;

import dev.pando.engine.bert.BertWeights.Multiplied;
import dev.pando.engine.bert.BertWeights.Norm;
import dev.pando.engine.bert.BertWeights.Normed;
import dev.pando.kernel.Attention;
import dev.pando.kernel.ByteInputs;
import dev.pando.kernel.ByteInputs.Range;
import dev.pando.kernel.ByteMatrix;
import dev.pando.kernel.KeyValues;
import dev.pando.kernel.Scratch;
import dev.pando.kernel.Vectors;
import dev.pando.kernel.Workers;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/// The layers of an encoder, each
///
/// ```
/// x = norm(x + output · attention(x))        x = norm(x + down · gelu(up · x))
/// ```
/// Weights are bytes, and what is multiplied with them is rounded to bytes just before, each text by its own largest and
/// smallest value. So a text has the same bits whatever is beside it, and several texts can share a pass over the weights, which is most of
/// what a short one costs.
///
/// Any thread may call, each with a desk of its own. The memory of the weights goes with the last who knows the layers.
///
/// Source: Devlin et al. 2018, <https://arxiv.org/abs/1810.04805>.
public final class BertLayers {

    private static final float EPSILON = 1e-12f; // BERT's
    private static final int SHARE_MIN = 2; // tokens of a thread: one alone would waste most of a turn
    private static final int POSITIONS = 32; // of the cache begin a text: attention looks at so many at once

    private static final Workers ALONE = new Workers(1); // each share attends by itself; has no threads

    private record Layer(ByteMatrix queryKeyValue, ByteMatrix output, Norm attended, ByteMatrix up, ByteMatrix down,
            Norm norm) {}

    private final BertShape shape;
    private final Arena arena = Arena.ofAuto();
    private final List<Layer> layers = new ArrayList<>();

    /// Packs the weights of all layers.
    ///
    /// @throws IllegalArgumentException if one has another size than the shape says, or does not fit in seven bits
    public BertLayers(BertShape shape, BertWeights weights) {
        this.shape = shape;
        int width = shape.width(), inner = shape.inner();
        for (int i = 0; i < shape.layers(); i++) {
            layers.add(new Layer(matrix(weights, i, Multiplied.QUERY_KEY_VALUE, 3 * width, width),
                    matrix(weights, i, Multiplied.OUTPUT, width, width), norm(weights, i, Normed.ATTENTION),
                    matrix(weights, i, Multiplied.UP, inner, width), matrix(weights, i, Multiplied.DOWN, width, inner),
                    norm(weights, i, Normed.LAYER)));
        }
    }

    private ByteMatrix matrix(BertWeights weights, int layer, Multiplied which, int rows, int columns) {
        BertWeights.Bytes bytes = weights.matrix(layer, which);
        return new ByteMatrix(arena, rows, columns, bytes.weights(), bytes.scales(), bytes.biases());
    }

    private Norm norm(BertWeights weights, int layer, Normed which) {
        Norm norm = weights.norm(layer, which);
        if (norm.weight().length != shape.width() || norm.bias().length != shape.width())
            throw new IllegalArgumentException("a norm of " + norm.weight().length + " and " + norm.bias().length);
        return norm;
    }

    /// What one thread at a time needs to run the layers; grows to the longest run.
    public static final class Desk {

        private final ByteInputs rounded = new ByteInputs();
        private final List<Scratch> scratches = new ArrayList<>(); // of each thread that shares in a run
        private KeyValues cache; // null until the first run
        private float[] inner = {};
        private float[] states = {};

        /// Empty.
        public Desk() {}

        private void reserve(int tokens, int positions, int shares, BertShape shape) {
            int most = Math.max(3 * shape.width(), shape.inner()) * tokens;
            if (inner.length < most) inner = new float[most];
            if (states.length < tokens * shape.width()) states = new float[tokens * shape.width()];
            if (cache == null) cache = new KeyValues(shape.heads(), shape.width() / shape.heads());
            cache.reserve(positions);
            while (scratches.size() < shares) scratches.add(new Scratch());
        }
    }

    /// A text in a run.
    ///
    /// @param from     its first token among all
    /// @param to       behind its last
    /// @param position its first in the cache
    private record Text(int from, int to, int position) {}

    /// Runs all layers over texts side by side, in place.
    ///
    /// A text alone is shared among the workers by its tokens, so that each finds in its own cache what it wrote; they wait for each other where a
    /// token needs all others: for the range of what is rounded, and in attention.
    ///
    /// @param desk    not used by another thread meanwhile
    /// @param x       (tokens, width)
    /// @param lengths tokens of each text, at least 1
    public void run(Workers workers, Desk desk, float[] x, int... lengths) {
        List<Text> texts = new ArrayList<>();
        int tokens = 0, positions = 0;
        for (int length : lengths) {
            texts.add(new Text(tokens, tokens + length, positions));
            tokens += length;
            positions += Math.ceilDiv(length, POSITIONS) * POSITIONS;
        }
        int shares = lengths.length == 1 ? Math.clamp(tokens / SHARE_MIN, 1, workers.threads()) : 1;
        desk.reserve(tokens, positions, shares, shape);
        new Run(workers, desk, x, texts, tokens, shares).all();
    }

    /// One run: what its shares do in each phase.
    private final class Run {

        private final Workers workers;
        private final Desk desk;
        private final float[] x;
        private final List<Text> texts;
        private final int tokens;
        private final int shares;
        private final Range[][] ranges; // (share, text) of what is rounded next

        Run(Workers workers, Desk desk, float[] x, List<Text> texts, int tokens, int shares) {
            this.workers = workers;
            this.desk = desk;
            this.x = x;
            this.texts = texts;
            this.tokens = tokens;
            this.shares = shares;
            ranges = new Range[shares][texts.size()];
        }

        void all() {
            workers.run(shares, share -> range(share, x, shape.width()));
            for (Layer layer : layers) run(layer);
        }

        private void run(Layer layer) {
            int width = shape.width(), inner = shape.inner();
            phase(x, width, share -> {
                multiply(layer.queryKeyValue, share, desk.inner);
                remember(share);
            });
            workers.run(shares, share -> {
                attend(share);
                range(share, desk.states, width);
            });
            phase(desk.states, width, share -> {
                multiply(layer.output, share, desk.states);
                join(layer.attended, share);
                range(share, x, width);
            });
            phase(x, width, share -> {
                multiply(layer.up, share, desk.inner);
                Vectors.gelu(desk.inner, first(share) * inner, (first(share + 1) - first(share)) * inner);
                range(share, desk.inner, inner);
            });
            phase(desk.inner, inner, share -> {
                multiply(layer.down, share, desk.states);
                join(layer.norm, share);
                range(share, x, width);
            });
        }

        private int first(int share) {
            return tokens * share / shares;
        }

        // Everybody rounds what is theirs, by everybody's ranges, and goes on with it.
        private void phase(float[] from, int columns, IntConsumer then) {
            desk.rounded.reserve(tokens, columns);
            Range[] all = new Range[texts.size()];
            for (int text = 0; text < all.length; text++) {
                all[text] = Range.EMPTY;
                for (Range[] some : ranges) all[text] = all[text].and(some[text]);
            }
            workers.run(shares, share -> {
                each(share, (text, first, end) -> desk.rounded.round(first, end - first, from, first * columns,
                        all[text]));
                then.accept(share);
            });
        }

        /// Something with a part of a text.
        private interface Part {
            void of(int text, int first, int end);
        }

        private void each(int share, Part part) {
            int first = first(share), end = first(share + 1);
            for (int i = 0; i < texts.size(); i++) {
                int from = Math.max(first, texts.get(i).from), to = Math.min(end, texts.get(i).to);
                if (from < to) part.of(i, from, to);
            }
        }

        private void range(int share, float[] of, int columns) {
            Arrays.fill(ranges[share], Range.EMPTY);
            each(share, (text, first, end) -> ranges[share][text] = Range.of(of, first * columns,
                    (end - first) * columns));
        }

        private void multiply(ByteMatrix matrix, int share, float[] y) {
            matrix.multiply(desk.rounded, first(share), first(share + 1) - first(share), y);
        }

        private void remember(int share) {
            int width = shape.width();
            each(share, (text, first, end) -> {
                for (int t = first; t < end; t++) {
                    int at = t * 3 * width, position = texts.get(text).position + t - texts.get(text).from;
                    desk.cache.put(position, desk.inner, at + width, desk.inner, at + 2 * width);
                }
            });
        }

        private void attend(int share) {
            int width = shape.width(), stride = 3 * width;
            float scale = (float) (1 / Math.sqrt((double) width / shape.heads()));
            each(share, (text, first, end) -> {
                KeyValues[] caches = new KeyValues[end - first];
                Arrays.fill(caches, desk.cache);
                int[] from = new int[caches.length], to = new int[caches.length];
                Text all = texts.get(text);
                Arrays.fill(from, all.position);
                Arrays.fill(to, all.position + all.to - all.from);
                Attention.attend(ALONE, desk.scratches.get(share), shape.heads(), scale, desk.inner, first * stride,
                        stride, desk.states, first * width, caches, from, to);
            });
        }

        private void join(Norm norm, int share) {
            int width = shape.width();
            for (int at = first(share) * width; at < first(share + 1) * width; at += width) {
                Vectors.add(x, at, desk.states, at, width);
                Vectors.layerNorm(x, at, x, at, norm.weight(), norm.bias(), 0, width, EPSILON);
            }
        }
    }
}
