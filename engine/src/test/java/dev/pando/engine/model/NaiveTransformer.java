package dev.pando.engine.model;

import dev.pando.engine.model.TinyModel.Shape;
import java.util.Map;

/// The same models computed again in the plainest way: float64, no cache, no batch, one loop for each sum. The oracle.
///
/// Shares no code with the engine: written from the papers and Hugging Face's modeling files.
final class NaiveTransformer {

    static final int BASE = 10_000;
    private static final double EPSILON = 1e-5f;

    private final Shape s;
    private final Map<String, float[]> w;

    NaiveTransformer(TinyModel model) {
        this.s = model.shape;
        this.w = model.tensors;
    }

    /// Logits of every position.
    double[][] logits(int[] tokens) {
        double[][] x = new double[tokens.length][];
        for (int t = 0; t < tokens.length; t++) x[t] = embedding(tokens[t]);
        for (int i = 0; i < s.layers(); i++) x = layer(i, x);
        double[][] logits = new double[tokens.length][];
        float[] head = w.getOrDefault("output.weight", w.get("token_embd.weight"));
        for (int t = 0; t < tokens.length; t++) logits[t] = times(head, norm(x[t], w.get("output_norm.weight")));
        return logits;
    }

    private double[] embedding(int token) {
        double[] x = new double[s.width()];
        double scale = gemma() ? Math.sqrt(s.width()) : 1;
        for (int i = 0; i < x.length; i++) x[i] = w.get("token_embd.weight")[token * s.width() + i] * scale;
        return x;
    }

    private double[][] layer(int i, double[][] x) {
        double[][] out = new double[x.length][], q = new double[x.length][], k = new double[x.length][];
        double[][] v = new double[x.length][];
        String b = "blk." + i + ".";
        for (int t = 0; t < x.length; t++) {
            double[] h = norm(x[t], w.get(b + "attn_norm.weight"));
            int qs = s.heads() * s.headSize(), ks = s.kvHeads() * s.headSize();
            if (w.containsKey(b + "attn_qkv.weight")) {
                double[] all = times(w.get(b + "attn_qkv.weight"), h);
                q[t] = java.util.Arrays.copyOfRange(all, 0, qs);
                k[t] = java.util.Arrays.copyOfRange(all, qs, qs + ks);
                v[t] = java.util.Arrays.copyOfRange(all, qs + ks, qs + 2 * ks);
            } else {
                q[t] = plus(times(w.get(b + "attn_q.weight"), h), w.get(b + "attn_q.bias"));
                k[t] = plus(times(w.get(b + "attn_k.weight"), h), w.get(b + "attn_k.bias"));
                v[t] = plus(times(w.get(b + "attn_v.weight"), h), w.get(b + "attn_v.bias"));
            }
            for (int head = 0; head < s.heads(); head++) turn(i, t, q[t], head, w.get(b + "attn_q_norm.weight"));
            for (int head = 0; head < s.kvHeads(); head++) turn(i, t, k[t], head, w.get(b + "attn_k_norm.weight"));
        }
        for (int t = 0; t < x.length; t++) {
            double[] added = times(w.get(b + "attn_output.weight"), attention(i, t, q[t], k, v));
            if (gemma()) added = norm(added, w.get(b + "post_attention_norm.weight"));
            double[] middle = sum(x[t], added);
            added = feedForward(b, norm(middle, w.get(b + "ffn_norm.weight")));
            if (gemma()) added = norm(added, w.get(b + "post_ffw_norm.weight"));
            out[t] = sum(middle, added);
        }
        return out;
    }

    private void turn(int layer, int position, double[] x, int head, float[] norm) {
        int at = head * s.headSize();
        if (norm != null) {
            double[] normed = norm(java.util.Arrays.copyOfRange(x, at, at + s.headSize()), norm);
            System.arraycopy(normed, 0, x, at, normed.length);
        }
        int half = s.rotated() / 2;
        for (int i = 0; i < half; i++) {
            boolean interleaved = s.architecture() == Architecture.LLAMA;
            int a = at + (interleaved ? 2 * i : i), b = at + (interleaved ? 2 * i + 1 : i + half);
            double angle = position * frequency(layer, i), magnitude = magnitude();
            double c = Math.cos(angle) * magnitude, d = Math.sin(angle) * magnitude, xa = x[a], xb = x[b];
            x[a] = xa * c - xb * d;
            x[b] = xb * c + xa * d;
        }
    }

