package dev.pando.engine.learn;

import dev.pando.engine.train.Noise;
import dev.pando.engine.train.Weight.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// Weights to begin with: noise, and in the noise the circuit that copies.
///
/// A model that answers from notes copies names letter by letter. Left to itself a small model finds out how only after
/// hundreds of millions of tokens; so it is given a beginning, after Olsson et al. 2022 ("In-context Learning and Induction
/// Heads") and Trockman and Kolter 2023 ("Mimetic Initialization of Self-Attention Layers"):
///
/// ```
/// hidden state │ 0..3 constant │ the token │ the token before │ the token before that │
/// ```
/// * In the first layer some heads look at the position before, or two before: with a constant as query and key, the query
///   turned back by as many positions, the score is `Σ cos((i − j − back) · θ)`, highest at `j = i − back`. They write
///   what they see into their own part of the hidden state.
/// * In later layers some heads look for what came before the same token: query the token, key the token before. Where it
///   was seen, they fetch the token that followed.
/// * Others look for the same token: query and key agree.
///
/// Nothing is fixed: all of it learns. Queries that compare contents use only the pairs that rotate slowly.
final class Beginning {

    private static final int CONSTANT = 4; // elements
    private static final double EMBEDDING = 0.05; // spread of a token's elements
    private static final double CONSTANT_VALUE = 3 * EMBEDDING;
    private static final double NOISE = 0.02; // spread, as GPT-2 has it
    private static final double LOOK_BACK = 60; // squared length of a query that looks at a position
    private static final double[] LOOK_BACK_SHARES = {1, 1, 0.5}; // of the pairs that rotate fastest
    private static final double SLOW = 0.008; // radians a position, at most, of pairs that compare contents
    private static final double SAME = 1.0; // score for each element in which two tokens agree
    private static final double FETCH = 0.12; // what a head that copies writes, for each element it sees

    private final NewModel.Shape shape;
    private final int size; // of a head
    private final int slow; // the first element of a head that compares contents
    private final int memory; // elements that keep a token before
    private final int token; // elements that keep the token
    private final SplittableRandom random;
    private final Map<String, Parameter> weights = new LinkedHashMap<>();

    private Beginning(NewModel.Shape shape, long seed) {
        this.shape = shape;
        this.size = shape.headSize();
        int pair = 0;
        while (pair < size / 2 && StrictMath.pow(NewModel.Shape.ROPE_BASE, -2.0 * pair / size) > SLOW) pair++;
        this.slow = 2 * pair;
        this.memory = 2 * (size - slow);
        this.token = shape.width() - CONSTANT - 2 * memory;
        this.random = new SplittableRandom(seed);
    }

    /// @return by GGUF's names, in the order in which they are stored
    static Map<String, Parameter> of(NewModel.Shape shape, int vocabulary, long seed) {
        Beginning beginning = new Beginning(shape, seed);
        beginning.noise(vocabulary);
        if (beginning.token >= beginning.memory && shape.heads() >= 6 && shape.kvHeads() == shape.heads()) {
            beginning.tokens();
            beginning.lookBack();
            for (int layer = 1; layer < shape.layers(); layer++) beginning.lookFor(layer);
        }
        return beginning.weights;
    }

    // ---- noise

    private void noise(int vocabulary) {
        double residual = NOISE / StrictMath.sqrt(2 * shape.layers());
        matrix("token_embd.weight", vocabulary, shape.width(), EMBEDDING);
        for (int i = 0; i < shape.layers(); i++) {
            String b = "blk." + i + ".";
            norm(b + "attn_norm.weight");
            matrix(b + "attn_q.weight", shape.width(), shape.width(), NOISE);
            matrix(b + "attn_k.weight", shape.keySize(), shape.width(), NOISE);
            matrix(b + "attn_v.weight", shape.keySize(), shape.width(), 2 * NOISE);
            matrix(b + "attn_output.weight", shape.width(), shape.width(), residual);
            norm(b + "ffn_norm.weight");
            matrix(b + "ffn_gate.weight", shape.feedForward(), shape.width(), 2 * NOISE);
            matrix(b + "ffn_up.weight", shape.feedForward(), shape.width(), 2 * NOISE);
            matrix(b + "ffn_down.weight", shape.width(), shape.feedForward(), residual);
        }
        norm("output_norm.weight");
    }

    private void norm(String name) {
        weights.put(name, Parameter.vector(name, shape.width(), 1));
    }

    private void matrix(String name, int rows, int columns, double spread) {
        Parameter p = Parameter.matrix(name, rows, columns);
        for (int i = 0; i < p.value().length; i++) p.value()[i] = (float) (spread * Noise.gaussian(random));
        weights.put(name, p);
    }

    // ---- the circuit

    private void tokens() {
        float[] e = weights.get("token_embd.weight").value();
        int width = shape.width();
        for (int row = 0; row < e.length / width; row++) {
            for (int i = 0; i < CONSTANT; i++) e[row * width + i] = (float) CONSTANT_VALUE;
            for (int i = CONSTANT + token; i < width; i++) e[row * width + i] = 0;
        }
    }

