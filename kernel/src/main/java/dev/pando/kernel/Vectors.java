package dev.pando.kernel;

/// Arithmetic on slices of floats: norms, activations, sums. All sums run in 16 lanes, then pairwise.
///
/// A slice is an array, its first element and a length; a slice that leaves its array is an
/// [IndexOutOfBoundsException]. Where a result is written, it may be the very slice that was read.
public final class Vectors {

    private static final int LANES = 16;

    private Vectors() {}

    /// Inner product `Σ a[i] · b[i]`; 16 lanes, fused multiply-add, then pairwise. 0 elements give 0.
    public static float dot(float[] a, int aOffset, float[] b, int bOffset, int length) {
        float[] lanes = new float[LANES];
        for (int i = 0; i < length; i++) lanes[i % LANES] = Math.fma(a[aOffset + i], b[bOffset + i], lanes[i % LANES]);
        return fold(lanes);
    }

    /// `Σ a[i]`; 16 lanes, then pairwise.
    public static float sum(float[] a, int aOffset, int length) {
        float[] lanes = new float[LANES];
        for (int i = 0; i < length; i++) lanes[i % LANES] += a[aOffset + i];
        return fold(lanes);
    }

    /// The largest element; `-∞` of none, `NaN` if there is one.
    public static float max(float[] a, int aOffset, int length) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < length; i++) max = Math.max(max, a[aOffset + i]);
        return max;
    }

    /// `y[i] += x[i]`.
    public static void add(float[] y, int yOffset, float[] x, int xOffset, int length) {
        for (int i = 0; i < length; i++) y[yOffset + i] += x[xOffset + i];
    }

    /// `y[i] *= factor`.
    public static void scale(float[] y, int yOffset, float factor, int length) {
        for (int i = 0; i < length; i++) y[yOffset + i] *= factor;
    }

    /// `y[i] = fma(factor, x[i], y[i])`.
    public static void addScaled(float[] y, int yOffset, float factor, float[] x, int xOffset, int length) {
        for (int i = 0; i < length; i++) y[yOffset + i] = Math.fma(factor, x[xOffset + i], y[yOffset + i]);
    }

    /// Root mean square norm: `y[i] = x[i] · s · weight[i]`, `s = 1 / √(Σ x² / length + epsilon)`.
    ///
    /// Gemma's `1 + weight` is the loader's business.
    public static void rmsNorm(float[] y, int yOffset, float[] x, int xOffset, float[] weight, int weightOffset,
            int length, float epsilon) {
        float mean = dot(x, xOffset, x, xOffset, length) / length;
        float s = 1 / (float) Math.sqrt(mean + epsilon);
        for (int i = 0; i < length; i++) y[yOffset + i] = x[xOffset + i] * s * weight[weightOffset + i];
    }

    /// Layer norm: `y[i] = (x[i] − mean) · s · weight[i] + bias[i]`, `s = 1 / √(variance + epsilon)`.
    public static void layerNorm(float[] y, int yOffset, float[] x, int xOffset, float[] weight, float[] bias,
            int parameterOffset, int length, float epsilon) {
        float mean = sum(x, xOffset, length) / length;
        for (int i = 0; i < length; i++) y[yOffset + i] = x[xOffset + i] - mean;
        float variance = dot(y, yOffset, y, yOffset, length) / length;
        float s = 1 / (float) Math.sqrt(variance + epsilon);
        for (int i = 0; i < length; i++) {
            y[yOffset + i] = Math.fma(y[yOffset + i] * s, weight[parameterOffset + i], bias[parameterOffset + i]);
        }
    }

    /// In place `x[i] = exp(x[i] − max) / Σ exp(x[j] − max)`.
    public static void softmax(float[] x, int xOffset, int length) {
        if (length == 0) return;
        float max = max(x, xOffset, length);
        for (int i = 0; i < length; i++) x[xOffset + i] = exp(x[xOffset + i] - max);
        scale(x, xOffset, 1 / sum(x, xOffset, length), length);
    }

    /// SwiGLU: `gate[i] = silu(gate[i]) · up[i]`, `silu(v) = v / (1 + exp(−v))`.
    public static void siluMultiply(float[] gate, int gateOffset, float[] up, int upOffset, int length) {
        for (int i = 0; i < length; i++) {
            float v = gate[gateOffset + i];
            gate[gateOffset + i] = v / (1 + exp(-v)) * up[upOffset + i];
        }
    }

    /// GeGLU: `gate[i] = gelu(gate[i]) · up[i]`, the tanh form `gelu(v) = v / (1 + exp(−2c(v + 0.044715 v³)))`, `c = √(2/π)`.
    public static void geluMultiply(float[] gate, int gateOffset, float[] up, int upOffset, int length) {
        for (int i = 0; i < length; i++) {
            float v = gate[gateOffset + i];
            float inner = v * Math.fma(v * v, -2 * 0.7978845608f * 0.044715f, -2 * 0.7978845608f);
            gate[gateOffset + i] = v / (1 + exp(inner)) * up[upOffset + i];
        }
    }

    /// Rotates pairs `(x[i], x[i + half])` by an angle each: rotary positions as GPT-NeoX, Qwen, Gemma and Phi have them.
    ///
    /// @param x       one head, `2 · half` elements are rotated
    /// @param cos     (half) at `tableOffset`
    /// @param sin     (half) at `tableOffset`
    /// @param half    pairs
    public static void rotateHalves(float[] x, int xOffset, float[] cos, float[] sin, int tableOffset, int half) {
        for (int i = 0; i < half; i++) {
            float a = x[xOffset + i], b = x[xOffset + half + i], c = cos[tableOffset + i], s = sin[tableOffset + i];
            x[xOffset + i] = Math.fma(a, c, -(b * s));
            x[xOffset + half + i] = Math.fma(b, c, a * s);
        }
    }

    /// Rotates pairs `(x[2i], x[2i + 1])` by an angle each: rotary positions as GGUF files of the llama family have them.
    ///
    /// @param x       one head, `2 · pairs` elements are rotated
    /// @param cos     (pairs) at `tableOffset`
    /// @param sin     (pairs) at `tableOffset`
    public static void rotatePairs(float[] x, int xOffset, float[] cos, float[] sin, int tableOffset, int pairs) {
        for (int i = 0; i < pairs; i++) {
            int at = xOffset + 2 * i;
            float a = x[at], b = x[at + 1], c = cos[tableOffset + i], s = sin[tableOffset + i];
            x[at] = Math.fma(a, c, -(b * s));
            x[at + 1] = Math.fma(b, c, a * s);
        }
    }

    /// `eˣ`, the same bits on every machine.
    static float exp(float x) {
        return (float) StrictMath.exp(x);
    }

    private static float fold(float[] lanes) {
        for (int n = LANES / 2; n > 0; n /= 2) {
            for (int i = 0; i < n; i++) lanes[i] += lanes[i + n];
        }
        return lanes[0];
    }
}
