package dev.pando.engine.train;

/// What each operation means, in doubles and plain loops: the oracle of the gradient tests.
final class Meaning {

    private Meaning() {}

    static double[] linear(double[] x, double[] w, double[] bias, int rows, int in, int out) {
        double[] y = new double[rows * out];
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < out; o++) {
                double sum = bias == null ? 0 : bias[o];
                for (int i = 0; i < in; i++) sum += x[r * in + i] * w[o * in + i];
                y[r * out + o] = sum;
            }
        }
        return y;
    }

    static double[] rmsNorm(double[] x, double[] w, int n, double epsilon) {
        double[] y = new double[x.length];
        for (int at = 0; at < x.length; at += n) {
            double squares = 0;
            for (int i = 0; i < n; i++) squares += x[at + i] * x[at + i];
            double s = 1 / Math.sqrt(squares / n + epsilon);
            for (int i = 0; i < n; i++) y[at + i] = x[at + i] * s * w[i];
        }
        return y;
    }

    static double[] layerNorm(double[] x, double[] w, double[] b, int n, double epsilon) {
        double[] y = new double[x.length];
        for (int at = 0; at < x.length; at += n) {
            double mean = 0, squares = 0;
            for (int i = 0; i < n; i++) mean += x[at + i] / n;
            for (int i = 0; i < n; i++) squares += (x[at + i] - mean) * (x[at + i] - mean);
            double s = 1 / Math.sqrt(squares / n + epsilon);
            for (int i = 0; i < n; i++) y[at + i] = (x[at + i] - mean) * s * w[i] + b[i];
        }
        return y;
    }

    static double silu(double x) {
        return x / (1 + Math.exp(-x));
    }

    static double gelu(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    static double[] rotate(double[] x, int columns, int headSize, boolean halves, double base, int length) {
        double[] y = x.clone();
        int pairs = headSize / 2;
        for (int at = 0; at < x.length; at += headSize) {
            int position = at / columns % length;
            for (int i = 0; i < pairs; i++) {
                int a = halves ? at + i : at + 2 * i, b = halves ? a + pairs : a + 1;
                double angle = position * Math.pow(base, -2.0 * i / headSize);
                y[a] = x[a] * Math.cos(angle) - x[b] * Math.sin(angle);
                y[b] = x[b] * Math.cos(angle) + x[a] * Math.sin(angle);
            }
        }
        return y;
    }

    static double[] attention(double[] q, double[] k, double[] v, Attention.Shape s) {
        int size = s.headSize(), qColumns = s.heads() * size, kColumns = s.kvHeads() * size;
        double[] y = new double[q.length];
        for (int row = 0; row < q.length / qColumns; row++) {
            int first = row / s.length() * s.length(), position = row - first;
            int from = s.window() == 0 ? 0 : Math.max(0, position - s.window() + 1);
            if (s.firsts() != null) from = Math.max(from, s.firsts()[row]);
            int end = s.ends() == null ? position + 1 : s.ends()[row];
            for (int h = 0; h < s.heads(); h++) {
                int kv = h / (s.heads() / s.kvHeads());
                double[] p = new double[end];
                double sum = 0;
                for (int j = from; j < end; j++) {
                    double score = 0;
                    for (int i = 0; i < size; i++) {
                        score += q[row * qColumns + h * size + i] * k[(first + j) * kColumns + kv * size + i];
                    }
                    p[j] = Math.exp(score * s.scale());
                    sum += p[j];
                }
                for (int j = from; j < end; j++) {
                    for (int i = 0; i < size; i++) {
                        y[row * qColumns + h * size + i] += p[j] / sum * v[(first + j) * kColumns + kv * size + i];
                    }
                }
            }
        }
        return y;
    }

    static double crossEntropy(double[] logits, int[] targets, int n) {
        double loss = 0;
        int counted = 0;
        for (int row = 0; row < targets.length; row++) {
            if (targets[row] < 0) continue;
            counted++;
            loss += logSum(logits, row, n) - logits[row * n + targets[row]];
        }
        return loss / counted;
    }

    static double divergence(double[] logits, float[] soft, int n) {
        double loss = 0;
        int rows = soft.length / n;
        for (int row = 0; row < rows; row++) {
            double logSum = logSum(logits, row, n);
            for (int i = 0; i < n; i++) {
                double t = soft[row * n + i];
                if (t > 0) loss += t * (Math.log(t) - logits[row * n + i] + logSum);
            }
        }
        return loss / rows;
    }

    private static double logSum(double[] logits, int row, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) sum += Math.exp(logits[row * n + i]);
        return Math.log(sum);
    }
}
