package dev.pando.engine.seed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.seed.SeedExample.Kind;
import dev.pando.testing.Forall;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeedTextTest {

    @Test
    void theSameSeedGivesTheSameExamplesAndAnotherSeedOthers() {
        SeedText a = new SeedText(7, Split.TRAIN), b = new SeedText(7, Split.TRAIN), c = new SeedText(8, Split.TRAIN);
        for (long i = 0; i < 100; i++) assertEquals(a.example(i), b.example(i));
        assertNotEquals(a.example(0), c.example(0));
    }

    @ParameterizedTest
    @EnumSource(names = {"ONE_NOTE", "TWO_NOTES"})
    void theAnswerStandsInACitedNoteAndInNoOther(Kind kind) {
        SeedText text = new SeedText(1, Split.TRAIN);
        for (long i = 0; i < 2_000; i++) {
            SeedExample example = text.example(kind, i);
            String answer = example.answer().orElseThrow();
            boolean cited = example.cites().stream().anyMatch(c -> note(example, c).contains(answer.toLowerCase()));
            assertTrue(cited, () -> example.prompt() + "\n→ " + example.reply());
        }
    }

    private static String note(SeedExample example, int number) {
        return example.notes().get(number - 1).toLowerCase();
    }

    @Test
    void whatCannotBeAnsweredNamesNoFactThatTheNotesHold() {
        SeedText text = new SeedText(1, Split.TEST);
        for (long i = 0; i < 500; i++) {
            SeedExample example = text.example(Kind.UNANSWERABLE, i);
            assertTrue(example.answer().isEmpty());
            assertEquals(SeedExample.UNKNOWN, example.reply());
            assertFalse(example.notes().isEmpty());
        }
    }

    @Test
    void noPhrasingAndNoInventedNameOfTheTestIsSeenInTraining() {
        Relations relations = Relations.bundled();
        Set<String> training = new HashSet<>();
        for (Relation relation : relations.all()) {
            training.addAll(relation.says(Split.TRAIN));
            training.addAll(relation.asks(Split.TRAIN));
        }
        for (Relation relation : relations.all()) {
            for (String held : relation.says(Split.TEST)) assertFalse(training.contains(held), held);
            for (String held : relation.asks(Split.TEST)) assertFalse(training.contains(held), held);
        }
        Forall.seeds(200, random -> {
            assertEquals(Split.TEST, Names.splitOf(new Names(random, Split.TEST).invent("person")));
            assertEquals(Split.TRAIN, Names.splitOf(new Names(random, Split.TRAIN).invent("town")));
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
        }
    }

    @Test
    void everyExampleIsWholeText() {
        for (Split split : Split.values()) {
            SeedText text = new SeedText(3, split);
            for (long i = 0; i < 5_000; i++) {
                SeedExample example = text.example(i);
                assertFalse(example.prompt().contains("{"), example::prompt);
                assertFalse(example.reply().contains("{"), example::reply);
            }
        }
    }
}
