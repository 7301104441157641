package dev.pando.engine.read;

import dev.pando.engine.seed.NearMiss;
import dev.pando.engine.seed.NotePrompt;
import dev.pando.engine.seed.SeedExample;
import dev.pando.engine.seed.SeedExample.Kind;
import dev.pando.engine.seed.SeedText;
import dev.pando.engine.seed.Sifted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The exercises of the bundled model as lessons of a reader: what is to be quoted, and beside it some of what else could have been.
/// A quarter are questions with what sounds like an answer and is none ([NearMiss]), a quarter are of the usual kinds, half were written by
/// hand, as people ask: what is chosen because it is hard is none of these, see [ReaderTraining].
final class ReaderLessons {

    private static final List<Kind> KINDS = List.of(Kind.ONE_NOTE, Kind.ONE_NOTE, Kind.ONE_NOTE, Kind.ONE_NOTE,
            Kind.UNANSWERABLE,
            Kind.UNANSWERABLE, Kind.UNANSWERABLE, Kind.TWO_NOTES, Kind.TWO_NOTES, Kind.TWO_NOTES, Kind.YES_NO,
            Kind.COMPARE);
    private static final int OF = 4; // exercises: near misses, the usual kinds, and two of notebooks
    private static final int WRONG_MAX = 2, MISSES_MAX = 3; // lessons of one question

    private final SeedText text;

    ReaderLessons(SeedText text) {
        this.text = text;
    }

    /// The lessons of exercise `index`: one to four.
    List<Lesson> of(long index) {
        RandomGenerator random = new SplittableRandom(index);
        return switch (random.nextInt(OF)) {
            case 0 -> missed(text.nearMiss(index), random);
            case 1 -> usual(index, random);
            default -> notebook(text.notebook(index), random);
        };
    }

    /// The same, but none that was written by hand: no two are alike, so those that are hard may be picked from as many as one likes.
    List<Lesson> invented(long index) {
        RandomGenerator random = new SplittableRandom(index);
        return random.nextBoolean() ? missed(text.nearMiss(index), random) : usual(index, random);
    }

    private List<Lesson> usual(long index, RandomGenerator random) {
        return exercise(text.example(KINDS.get(random.nextInt(KINDS.size())), index), WRONG_MAX, random);
    }

    private static List<Lesson> missed(NearMiss question, RandomGenerator random) {
        List<Lesson> lessons = new ArrayList<>();
        lessons.add(Lesson.right(question.question(), question.quotation(), question.answer()));
        List<String> misses = new ArrayList<>(question.misses());
        Collections.shuffle(misses, Random.from(random));
        misses.stream().limit(MISSES_MAX).forEach(miss -> lessons.add(Lesson.wrong(question.question(), miss)));
        return lessons;
    }

    private static List<Lesson> exercise(SeedExample example, int wrong, RandomGenerator random) {
        return lessons(example, quotable(example, random.nextBoolean()), wrong,
                random);
    }

    // Of people's notes words leave few; all others are easily told from what was asked for, but have to be.
    private static List<Lesson> notebook(SeedExample example, RandomGenerator random) {
        if (random.nextBoolean()) return exercise(example, MISSES_MAX, random);
        List<Integer> notes = IntStream.range(0, example.notes().size()).boxed().toList();
        List<List<Integer>> all = new ArrayList<>(notes.stream().map(List::of).toList());
        int first = example.cites().isEmpty() ? random.nextInt(notes.size()) : example.cites().getFirst() - 1;
        notes.stream().filter(note -> note != first).forEach(note -> all.add(List.of(first, note)));
        return lessons(example, all, MISSES_MAX, random);
    }

    private static List<Lesson> lessons(SeedExample example, List<List<Integer>> quotable, int wrong,
            RandomGenerator random) {
        List<Integer> cited = example.cites().stream().map(cite -> cite - 1).toList();
        List<Lesson> lessons = new ArrayList<>();
        example.answer().ifPresent(
                answer -> lessons.add(Lesson.right(example.question(), quoted(example, cited), answer)));
        List<List<Integer>> others = new ArrayList<>(quotable);
        others.remove(cited);
        Collections.shuffle(others, Random.from(random));
        others.stream().limit(wrong)
                .forEach(other -> lessons.add(Lesson.wrong(example.question(), quoted(example, other))));
        return lessons;
    }

    // What a reply might quote; where that is nothing, each note alone. By words alone less stays, and what stays is harder to tell from the right one.
    private static List<List<Integer>> quotable(SeedExample example, boolean all) {
        NotePrompt asked = new NotePrompt(example.notes(), example.question());
        Sifted sifted = all ? Sifted.toBeRead(asked) : Sifted.of(asked);
        List<Integer> stays = sifted.stays();
        List<List<Integer>> quotable = sifted.quotable().stream().map(notes -> notes.stream().map(stays::get).toList())
                .toList();
        return quotable.isEmpty() ? stays.stream().map(List::of).toList() : quotable;
    }

    private static String quoted(SeedExample example, List<Integer> notes) {
        return notes.stream().map(example.notes()::get).collect(Collectors.joining(NotePrompt.BETWEEN));
    }
}
