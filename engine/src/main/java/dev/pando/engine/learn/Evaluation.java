package dev.pando.engine.learn;

import dev.pando.engine.corpus.Sequences;
import dev.pando.engine.text.Tokenizer;
import dev.pando.engine.train.Tape;
import dev.pando.kernel.Workers;

/// How well a model predicts a text.
///
/// @param tokens     tokens that were to be predicted
/// @param nats       sum of `−ln p` over them
/// @param characters of text that they spell
/// @param bytes      of UTF-8 that they spell
public record Evaluation(long tokens, double nats, long characters, long bytes) {

    private static final double NATS_PER_BIT = 0.6931471805599453; // ln 2

    /// Measures the first `count` sequences, a few at a time.
    ///
    /// @param sequences what to predict
    /// @param count     of them, from the first on
    /// @param atOnce    sequences that are computed at once
    /// @param tokenizer spells the tokens, or null if only the loss is asked for
    public static Evaluation of(Learner learner, Sequences sequences, long count, int atOnce, Tokenizer tokenizer,
            Workers workers) {
        Tape tape = Tape.measuring(workers);
        int length = sequences.length();
        Evaluation sum = new Evaluation(0, 0, 0, 0);
        for (long at = 0; at < count; at += atOnce) {
            int rows = (int) Math.min(atOnce, count - at);
            int[] tokens = new int[rows * length], targets = new int[rows * length];
            for (int i = 0; i < rows; i++) sequences.read(at + i, tokens, targets, i * length);
            tape.reset();
            int asked = asked(targets);
            if (asked == 0) continue;
            double nats = asked * (double) learner.loss(tape, tokens, targets, asked, length, true);
            sum = sum.plus(
                    new Evaluation(asked, nats, spelt(targets, tokenizer, true), spelt(targets, tokenizer, false)));
        }
        return sum;
    }

    static int asked(int[] targets) {
        int asked = 0;
        for (int target : targets) if (target >= 0) asked++;
        return asked;
    }

    // Bytes, or characters: bytes that do not continue one.
    private static long spelt(int[] targets, Tokenizer tokenizer, boolean characters) {
        if (tokenizer == null) return 0;
        long count = 0;
        for (int target : targets) {
            if (target < 0 || target >= tokenizer.size()) continue;
            for (byte b : tokenizer.bytes(target)) if (!characters || (b & 0xC0) != 0x80) count++;
        }
        return count;
    }

    private Evaluation plus(Evaluation o) {
        return new Evaluation(tokens + o.tokens, nats + o.nats, characters + o.characters, bytes + o.bytes);
    }

    /// Mean loss of a token, in nats.
    public float loss() {
        return (float) (nats / tokens);
    }

    /// Bits that a token takes.
    public double bitsPerToken() {
        return nats / NATS_PER_BIT / tokens;
    }

    /// Bits that a character takes.
    public double bitsPerCharacter() {
        return nats / NATS_PER_BIT / characters;
    }

    /// Bits that a byte of UTF-8 takes.
    public double bitsPerByte() {
        return nats / NATS_PER_BIT / bytes;
    }
}
