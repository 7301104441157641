package dev.pando.engine.model;

import dev.pando.engine.weights.Metadata;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.ModelFileException;
import dev.pando.engine.weights.RopePairing;

/// Rotary positions (Su et al. 2021): at position `p`, pair `i` of a head turns by `p · frequencies[i]`.
///
/// Every way of stretching a context ends up as other frequencies and one magnitude, so that is all there is.
///
/// @param pairing     which two elements are a pair
/// @param frequencies (pairs) radians per position; twice as many elements of a head are turned, the rest is left alone
/// @param magnitude   factor of sine and cosine; 1 but for YaRN and LongRoPE
record Rope(RopePairing pairing, double[] frequencies, float magnitude) {

    /// Frequencies of a rotary base: `base^(−2i / dimensions)`.
    static double[] plain(double base, int dimensions) {
        double[] frequencies = new double[dimensions / 2];
        for (int i = 0; i < frequencies.length; i++) frequencies[i] = StrictMath.pow(base, -2.0 * i / dimensions);
        return frequencies;
    }

    /// YaRN (Peng et al. 2023): slow pairs are stretched by `factor`, fast ones stay, with a ramp in between.
    ///
    /// @param before positions before stretching
    /// @param fast   turns within `before` from which a pair counts as fast (β)
    /// @param slow   turns up to which it counts as slow (α)
    static double[] yarn(double[] plain, double base, double factor, double before, double fast, double slow) {
        int dimensions = 2 * plain.length;
        double low = Math.max(0, Math.floor(yarnDimension(fast, base, before, dimensions)));
        double high = Math.min(dimensions - 1, Math.ceil(yarnDimension(slow, base, before, dimensions)));
        double[] frequencies = new double[plain.length];
        for (int i = 0; i < plain.length; i++) {
            double ramp = Math.clamp((i - low) / Math.max(0.001, high - low), 0, 1);
            frequencies[i] = plain[i] * (1 - ramp) + plain[i] / factor * ramp;
        }
        return frequencies;
    }

    // The pair that turns `turns` times within `before` positions.
    private static double yarnDimension(double turns, double base, double before, int dimensions) {
        return dimensions * StrictMath.log(before / (turns * 2 * Math.PI)) / (2 * StrictMath.log(base));
    }

    /// What layers that see everything use.
    ///
    /// @param contextMax positions that will be used; LongRoPE has other factors beyond the original context
    /// @throws ModelFileException if the file's settings make no sense
    static Rope of(ModelFile file, ModelConfig config, int contextMax) {
        Metadata m = file.metadata();
        String k = config.architecture().key + ".rope.";
        double base = base(m, k + "freq_base", config.architecture().ropeBase), factor = factor(m, k);
        double[] plain = divided(plain(base, dimensions(m, k, config)), factors(file, k, contextMax));
        double magnitude = m.number(k + "scaling.attn_factor", 1);
        String type = m.string(k + "scaling.type", "linear");
        return switch (type) {
            case "none", "longrope" -> checked(file, plain, magnitude);
            case "linear" -> checked(file, slowed(plain, factor), magnitude);
            case "yarn" -> {
                double before = m.count(k + "scaling.original_context_length", config.contextMax());
                double[] stretched = yarn(plain, base, factor, before, m.number(k + "scaling.yarn_beta_fast", 32),
                        m.number(k + "scaling.yarn_beta_slow", 1));
                yield checked(file, stretched, magnitude * (1 + 0.1 * StrictMath.log(factor)));
            }
            default -> throw nonsense(k + "scaling.type", type);
        };
    }

    private static double factor(Metadata m, String k) {
        double factor = m.number(k + "scaling.factor", m.number(k + "scale_linear", 1));
        if (factor == 0) return 1; // old files say 0 for none
        if (!(factor > 0 && factor <= 1e6)) throw nonsense(k + "scaling.factor", factor);
        return factor;
    }

    private static double[] slowed(double[] frequencies, double factor) {
        for (int i = 0; i < frequencies.length; i++) frequencies[i] /= factor;
        return frequencies;
    }

    private static Rope checked(ModelFile file, double[] frequencies, double magnitude) {
        if (!(magnitude > 0 && magnitude < 1e3)) throw nonsense("rope.scaling.attn_factor", magnitude);
        for (double f : frequencies) if (!Double.isFinite(f)) throw nonsense("rope frequency", f);
        return new Rope(file.ropePairing(), frequencies, (float) magnitude);
    }

    /// What Gemma's windowed layers use: a base of their own, not stretched.
    static Rope ofGemmaWindows(ModelFile file, ModelConfig config) {
        String k = config.architecture().key + ".rope.";
        double base = base(file.metadata(), k + "freq_base_swa", 10_000);
        return new Rope(file.ropePairing(), plain(base, dimensions(file.metadata(), k, config)), 1);
    }

    private static double base(Metadata m, String key, double otherwise) {
        double base = m.number(key, otherwise);
        if (!(base > 1 && base < 1e12)) throw nonsense(key, base);
        return base;
    }

    private static int dimensions(Metadata m, String k, ModelConfig config) {
        int dimensions = m.count(k + "dimension_count", config.headSize());
        if (dimensions < 2 || dimensions > config.headSize() || dimensions % 2 != 0) {
            throw nonsense(k + "dimension_count", dimensions);
        }
        return dimensions;
    }

    // Llama 3's stretching and LongRoPE's come as tensors of divisors, one for each pair.
    private static float[] factors(ModelFile file, String k, int contextMax) {
        if (file.has("rope_freqs.weight")) return file.vector("rope_freqs.weight");
        int before = file.metadata().count(k + "scaling.original_context_length", Integer.MAX_VALUE);
        String name = contextMax > before ? "rope_factors_long.weight" : "rope_factors_short.weight";
        return file.has(name) ? file.vector(name) : null;
    }

    private static double[] divided(double[] frequencies, float[] factors) {
        if (factors == null) return frequencies;
        if (factors.length != frequencies.length) {
            throw new ModelFileException("rope factors: " + factors.length + ", expected " + frequencies.length);
        }
        for (int i = 0; i < factors.length; i++) {
            if (!(factors[i] > 0 && factors[i] < 1e9)) throw nonsense("rope factor " + i, factors[i]);
            frequencies[i] /= factors[i];
        }
        return frequencies;
    }

    private static ModelFileException nonsense(String key, Object value) {
        return new ModelFileException(key + ": " + value + " makes no sense");
    }

    /// Pairs of a head that are turned.
    int pairs() {
        return frequencies.length;
    }

    /// Writes cosine and sine of all pairs at `position` to `cos` and `sin` from `offset` on.
    ///
    /// Angles are computed in double precision by [StrictMath]: the same on every machine, exact at any depth.
    void at(int position, float[] cos, float[] sin, int offset) {
        for (int i = 0; i < frequencies.length; i++) {
            double angle = position * frequencies[i];
            cos[offset + i] = (float) StrictMath.cos(angle) * magnitude;
            sin[offset + i] = (float) StrictMath.sin(angle) * magnitude;
        }
    }
}