    /// Root mean square of an embedding's elements: what the norm divides by.
    private double embeddingRms() {
        return StrictMath
                .sqrt((token * EMBEDDING * EMBEDDING + CONSTANT * CONSTANT_VALUE * CONSTANT_VALUE) / shape.width());
    }

    // Two heads see the token before, two the one before that: half of its memory each.
    private void lookBack() {
        for (int head = 0; head < 4; head++) {
            int back = head / 2 + 1, to = CONSTANT + token + (head / 2) * memory + head % 2 * (memory / 2);
            position("blk.0.", head, back);
            clear("blk.0.", head, true);
            double keep = embeddingRms(); // undoes the norm
            for (int i = 0; i < memory / 2; i++) {
                if (back == 1) unit("blk.0.attn_v.weight", head * size + i);
                else
                    copy("blk.0.attn_v.weight", (head - 2) * size + i, "blk.0.attn_v.weight", head * size + i, 1);
                set("blk.0.attn_output.weight", to + i, head * size + i, keep);
            }
        }
    }

    private void position(String layer, int head, int back) {
        double seen = CONSTANT * CONSTANT_VALUE / embeddingRms();
        clear(layer, head, false);
        for (int pair = 0; pair < LOOK_BACK_SHARES.length; pair++) {
            double angle = -back * StrictMath.pow(NewModel.Shape.ROPE_BASE, -2.0 * pair / size);
            double length = StrictMath.sqrt(LOOK_BACK * LOOK_BACK_SHARES[pair]) / seen;
            int row = head * size + 2 * pair;
            for (int i = 0; i < CONSTANT; i++) {
                set(layer + "attn_k.weight", row, i, length);
                set(layer + "attn_q.weight", row, i, length * StrictMath.cos(angle));
                set(layer + "attn_q.weight", row + 1, i, length * StrictMath.sin(angle));
            }
        }
    }

    // In the second layer heads 0 and 1 look for what followed the same token, 2 and 3 for what came two after the token
    // before: together they continue what they have seen. Heads 4 and 5, and two of each later layer, find the same token.
    private void lookFor(int layer) {
        String b = "blk." + layer + ".";
        int heads = layer == 1 ? 6 : 2;
        for (int head = 0; head < heads; head++) {
            clear(b, head, false);
            boolean follows = layer == 1 && head < 4;
            double score = StrictMath.sqrt(SAME * StrictMath.sqrt(size));
            for (int i = 0; i < size - slow; i++) {
                int row = head * size + slow + i;
                if (follows) {
                    int half = CONSTANT + token + head % 2 * (memory / 2) + i;
                    if (head < 2) copy("blk.0.attn_v.weight", head * size + i, b + "attn_q.weight", row, score);
                    else
                        set(b + "attn_q.weight", row, half, score);
                    set(b + "attn_k.weight", row, head < 2 ? half : half + memory, score);
                } else {
                    unit(b + "attn_q.weight", row, score);
                    copy(b + "attn_q.weight", row, b + "attn_k.weight", row, 1);
                }
            }
            if (follows) fetch(b, head);
        }
    }

    /// What the head sees is written as it is.
    private void fetch(String b, int head) {
        clear(b, head, true);
        for (int i = 0; i < size; i++) {
            unit(b + "attn_v.weight", head * size + i);
            float[] v = weights.get(b + "attn_v.weight").value(), o = weights.get(b + "attn_output.weight").value();
            int width = shape.width(), row = (head * size + i) * width;
            for (int j = 0; j < width; j++) o[j * width + head * size + i] = (float) (FETCH * v[row + j]);
        }
    }

    // ---- matrices

    /// Zeroes the rows of a head's queries and keys, or of its values and the columns of its output.
    private void clear(String b, int head, boolean values) {
        int width = shape.width();
        for (int i = head * size; i < (head + 1) * size; i++) {
            for (int j = 0; j < width; j++) {
                if (values) {
                    set(b + "attn_v.weight", i, j, 0);
                    set(b + "attn_output.weight", j, i, 0);
                } else {
                    set(b + "attn_q.weight", i, j, 0);
                    set(b + "attn_k.weight", i, j, 0);
                }
            }
        }
    }

    private void unit(String name, int row) {
        unit(name, row, 1);
    }

    /// A random direction among the elements that keep the token.
    private void unit(String name, int row, double length) {
        double squares = 0;
        double[] direction = new double[token];
        for (int i = 0; i < token; i++) {
            direction[i] = Noise.gaussian(random);
            squares += direction[i] * direction[i];
        }
        for (int i = 0; i < token; i++) set(name, row, CONSTANT + i, length * direction[i] / StrictMath.sqrt(squares));
    }

    private void copy(String from, int fromRow, String to, int toRow, double factor) {
        for (int j = 0; j < shape.width(); j++) {
            set(to, toRow, j, factor * weights.get(from).value()[fromRow * shape.width() + j]);
        }
    }

    private void set(String name, int row, int column, double value) {
        weights.get(name).value()[row * shape.width() + column] = (float) value;
    }
}
