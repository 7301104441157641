package dev.pando.engine.learn;

import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.corpus.Sequences;
import dev.pando.engine.seed.SeedExample;
import dev.pando.engine.seed.SeedText;
import dev.pando.engine.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/// The exercises of the bundled model as sequences without end: whole exercises in ChatML, as many as fit.
///
/// In the beginning every token is to be predicted, so that the model learns the language of notes; then only questions
/// and replies are, which are what the notes decide.
public final class SeedLessons implements Sequences {

    /// Exercises that have numbers of one sequence; those that do not fit are never seen.
    private static final int EXERCISES = 32;

    private static final int HASHED = 1_000;

    private final SeedText exercises;
    private final Tokenizer tokenizer;
    private final int length;
    private final long languageUntil;

    /// @param length        tokens of a sequence; longer exercises are left out
    /// @param languageUntil first sequence of which only questions and replies are to be predicted
    public SeedLessons(SeedText exercises, Tokenizer tokenizer, int length, long languageUntil) {
        this.exercises = exercises;
        this.tokenizer = tokenizer;
        this.length = length;
        this.languageUntil = languageUntil;
    }

    /// What the model is given: the user's turn, and the beginning of its own.
    public static String prompt(SeedExample example) {
        return before(example) + example.question() + afterQuestion();
    }

    private static String before(SeedExample example) {
        String prompt = example.prompt();
        return NewModel.TURN + "user\n" + prompt.substring(0, prompt.length() - example.question().length());
    }

    private static String afterQuestion() {
        return NewModel.TURN_END + "\n" + NewModel.TURN + "assistant\n";
    }

    /// The whole exercise as the model should have it.
    static String text(SeedExample example) {
        return prompt(example) + example.reply() + NewModel.TURN_END + "\n";
    }

    /// Names the exercises by what the first of them say.
    static String hash(SeedText exercises) {
        MessageDigest digest = Hashes.sha256();
        for (int i = 0; i < HASHED; i++) digest.update(text(exercises.example(i)).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public long count() {
        return Long.MAX_VALUE;
    }

    @Override
    public void read(long index, int[] tokens, int[] targets, int at) {
        Arrays.fill(tokens, at, at + length, 0);
        Arrays.fill(targets, at, at + length, -1);
        int filled = 0;
        for (int i = 0; i < EXERCISES; i++) {
            SeedExample example = exercises.example(index * EXERCISES + i);
            int[] notes = tokenizer.encodePrompt(before(example));
            int[] all = tokenizer.encodePrompt(text(example));
            if (all.length > length) continue;
            if (filled + all.length > length) break;
            System.arraycopy(all, 0, tokens, at + filled, all.length);
            int from = index < languageUntil ? 1 : notes.length;
            for (int t = from; t < all.length; t++) targets[at + filled + t - 1] = all[t];
            filled += all.length;
        }
    }
}
