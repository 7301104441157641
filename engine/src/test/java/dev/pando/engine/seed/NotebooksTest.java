package dev.pando.engine.seed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.seed.SeedExample.Kind;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NotebooksTest {

    private static final List<SeedExample> TRAIN = Notebooks.bundled(Split.TRAIN), TEST = Notebooks.bundled(Split.TEST);

    @Test
    void everyAnswerStandsInItsLastNoteWordForWord() {
        for (List<SeedExample> all : List.of(TRAIN, TEST)) {
            for (SeedExample example : all) {
                assertEquals(example.kind() == Kind.UNANSWERABLE, example.answer().isEmpty(), example.question());
                example.answer().ifPresent(answer -> assertTrue(
                        example.notes().get(example.cites().getLast() - 1).contains(answer), example.question()));
                assertEquals(Set.copyOf(example.notes()).size(), example.notes().size(), example.question());
            }
        }
        assertTrue(TRAIN.size() > 2_500 && TEST.size() > 250, TRAIN.size() + " and " + TEST.size());
    }

    @Test
    void everyKindOfQuestionIsAskedInBothSplits() {
        for (List<SeedExample> all : List.of(TRAIN, TEST)) {
            for (Kind kind : List.of(Kind.ONE_NOTE, Kind.TWO_NOTES, Kind.UNANSWERABLE))
                assertTrue(all.stream().filter(e -> e.kind() == kind).count() > all.size() / 10, kind + "");
        }
    }

    @Test
    void noNotebookIsInBothSplits() {
        assertTrue(Collections.disjoint(notes(TRAIN), notes(TEST)));
    }

    private static Set<List<String>> notes(List<SeedExample> examples) {
        return examples.stream().map(SeedExample::notes).collect(Collectors.toSet());
    }

    @Test
    void anExampleOfATextIsOneOfThem() {
        SeedText text = new SeedText(1, Split.TRAIN);
        Set<SeedExample> drawn = LongStream.range(0, 50).mapToObj(text::notebook)
                .collect(Collectors.toSet());
        assertTrue(drawn.size() > 40 && TRAIN.containsAll(drawn));
        assertEquals(text.notebook(7), new SeedText(1, Split.TRAIN).notebook(7));
        assertFalse(new SeedText(1, Split.TEST).notebook(7).equals(text.notebook(7)));
    }
}
