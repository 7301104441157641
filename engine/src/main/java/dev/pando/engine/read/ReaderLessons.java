package dev.pando.engine.read;

import dev.pando.engine.seed.Judge;
import dev.pando.engine.seed.Likeness;
import dev.pando.engine.seed.NearMiss;
import dev.pando.engine.seed.NotePrompt;
import dev.pando.engine.seed.SeedExample;
import dev.pando.engine.seed.SeedExample.Kind;
import dev.pando.engine.seed.SeedText;
import dev.pando.engine.seed.Sifted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// The exercises of the bundled model as lessons of a reader: what is to be quoted, and beside it some of what else could have been.
/// Every other one is a question with what sounds like an answer and is none: see [NearMiss].
final class ReaderLessons {

    private static final List<Kind> KINDS = List.of(Kind.ONE_NOTE, Kind.ONE_NOTE, Kind.ONE_NOTE, Kind.ONE_NOTE,
            Kind.UNANSWERABLE,
            Kind.UNANSWERABLE, Kind.UNANSWERABLE, Kind.TWO_NOTES, Kind.TWO_NOTES, Kind.TWO_NOTES, Kind.YES_NO,
            Kind.COMPARE);
    private static final int WRONG_MAX = 2, MISSES_MAX = 3; // lessons of one question

    /// Leaves nothing out that somebody who reads would be shown; by words alone less stays, and what stays is harder to tell from the right one.
    private static final Likeness TO_BE_READ = new Likeness() {
        @Override
        public double[] to(String question, List<String> notes) {
            return UNKNOWN.to(question, notes);
        }

        @Override
        public Judge judge() {
            return (_, _) -> Optional.empty();
        }
    };

    private final SeedText text;

    ReaderLessons(SeedText text) {
        this.text = text;
    }

    /// The lessons of exercise `index`: one to four.
    List<Lesson> of(long index) {
        RandomGenerator random = new SplittableRandom(index);
        return random.nextBoolean() ? missed(text.nearMiss(index), random) : exercise(index, random);
    }

    private static List<Lesson> missed(NearMiss question, RandomGenerator random) {
        List<Lesson> lessons = new ArrayList<>();
        lessons.add(Lesson.right(question.question(), question.quotation(), question.answer()));
        List<String> misses = new ArrayList<>(question.misses());
        Collections.shuffle(misses, Random.from(random));
        misses.stream().limit(MISSES_MAX).forEach(miss -> lessons.add(Lesson.wrong(question.question(), miss)));
        return lessons;
    }

    private List<Lesson> exercise(long index, RandomGenerator random) {
        SeedExample example = text.example(KINDS.get(random.nextInt(KINDS.size())), index);
        List<Integer> cited = example.cites().stream().map(cite -> cite - 1).toList();
        List<Lesson> lessons = new ArrayList<>();
        example.answer().ifPresent(
                answer -> lessons.add(Lesson.right(example.question(), quoted(example, cited), answer)));
        List<List<Integer>> others = new ArrayList<>(
                quotable(example, random.nextBoolean() ? TO_BE_READ : Likeness.UNKNOWN));
        others.remove(cited);
        Collections.shuffle(others, Random.from(random));
        others.stream().limit(WRONG_MAX)
                .forEach(o -> lessons.add(Lesson.wrong(example.question(), quoted(example, o))));
        return lessons;
    }

    // What a reply might quote; where that is nothing, each note alone.
    private static List<List<Integer>> quotable(SeedExample example, Likeness likeness) {
        Sifted sifted = Sifted.of(new NotePrompt(example.notes(), example.question()), likeness);
        List<Integer> stays = sifted.stays();
        List<List<Integer>> all = sifted.quotable().stream().map(notes -> notes.stream().map(stays::get).toList())
                .toList();
        return all.isEmpty() ? stays.stream().map(List::of).toList() : all;
    }

    private static String quoted(SeedExample example, List<Integer> notes) {
        return notes.stream().map(example.notes()::get).collect(Collectors.joining(" "));
    }
}
