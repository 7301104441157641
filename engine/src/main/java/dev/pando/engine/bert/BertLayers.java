package dev.pando.engine.bert;

import dev.pando.engine.bert.BertWeights.Multiplied;
import dev.pando.engine.bert.BertWeights.Norm;
import dev.pando.engine.bert.BertWeights.Normed;
import dev.pando.kernel.Attention;
import dev.pando.kernel.ByteInputs;
import dev.pando.kernel.ByteMatrix;
import dev.pando.kernel.KeyValues;
import dev.pando.kernel.Scratch;
import dev.pando.kernel.Vectors;
import dev.pando.kernel.Workers;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
    private static final int PART_ROWS = 4 * ByteMatrix.GROUP; // that one thread multiplies before it takes the next

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

        private final Scratch scratch = new Scratch();
        private final ByteInputs rounded = new ByteInputs();
        private KeyValues cache; // null until the first run
        private float[] inner = {};
        private float[] states = {};

        /// Empty.
        public Desk() {}

        private void reserve(int tokens, BertShape shape) {
            int most = Math.max(3 * shape.width(), shape.inner()) * tokens;
            if (inner.length < most) inner = new float[most];
            if (states.length < tokens * shape.width()) states = new float[tokens * shape.width()];
            if (cache == null) cache = new KeyValues(shape.heads(), shape.width() / shape.heads());
        }
    }

    /// Texts side by side: where each begins, and where the last ends.
    private record Texts(int[] starts) {

        int tokens() {
            return starts[starts.length - 1];
        }

        int count() {
            return starts.length - 1;
        }

        int length(int text) {
            return starts[text + 1] - starts[text];
        }
    }

    /// Runs all layers over texts side by side, in place.
    ///
    /// @param desk    not used by another thread meanwhile
    /// @param x       (tokens, width)
    /// @param lengths tokens of each text, at least 1
    public void run(Workers workers, Desk desk, float[] x, int... lengths) {
        int[] starts = new int[lengths.length + 1];
        for (int i = 0; i < lengths.length; i++) starts[i + 1] = starts[i] + lengths[i];
        Texts texts = new Texts(starts);
        desk.reserve(texts.tokens(), shape);
        for (Layer layer : layers) run(workers, desk, layer, x, texts);
    }

    private void run(Workers workers, Desk desk, Layer layer, float[] x, Texts texts) {
        round(workers, desk, x, shape.width(), texts);
        multiply(workers, desk, layer.queryKeyValue, texts.tokens(), desk.inner, false);
        attend(workers, desk, texts);
        round(workers, desk, desk.states, shape.width(), texts);
        multiply(workers, desk, layer.output, texts.tokens(), desk.states, false);
        join(workers, desk, layer.attended, x, texts.tokens());
        round(workers, desk, x, shape.width(), texts);
        multiply(workers, desk, layer.up, texts.tokens(), desk.inner, true);
        round(workers, desk, desk.inner, shape.inner(), texts);
        multiply(workers, desk, layer.down, texts.tokens(), desk.states, false);
        join(workers, desk, layer.norm, x, texts.tokens());
    }

    private static void round(Workers workers, Desk desk, float[] x, int columns, Texts texts) {
        desk.rounded.reserve(texts.tokens(), columns);
        workers.run(texts.count(), text -> desk.rounded.round(texts.starts[text], texts.length(text), x,
                texts.starts[text] * columns));
    }

    private static void multiply(Workers workers, Desk desk, ByteMatrix matrix, int tokens, float[] y,
            boolean activated) {
        int rows = matrix.rows();
        workers.run(Math.ceilDiv(rows, PART_ROWS), part -> {
            int from = part * PART_ROWS, to = Math.min(rows, from + PART_ROWS);
            matrix.multiply(desk.rounded, tokens, from, to, y, rows);
            if (activated) for (int t = 0; t < tokens; t++) Vectors.gelu(y, t * rows + from, to - from);
        });
    }

    // Each text by itself, from the first position of the cache on.
    private void attend(Workers workers, Desk desk, Texts texts) {
        int width = shape.width(), stride = 3 * width;
        float scale = (float) (1 / Math.sqrt((double) width / shape.heads()));
        for (int text = 0; text < texts.count(); text++) {
            int length = texts.length(text), first = texts.starts[text];
            desk.cache.reserve(length);
            for (int t = 0; t < length; t++) {
                int at = (first + t) * stride;
                desk.cache.put(t, desk.inner, at + width, desk.inner, at + 2 * width);
            }
            KeyValues[] caches = new KeyValues[length];
            Arrays.fill(caches, desk.cache);
            int[] from = new int[length], to = new int[length];
            Arrays.fill(to, length);
            Attention.attend(workers, desk.scratch, shape.heads(), scale, desk.inner, first * stride, stride,
                    desk.states, first * width, caches, from, to);
        }
    }

    private void join(Workers workers, Desk desk, Norm norm, float[] x, int tokens) {
        int width = shape.width();
        workers.run(tokens, token -> {
            int at = token * width;
            Vectors.add(x, at, desk.states, at, width);
            Vectors.layerNorm(x, at, x, at, norm.weight(), norm.bias(), 0, width, EPSILON);
        });
    }
}