    private double frequency(int layer, int i) {
        double plain = Math.pow(BASE, -2.0 * i / s.rotated());
        if (gemma() && windowed(layer)) return plain; // its local base is 10,000 too
        return switch (s.scaling()) {
            case "linear" -> plain / 4;
            case "llama3" -> plain / w.get("rope_freqs.weight")[i];
            case "longrope" -> plain / w.get("rope_factors_long.weight")[i];
            case "yarn" -> yarn(plain, i);
            default -> plain;
        };
    }

    // transformers, modeling_rope_utils._compute_yarn_parameters, factor 4, β 32 and 1
    private double yarn(double plain, int i) {
        double before = s.context() / 4.0, dim = s.rotated();
        double low = Math.max(Math.floor(dim * Math.log(before / (32 * 2 * Math.PI)) / (2 * Math.log(BASE))), 0);
        double high = Math.min(Math.ceil(dim * Math.log(before / (2 * Math.PI)) / (2 * Math.log(BASE))), dim - 1);
        if (low == high) high += 0.001;
        double ramp = Math.min(1, Math.max(0, (i - low) / (high - low)));
        double extrapolated = 1 - ramp;
        return plain / 4 * (1 - extrapolated) + plain * extrapolated;
    }

    private double magnitude() {
        return switch (s.scaling()) {
            case "yarn" -> 0.1 * Math.log(4) + 1;
            case "longrope" -> 1.2f;
            default -> 1;
        };
    }

    private double[] attention(int layer, int t, double[] q, double[][] k, double[][] v) {
        double[] mixed = new double[q.length];
        int first = windowed(layer) ? Math.max(0, t - s.window() + 1) : 0, size = s.headSize();
        for (int h = 0; h < s.heads(); h++) {
            int kv = h / (s.heads() / s.kvHeads());
            double[] score = new double[t + 1];
            double all = 0;
            for (int p = first; p <= t; p++) {
                double dot = 0;
                for (int j = 0; j < size; j++) dot += q[h * size + j] * k[p][kv * size + j];
                score[p] = Math.exp(dot / Math.sqrt(size));
                all += score[p];
            }
            for (int p = first; p <= t; p++) {
                for (int j = 0; j < size; j++) mixed[h * size + j] += score[p] / all * v[p][kv * size + j];
            }
        }
        return mixed;
    }

    private double[] feedForward(String b, double[] x) {
        int n = s.feedForward();
        double[] gate, up;
        if (w.containsKey(b + "ffn_gate.weight")) {
            gate = times(w.get(b + "ffn_gate.weight"), x);
            up = times(w.get(b + "ffn_up.weight"), x);
        } else {
            double[] both = times(w.get(b + "ffn_up.weight"), x);
            gate = java.util.Arrays.copyOfRange(both, 0, n);
            up = java.util.Arrays.copyOfRange(both, n, 2 * n);
        }
        for (int i = 0; i < n; i++) gate[i] = activation(gate[i]) * up[i];
        return times(w.get(b + "ffn_down.weight"), gate);
    }

    private double activation(double x) {
        if (!gemma()) return x / (1 + Math.exp(-x));
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    private boolean gemma() {
        return s.architecture() == Architecture.GEMMA3;
    }

    private boolean windowed(int layer) {
        return s.window() > 0 && (s.pattern() == 0 || (layer + 1) % s.pattern() != 0);
    }

    private static double[] norm(double[] x, float[] weight) {
        double squares = 0;
        for (double value : x) squares += value * value;
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) y[i] = x[i] / Math.sqrt(squares / x.length + EPSILON) * weight[i];
        return y;
    }

    private static double[] times(float[] matrix, double[] x) {
        double[] y = new double[matrix.length / x.length];
        for (int r = 0; r < y.length; r++) {
            for (int c = 0; c < x.length; c++) y[r] += (double) matrix[r * x.length + c] * x[c];
        }
        return y;
    }

    private static double[] plus(double[] x, float[] bias) {
        if (bias != null) for (int i = 0; i < x.length; i++) x[i] += bias[i];
        return x;
    }

    private static double[] sum(double[] a, double[] b) {
        double[] y = new double[a.length];
        for (int i = 0; i < y.length; i++) y[i] = a[i] + b[i];
        return y;
    }
}
