package dev.pando.engine.model;

import dev.pando.kernel.Workers;

/// A whole prompt in one call, for tests.
final class Whole {

    private Whole() {}

    /// Logits of every row: (tokens, vocabulary).
    static float[] logits(Model model, Workers workers, int[] tokens) {
        Forward forward = new Forward(model, workers);
        float[] hidden = new float[tokens.length * model.config().width()];
        forward.embed(tokens, hidden);
        forward.run(model.range(), Batch.of(model.newCache(tokens.length), tokens.length), hidden);
        return head(forward, model, hidden, tokens.length);
    }

    static float[] head(Forward forward, Model model, float[] hidden, int rows) {
        float[] logits = new float[rows * model.config().vocabulary()];
        int[] all = new int[rows];
        for (int i = 0; i < rows; i++) all[i] = i;
        forward.head(hidden, all, logits);
        return logits;
    }
}
