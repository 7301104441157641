package dev.pando.kernel;

import static dev.pando.kernel.Lanes.FLOATS;
import static dev.pando.kernel.Lanes.LANES;
import static dev.pando.kernel.Lanes.LENGTH;
import static dev.pando.kernel.Lanes.PARTS;

import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Arithmetic on slices of floats: norms, activations, sums. All sums run in 16 lanes, then pairwise.
///
/// A slice is an array, its first element and a length; a slice that leaves its array is an
/// [IndexOutOfBoundsException]. Where a result is written, it may be the very slice that was read.
public final class Vectors {

    private static final float GELU = 0.7978845608f; // √(2/π)
    private static final float GELU_CUBIC = 0.044715f;
    private static final float GELU_NEAR_ZERO = 1e-12f; // inputs whose σ is ½; the quotient would be noise
    private static final float ROOT_HALF = 0.70710678f;

    private Vectors() {}

    /// Inner product `Σ a[i] · b[i]`; 16 lanes (`i mod 16`), fused multiply-add, then pairwise. 0 elements give 0.
    public static float dot(float[] a, int aOffset, float[] b, int bOffset, int length) {
        Objects.checkFromIndexSize(aOffset, length, a.length);
        Objects.checkFromIndexSize(bOffset, length, b.length);
        if (Warming.isCold()) return Plain.dot(a, aOffset, b, bOffset, length);
        FloatVector s0 = FloatVector.zero(FLOATS), s1 = s0, s2 = s0, s3 = s0;
        int i = 0;
        for (; i + LANES <= length; i += LANES) {
            s0 = FloatVector.fromArray(FLOATS, a, aOffset + i).fma(FloatVector.fromArray(FLOATS, b, bOffset + i), s0);
            if (PARTS > 1) {
                s1 = FloatVector.fromArray(FLOATS, a, aOffset + i + LENGTH)
                        .fma(FloatVector.fromArray(FLOATS, b, bOffset + i + LENGTH), s1);
            }
            if (PARTS > 2) {
                s2 = FloatVector.fromArray(FLOATS, a, aOffset + i + 2 * LENGTH)
                        .fma(FloatVector.fromArray(FLOATS, b, bOffset + i + 2 * LENGTH), s2);
                s3 = FloatVector.fromArray(FLOATS, a, aOffset + i + 3 * LENGTH)
                        .fma(FloatVector.fromArray(FLOATS, b, bOffset + i + 3 * LENGTH), s3);
            }
        }
        float[] lanes = lanes(s0, s1, s2, s3);
        for (int l = 0; i < length; i++, l++) lanes[l] = Math.fma(a[aOffset + i], b[bOffset + i], lanes[l]);
        return Fold.one(lanes, 0);
    }

    /// `Σ a[i]`; 16 lanes (`i mod 16`), then pairwise.
    public static float sum(float[] a, int aOffset, int length) {
        Objects.checkFromIndexSize(aOffset, length, a.length);
        if (Warming.isCold()) return Plain.sum(a, aOffset, length);
        FloatVector s0 = FloatVector.zero(FLOATS), s1 = s0, s2 = s0, s3 = s0;
        int i = 0;
        for (; i + LANES <= length; i += LANES) {
            s0 = s0.add(FloatVector.fromArray(FLOATS, a, aOffset + i));
            if (PARTS > 1) s1 = s1.add(FloatVector.fromArray(FLOATS, a, aOffset + i + LENGTH));
            if (PARTS > 2) {
                s2 = s2.add(FloatVector.fromArray(FLOATS, a, aOffset + i + 2 * LENGTH));
                s3 = s3.add(FloatVector.fromArray(FLOATS, a, aOffset + i + 3 * LENGTH));
            }
        }
        float[] lanes = lanes(s0, s1, s2, s3);
        for (int l = 0; i < length; i++, l++) lanes[l] += a[aOffset + i];
        return Fold.one(lanes, 0);
    }

    private static float[] lanes(FloatVector s0, FloatVector s1, FloatVector s2, FloatVector s3) {
        float[] lanes = new float[LANES];
        s0.intoArray(lanes, 0);
        if (PARTS > 1) s1.intoArray(lanes, LENGTH);
        if (PARTS > 2) {
            s2.intoArray(lanes, 2 * LENGTH);
            s3.intoArray(lanes, 3 * LENGTH);
        }
        return lanes;
    }

