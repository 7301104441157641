package dev.pando.engine.seed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.seed.SeedExample.Kind;
import dev.pando.testing.Forall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeedTextTest {

    private static final long LESSONS = 1_000;

    @Test
    void theSameSeedGivesTheSameLessonsAndAnotherSeedOthers() {
        SeedText a = new SeedText(7, Split.TRAIN), b = new SeedText(7, Split.TRAIN), c = new SeedText(8, Split.TRAIN);
        for (long i = 0; i < 100; i++) assertEquals(a.lesson(i, Stage.last()), b.lesson(i, Stage.last()));
        assertEquals(a.example(Kind.ONE_NOTE, 5), b.example(Kind.ONE_NOTE, 5));
        assertNotEquals(a.lesson(0, Stage.last()), c.lesson(0, Stage.last()));
    }

    @ParameterizedTest
    @EnumSource(names = {"ONE_NOTE", "TWO_NOTES"})
    void theAnswerStandsInTheNoteThatIsCitedLast(Kind kind) {
        SeedText text = new SeedText(1, Split.TRAIN);
        for (long i = 0; i < LESSONS; i++) {
            SeedExample example = text.example(kind, i);
            String answer = example.answer().orElseThrow();
            assertEquals(kind == Kind.ONE_NOTE ? 1 : 2, example.cites().size());
            String note = example.notes().get(example.cites().getLast() - 1).toLowerCase();
            assertTrue(note.contains(answer.toLowerCase()), () -> example.prompt() + "\n→ " + example.reply());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatShouldBeSaidIsReadAsTheAnswerWithItsCitations(Kind kind) {
        for (Split split : Split.values()) {
            SeedText text = new SeedText(2, split);
            for (long i = 0; i < 300; i++) {
                SeedExample example = text.example(kind, i);
                assertEquals(new NoteReply(example.answer(), example.cites()), NoteReply.read(example.reply()));
            }
        }
    }

    @Test
    void whatCannotBeAnsweredIsNotAsked() {
        SeedText text = new SeedText(1, Split.TEST);
        for (long i = 0; i < LESSONS; i++) {
            SeedExample example = text.example(Kind.UNANSWERABLE, i);
            assertTrue(example.answer().isEmpty());
            assertEquals(NoteReply.UNKNOWN, example.reply());
            assertFalse(example.notes().isEmpty());
        }
    }

    @Test
    void questionsOfALessonShareItsNotesAndDiffer() {
        SeedText text = new SeedText(1, Split.TRAIN);
        for (long i = 0; i < LESSONS; i++) {
            List<SeedExample> lesson = text.lesson(i, Stage.at(i / (double) LESSONS));
            for (SeedExample example : lesson) assertEquals(lesson.getFirst().notes(), example.notes());
            boolean talk = lesson.getFirst().kind() == Kind.SMALL_TALK;
            assertTrue(talk || lesson.stream().map(SeedExample::question).distinct().count() == lesson.size());
        }
    }

    @Test
    void noPhrasingAndNoInventedNameOfTheTestIsSeenInTraining() {
        Words words = Words.bundled();
        Names names = new Names(new SplittableRandom(1), Split.TRAIN, words);
        List<Relation> relations = new ArrayList<>(Relations.bundled().all());
        Generic generic = new Generic(words);
        for (int i = 0; i < 200; i++) relations.add(generic.invent(names, new SplittableRandom(i), Split.TRAIN));
        for (Relation r : relations) {
            assertTrue(Collections.disjoint(r.says(Split.TRAIN), r.says(Split.TEST)), r.name());
            assertTrue(Collections.disjoint(r.asks(Split.TRAIN), r.asks(Split.TEST)), r.name());
            assertTrue(Collections.disjoint(r.whose(Split.TRAIN), r.whose(Split.TEST)), r.name());
        }
        Forall.seeds(200, random -> {
            assertEquals(Split.TEST, Names.splitOf(new Names(random, Split.TEST, words).invent("person")));
            assertEquals(Split.TRAIN, Names.splitOf(new Names(random, Split.TRAIN, words).invent("things")));
        });
    }

    @Test
    void everyRelationNamesItsSubjectInEverySentenceAndItsObjectOnlyWhereItIsSaid() {
        for (Relation relation : Relations.bundled().all()) {
            for (String say : relation.says()) {
                assertTrue(say.contains("{s}") && say.toLowerCase().contains("{o}"), relation.name() + ": " + say);
            }
            for (String ask : relation.asks()) {
                assertTrue(ask.contains("{s}") && !ask.contains("{o}") && ask.matches(".*[?.]"),
                        relation.name() + ": " + ask);
            }
            for (String ask : relation.whose()) {
                assertTrue(ask.contains("{o}") && !ask.contains("{s}") && ask.endsWith("?"),
                        relation.name() + ": " + ask);
            }
        }
    }

    @Test
    void aVerbAgreesWithWhatItIsSaidOf() {
        String template = "{s} {s?warms:warm} {o}, {o} {o?is:are} warmed.";
        assertEquals("Storms warm the sea, the sea is warmed.", new Fact(null, "storms", "the sea").fill(template));
        assertEquals("Moss warms ants, ants are warmed.", new Fact(null, "moss", "ants").fill(template));
        assertEquals(List.of("carries", "leads to", "reaches", "destroys"),
                List.of("carry", "lead to", "reach", "destroy").stream().map(Generic::third).toList());
        assertEquals(List.of("carried", "moved", "destroyed"),
                List.of("carry", "move", "destroy").stream().map(Generic::past).toList());
    }

    @Test
    void everyLessonIsWholeText() {
        for (Split split : Split.values()) {
            SeedText text = new SeedText(3, split);
            for (long i = 0; i < LESSONS; i++) {
                for (SeedExample example : text.lesson(i, Stage.last())) {
                    assertFalse(example.prompt().contains("{"), example::prompt);
                    assertFalse(example.reply().contains("{"), example::reply);
                }
            }
        }
    }
}
