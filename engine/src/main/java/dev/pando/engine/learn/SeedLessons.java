package dev.pando.engine.learn;

import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.corpus.Sequences;
import dev.pando.engine.seed.SeedExample;
import dev.pando.engine.seed.SeedText;
import dev.pando.engine.seed.Stage;
import dev.pando.engine.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// The lessons of the bundled model as sequences without end: whole conversations in ChatML, as many as fit. Each begins with
/// the token that begins a text, and only replies are to be predicted.
///
/// The notes stand in the first turn; later turns ask about them again, so that reading them pays several times.
public final class SeedLessons implements Sequences {

    /// Lessons that have numbers of one sequence; those that do not fit are never seen.
    private static final int LESSONS = 16;

    private static final int HASHED = 1_000;

    private final SeedText text;
    private final Tokenizer tokenizer;
    private final int length;
    private final long count;

    /// @param length tokens of a sequence; longer lessons are left out
    /// @param count  sequences of the whole training, over which lessons get harder; 0 if all are of the last stage
    public SeedLessons(SeedText text, Tokenizer tokenizer, int length, long count) {
        this.text = text;
        this.tokenizer = tokenizer;
        this.length = length;
        this.count = count;
    }

    /// What the model is given: the user's turn, and the beginning of its own.
    public static String prompt(SeedExample example) {
        return turn(example.prompt());
    }

    private static String turn(String said) {
        return NewModel.TURN + "user\n" + said + NewModel.TURN_END + "\n" + NewModel.TURN + "assistant\n";
    }

    private static String reply(SeedExample example) {
        return example.reply() + NewModel.TURN_END + "\n";
    }

    /// A lesson as prompts and replies in turn; what is asked later does not repeat the notes.
    static List<String> turns(List<SeedExample> lesson) {
        List<String> turns = new ArrayList<>();
        for (SeedExample example : lesson) {
            turns.add(turns.isEmpty() ? prompt(example) : turn(example.question()));
            turns.add(reply(example));
        }
        return turns;
    }

    /// The same without what steers: text to learn a vocabulary from.
    static List<String> plain(List<SeedExample> lesson) {
        List<String> plain = new ArrayList<>();
        for (SeedExample example : lesson) {
            plain.add(plain.isEmpty() ? example.prompt() : example.question());
            plain.add(example.reply());
        }
        return plain;
    }

    /// Names the lessons by what the first of them say.
    static String hash(SeedText text) {
        MessageDigest digest = Hashes.sha256();
        for (int i = 0; i < HASHED; i++) {
            for (String turn : turns(text.lesson(i, Stage.last())))
                digest.update(turn.getBytes(StandardCharsets.UTF_8));
        }
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
        Stage stage = count == 0 ? Stage.last() : Stage.at((double) index / count);
        int filled = 0;
        for (int i = 0; i < LESSONS; i++) {
            List<String> turns = turns(text.lesson(index * LESSONS + i, stage));
            filled += lesson(turns, tokens, targets, at + filled, length - filled);
        }
    }

    /// Writes a lesson if it fits; returns how many tokens it took.
    private int lesson(List<String> turns, int[] tokens, int[] targets, int at, int room) {
        int filled = 0;
        int[][] parts = new int[turns.size()][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = i == 0 ? tokenizer.encodePrompt(turns.get(i)) : tokenizer.encodeMarkup(turns.get(i));
            filled += parts[i].length;
        }
        if (filled > room) return 0;
        filled = 0;
        for (int i = 0; i < parts.length; i++) {
            System.arraycopy(parts[i], 0, tokens, at + filled, parts[i].length);
            boolean reply = i % 2 == 1;
            if (reply) System.arraycopy(parts[i], 0, targets, at + filled - 1, parts[i].length - 1); // less the line end
            filled += parts[i].length;
        }
        return filled;
    }
}