    /// The largest element; `-∞` of none, `NaN` if there is one.
    public static float max(float[] a, int aOffset, int length) {
        Objects.checkFromIndexSize(aOffset, length, a.length);
        if (Warming.isCold()) return Plain.max(a, aOffset, length);
        FloatVector most = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i + LENGTH <= length; i += LENGTH) most = most.max(FloatVector.fromArray(FLOATS, a, aOffset + i));
        float max = most.reduceLanes(VectorOperators.MAX);
        for (; i < length; i++) max = Math.max(max, a[aOffset + i]);
        return max;
    }

    /// The smallest element; `∞` of none, `NaN` if there is one.
    public static float min(float[] a, int aOffset, int length) {
        Objects.checkFromIndexSize(aOffset, length, a.length);
        if (Warming.isCold()) return Plain.min(a, aOffset, length);
        FloatVector least = FloatVector.broadcast(FLOATS, Float.POSITIVE_INFINITY);
        int i = 0;
        for (; i + LENGTH <= length; i += LENGTH) least = least.min(FloatVector.fromArray(FLOATS, a, aOffset + i));
        float min = least.reduceLanes(VectorOperators.MIN);
        for (; i < length; i++) min = Math.min(min, a[aOffset + i]);
        return min;
    }

    /// `y[i] += x[i]`.
    public static void add(float[] y, int yOffset, float[] x, int xOffset, int length) {
        check(y, yOffset, x, xOffset, length);
        if (Warming.isCold()) {
            Plain.add(y, yOffset, x, xOffset, length);
            return;
        }
        int i = 0;
        for (; i + LENGTH <= length; i += LENGTH) {
            FloatVector.fromArray(FLOATS, y, yOffset + i).add(FloatVector.fromArray(FLOATS, x, xOffset + i))
                    .intoArray(y, yOffset + i);
        }
        for (; i < length; i++) y[yOffset + i] += x[xOffset + i];
    }

    /// `y[i] *= factor`.
    public static void scale(float[] y, int yOffset, float factor, int length) {
        Objects.checkFromIndexSize(yOffset, length, y.length);
        if (Warming.isCold()) {
            Plain.scale(y, yOffset, factor, length);
            return;
        }
        int i = 0;
        for (; i + LENGTH <= length; i += LENGTH) {
            FloatVector.fromArray(FLOATS, y, yOffset + i).mul(factor).intoArray(y, yOffset + i);
        }
        for (; i < length; i++) y[yOffset + i] *= factor;
    }

    /// `y[i] = fma(factor, x[i], y[i])`.
    public static void addScaled(float[] y, int yOffset, float factor, float[] x, int xOffset, int length) {
        check(y, yOffset, x, xOffset, length);
        FloatVector f = FloatVector.broadcast(FLOATS, factor);
        int i = 0;
        for (; i + LENGTH <= length; i += LENGTH) {
            f.fma(FloatVector.fromArray(FLOATS, x, xOffset + i), FloatVector.fromArray(FLOATS, y, yOffset + i))
                    .intoArray(y, yOffset + i);
        }
        for (; i < length; i++) y[yOffset + i] = Math.fma(factor, x[xOffset + i], y[yOffset + i]);
    }

    /// Root mean square norm: `y[i] = x[i] · s · weight[i]`, `s = 1 / √(Σ x² / length + epsilon)`.
    ///
    /// Gemma's `1 + weight` is the loader's business.
    public static void rmsNorm(float[] y, int yOffset, float[] x, int xOffset, float[] weight, int weightOffset,
            int length, float epsilon) {
        check(y, yOffset, weight, weightOffset, length);
        float mean = dot(x, xOffset, x, xOffset, length) / length;
        float s = 1 / (float) Math.sqrt(mean + epsilon);
        if (Warming.isCold()) {
            Plain.normed(y, yOffset, x, xOffset, s, weight, weightOffset, length);
            return;
        }
        int i = 0;
        for (; i + LENGTH <= length; i += LENGTH) {
            FloatVector.fromArray(FLOATS, x, xOffset + i).mul(s)
                    .mul(FloatVector.fromArray(FLOATS, weight, weightOffset + i)).intoArray(y, yOffset + i);
        }
        for (; i < length; i++) y[yOffset + i] = x[xOffset + i] * s * weight[weightOffset + i];
    }

    /// Layer norm: `y[i] = (x[i] − mean) · s · weight[i] + bias[i]`, `s = 1 / √(variance + epsilon)`.
    public static void layerNorm(float[] y, int yOffset, float[] x, int xOffset, float[] weight, float[] bias,
            int parameterOffset, int length, float epsilon) {
        check(y, yOffset, x, xOffset, length);
        check(weight, parameterOffset, bias, parameterOffset, length);
        float mean = sum(x, xOffset, length) / length;
        for (int i = 0; i < length; i++) y[yOffset + i] = x[xOffset + i] - mean;
        float variance = dot(y, yOffset, y, yOffset, length) / length;
        float s = 1 / (float) Math.sqrt(variance + epsilon);
        for (int i = 0; i < length; i++) {
            y[yOffset + i] = Math.fma(y[yOffset + i] * s, weight[parameterOffset + i], bias[parameterOffset + i]);
        }
    }

    /// In place `x[i] = exp(x[i] − max) · (1 / Σ exp(x[j] − max))`; the sum in 16 lanes.
    public static void softmax(float[] x, int xOffset, int length) {
        if (length == 0) return;
        exponentials(x, xOffset, length);
        scale(x, xOffset, 1 / sum(x, xOffset, length), length);
    }

    /// In place `x[i] = exp(x[i] − max)`; −∞ gives 0, the largest 1.
    public static void exponentials(float[] x, int xOffset, int length) {
        float max = max(x, xOffset, length);
        if (Warming.isCold()) {
            Plain.exponentials(x, xOffset, max, length);
            return;
        }
        int i = 0;
        for (; i + LENGTH <= length; i += LENGTH) {
            Exp.of(FloatVector.fromArray(FLOATS, x, xOffset + i).sub(max)).intoArray(x, xOffset + i);
        }
        for (; i < length; i++) x[xOffset + i] = Exp.of(x[xOffset + i] - max);
    }

    /// SwiGLU: `gate[i] = silu(gate[i]) · up[i]`, `silu(v) = v / (1 + exp(−v))`.
    public static void siluMultiply(float[] gate, int gateOffset, float[] up, int upOffset, int length) {
        check(gate, gateOffset, up, upOffset, length);
        if (Warming.isCold()) {
            Plain.siluMultiply(gate, gateOffset, up, upOffset, length);
            return;
        }
        int i = 0;
        for (; i + LENGTH <= length; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(FLOATS, gate, gateOffset + i);
            v.div(Exp.of(v.neg()).add(1)).mul(FloatVector.fromArray(FLOATS, up, upOffset + i))
                    .intoArray(gate, gateOffset + i);
        }
        for (; i < length; i++) {
            float v = gate[gateOffset + i];
            gate[gateOffset + i] = v / (Exp.of(-v) + 1) * up[upOffset + i];
        }
    }

    /// GeGLU: `gate[i] = gelu(gate[i]) · up[i]`, the tanh form `gelu(v) = v / (1 + exp(−2c(v + 0.044715 v³)))`, `c = √(2/π)`.
    public static void geluMultiply(float[] gate, int gateOffset, float[] up, int upOffset, int length) {
        check(gate, gateOffset, up, upOffset, length);
        float linear = -2 * GELU, cubic = -2 * GELU * GELU_CUBIC;
        if (Warming.isCold()) {
            Plain.geluMultiply(gate, gateOffset, up, upOffset, linear, cubic, length);
            return;
        }
        int i = 0;
        for (; i + LENGTH <= length; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(FLOATS, gate, gateOffset + i);
            FloatVector inner = v.mul(v.mul(v).fma(v.broadcast(cubic), v.broadcast(linear)));
            v.div(Exp.of(inner).add(1)).mul(FloatVector.fromArray(FLOATS, up, upOffset + i))
                    .intoArray(gate, gateOffset + i);
        }
        for (; i < length; i++) {
            float v = gate[gateOffset + i], inner = v * Math.fma(v * v, cubic, linear);
            gate[gateOffset + i] = v / (Exp.of(inner) + 1) * up[upOffset + i];
        }
    }

    /// `dx[i] += dy[i] · gelu′(x[i])` in the tanh form, where `y[i] = gelu(x[i])`: with `σ = y / x` (½ near 0) the slope is
    /// `σ + y · (1 − σ) · 2c(1 + 3 · 0.044715 x²)`, `c = √(2/π)`, and needs no exponential.
    ///
    /// @param at first element of all four slices
    public static void geluBack(float[] dx, float[] x, float[] y, float[] dy, int at, int length) {
        check(dx, at, x, at, length);
        check(y, at, dy, at, length);
        int i = at, end = at + length;
        if (!Warming.isCold()) {
            for (; i + LENGTH <= end; i += LENGTH) {
                FloatVector v = FloatVector.fromArray(FLOATS, x, i), out = FloatVector.fromArray(FLOATS, y, i);
                FloatVector sigma = out.div(v).blend(0.5f, v.abs().compare(VectorOperators.LT, GELU_NEAR_ZERO));
                FloatVector inner = v.mul(3 * GELU_CUBIC).mul(v).add(1).mul(2 * GELU);
                FloatVector slope = sigma.add(out.mul(sigma.neg().add(1)).mul(inner));
                FloatVector.fromArray(FLOATS, dx, i).add(FloatVector.fromArray(FLOATS, dy, i).mul(slope))
                        .intoArray(dx, i);
            }
        }
        for (; i < end; i++) {
            float sigma = Math.abs(x[i]) < GELU_NEAR_ZERO ? 0.5f : y[i] / x[i];
            float inner = 2 * GELU * (1 + 3 * GELU_CUBIC * x[i] * x[i]);
            dx[i] += dy[i] * (sigma + y[i] * (1 - sigma) * inner);
        }
    }

    /// In place `x[i] = x[i] / 2 · (1 + erf(x[i] / √2))`, the exact form.
    public static void gelu(float[] x, int xOffset, int length) {
        Objects.checkFromIndexSize(xOffset, length, x.length);
        int i = 0;
        if (!Warming.isCold()) {
            for (; i + LENGTH <= length; i += LENGTH) {
                FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + i);
                v.mul(0.5f).mul(Erf.of(v.mul(ROOT_HALF)).add(1)).intoArray(x, xOffset + i);
            }
        }
        for (; i < length; i++) x[xOffset + i] = x[xOffset + i] * 0.5f * (Erf.of(x[xOffset + i] * ROOT_HALF) + 1);
    }

    /// Rotates pairs `(x[i], x[i + half])` by an angle each: rotary positions as GPT-NeoX, Qwen, Gemma and Phi have them.
    ///
    /// @param x    one head, `2 · half` elements are rotated
    /// @param cos  (half) at `tableOffset`
    /// @param sin  (half) at `tableOffset`
    /// @param half pairs
    public static void rotateHalves(float[] x, int xOffset, float[] cos, float[] sin, int tableOffset, int half) {
        Objects.checkFromIndexSize(xOffset, 2 * half, x.length);
        check(cos, tableOffset, sin, tableOffset, half);
        if (Warming.isCold()) {
            Plain.rotateHalves(x, xOffset, cos, sin, tableOffset, half);
            return;
        }
        int i = 0;
        for (; i + LENGTH <= half; i += LENGTH) {
            FloatVector a = FloatVector.fromArray(FLOATS, x, xOffset + i);
            FloatVector b = FloatVector.fromArray(FLOATS, x, xOffset + half + i);
            FloatVector c = FloatVector.fromArray(FLOATS, cos, tableOffset + i);
            FloatVector s = FloatVector.fromArray(FLOATS, sin, tableOffset + i);
            a.fma(c, b.mul(s).neg()).intoArray(x, xOffset + i);
            b.fma(c, a.mul(s)).intoArray(x, xOffset + half + i);
        }
        for (; i < half; i++) {
            float a = x[xOffset + i], b = x[xOffset + half + i], c = cos[tableOffset + i], s = sin[tableOffset + i];
            x[xOffset + i] = Math.fma(a, c, -(b * s));
            x[xOffset + half + i] = Math.fma(b, c, a * s);
        }
    }

    /// Rotates pairs `(x[2i], x[2i + 1])` by an angle each: rotary positions as GGUF files of the llama family have them.
    ///
    /// @param x     one head, `2 · pairs` elements are rotated
    /// @param cos   (pairs) at `tableOffset`
    /// @param sin   (pairs) at `tableOffset`
    /// @param pairs pairs
    public static void rotatePairs(float[] x, int xOffset, float[] cos, float[] sin, int tableOffset, int pairs) {
        Objects.checkFromIndexSize(xOffset, 2 * pairs, x.length);
        check(cos, tableOffset, sin, tableOffset, pairs);
        for (int i = 0; i < pairs; i++) {
            int at = xOffset + 2 * i;
            float a = x[at], b = x[at + 1], c = cos[tableOffset + i], s = sin[tableOffset + i];
            x[at] = Math.fma(a, c, -(b * s));
            x[at + 1] = Math.fma(b, c, a * s);
        }
    }

    private static void check(float[] y, int yOffset, float[] x, int xOffset, int length) {
        Objects.checkFromIndexSize(yOffset, length, y.length);
        Objects.checkFromIndexSize(xOffset, length, x.length);
    }
}
