package dev.pando.lab.trainspeed;

import dev.pando.engine.learn.Lora;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.train.Rule;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Weights and data that both sides begin from: everything from seeds.
final class Material {

    static final int LENGTH = 128;
    static final int ROWS = 8;
    static final int VOCABULARY = 512;
    static final int RANK = 8;
    static final float RATE = 1e-3f;

    static final int CHANNELS = 32;
    static final int CELL_STEPS = 16;

    static final int[] AGENT = {64, 256, 256, 32};
    static final int AGENT_BATCH = 32;

    private Material() {}

    /// Tokens with something to learn: each follows from the one before, most of the time.
    static int[] tokens() {
        SplittableRandom random = new SplittableRandom(11);
        int[] tokens = new int[ROWS * LENGTH];
        int state = 1;
        for (int i = 0; i < tokens.length; i++) {
            state = random.nextInt(4) == 0 ? random.nextInt(VOCABULARY) : (state * 37 + 11) % VOCABULARY;
            tokens[i] = state;
        }
        return tokens;
    }

    /// What follows each token within its sequence; −1 after the last.
    static int[] targets(int[] tokens) {
        int[] targets = new int[tokens.length];
        for (int i = 0; i < targets.length; i++) targets[i] = (i + 1) % LENGTH == 0 ? -1 : tokens[i + 1];
        return targets;
    }

    static Lora lora(ModelConfig config) {
        return new Lora(config, Lora.Settings.ofRank(RANK), 5);
    }

    static Rule rule() {
        Rule rule = Rule.fresh(24, 64, 8, new SplittableRandom(3));
        fill(rule.second().value(), 0.02f, 4);
        return rule;
    }

    /// Half of the cells sleep, other ones at each step.
    static float[] mask(int cells, int step) {
        SplittableRandom random = new SplittableRandom(100 + step);
        float[] mask = new float[cells];
        for (int i = 0; i < cells; i++) mask[i] = random.nextBoolean() ? 1 : 0;
        return mask;
    }

    static float[] uniform(int length, long seed) {
        float[] values = new float[length];
        fill(values, 1, seed);
        return values;
    }

    static float[] ones(int length) {
        float[] ones = new float[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    /// Weights of an agent's layer, uniform in ±√(3 / inputs).
    static float[] layer(int index) {
        float[] values = new float[AGENT[index + 1] * AGENT[index]];
        fill(values, (float) Math.sqrt(3.0 / AGENT[index]), 20 + index);
        return values;
    }

    private static void fill(float[] values, float bound, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < values.length; i++) values[i] = bound * (2 * random.nextFloat() - 1);
    }
}
