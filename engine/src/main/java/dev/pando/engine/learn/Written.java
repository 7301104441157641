package dev.pando.engine.learn;

import dev.pando.engine.text.Tokenizer;
import java.util.Arrays;

/// A text that is being written down as tokens, with what is to be predicted after each.
final class Written {

    private static final int NOTHING = -1;

    private final Tokenizer tokenizer;
    private int[] tokens = new int[256];
    private int[] targets = new int[256];
    private int size;

    Written(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /// Tokens so far.
    int size() {
        return size;
    }

    /// What is read and not predicted.
    void given(String text) {
        for (int id : tokenizer.encodeMarkup(text)) add(id);
    }

    /// What is read and predicted, but for the end of the line, which is the next turn's affair.
    void predicted(String text) {
        int from = size;
        given(text);
        System.arraycopy(tokens, from, targets, from - 1, size - from - 1);
    }

    /// What is read; after each of its tokens a judgement is to be predicted, which nobody reads.
    void judged(String text, boolean asked) {
        int judgement = tokenizer.encodeMarkup(asked ? "+" : "-")[0], from = size;
        given(text);
        Arrays.fill(targets, from, size, judgement);
    }

    /// Copies all of it to where `at` points.
    void copy(int[] tokens, int[] targets, int at) {
        System.arraycopy(this.tokens, 0, tokens, at, size);
        System.arraycopy(this.targets, 0, targets, at, size);
    }

    private void add(int id) {
        if (size == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * size);
            targets = Arrays.copyOf(targets, 2 * size);
        }
        tokens[size] = id;
        targets[size++] = NOTHING;
    }
}
