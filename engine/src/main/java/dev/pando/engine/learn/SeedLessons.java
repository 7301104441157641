package dev.pando.engine.learn;

import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.corpus.Sequences;
import dev.pando.engine.seed.SeedExample;
import dev.pando.engine.seed.SeedText;
import dev.pando.engine.seed.Stage;
import dev.pando.engine.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The lessons of the bundled model as sequences without end: whole conversations in ChatML, as many as fit. Each begins with
/// the token that begins a text.
///
/// Replies are to be predicted. So is, behind each note, whether it is one that the question asks for: `+` or `-`, which nobody
/// ever reads. A reply alone teaches little about reading: its first number decides, and nothing says which of many steps
/// went wrong. See [SeedExample#asksFor].
public final class SeedLessons implements Sequences {

    /// Lessons that have numbers of one sequence; those that do not fit are never seen.
    private static final int LESSONS = 16;

    private static final int HASHED = 1_000;
    private static final String BEGINS = NewModel.BEGIN;

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

    private static final String PROMPTED = "user\n", ANSWERS = NewModel.TURN_END + "\n" + NewModel.TURN + "assistant\n";

    private static String turn(String said) {
        return NewModel.TURN + PROMPTED + said + ANSWERS;
    }

    private static String reply(SeedExample example) {
        return example.reply() + NewModel.TURN_END + "\n";
    }

    /// Text to learn a vocabulary from: prompts and replies, without what steers.
    static List<String> plain(List<SeedExample> lesson) {
        return lesson.stream().flatMap(e -> Stream.of(e.prompt(), e.reply())).toList();
    }

    /// Names the lessons by what the first of them say.
    static String hash(SeedText text) {
        MessageDigest digest = Hashes.sha256();
        for (int i = 0; i < HASHED; i++) {
            for (SeedExample example : text.lesson(i, Stage.last()))
                digest.update((prompt(example) + reply(example)).getBytes(StandardCharsets.UTF_8));
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
            Written written = written(text.lesson(index * LESSONS + i, stage));
            if (filled + written.size() > length) continue;
            written.copy(tokens, targets, at + filled);
            filled += written.size();
        }
    }

    private Written written(List<SeedExample> lesson) {
        Written written = new Written(tokenizer);
        for (SeedExample example : lesson) {
            List<String> parts = example.parts();
            written.given((written.size() == 0 ? BEGINS : "") + NewModel.TURN + PROMPTED + parts.getFirst());
            for (int i = 1; i < parts.size(); i += 2) {
                written.given(parts.get(i));
                Optional<Boolean> asked = example.asksFor((i + 1) / 2);
                if (asked.isPresent()) written.judged(parts.get(i + 1), asked.get());
                else
                    written.given(parts.get(i + 1));
            }
            written.given(ANSWERS);
            written.predicted(reply(example));
        }
        return written;
    }
}
