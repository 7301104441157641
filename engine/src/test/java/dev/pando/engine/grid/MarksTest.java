package dev.pando.engine.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.grid.Trace.Association;
import dev.pando.testing.Forall;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// What a grid remembers between two questions is what it says.
class MarksTest {

    private static final int TERMS = 200;
    private static final Lexicon LEXICON = Worlds.lexicon(TERMS, 6);

    @Test
    void whateverIsWrittenBetweenQuestionsTheAnswersAreTheDefinitionsToTheBit() {
        Forall.seeds(30, random -> {
            Field<Integer> field = new Field<>();
            List<Trace> kept = new ArrayList<>();
            int hits = 0;
            for (int step = 0; step < 40; step++) {
                change(field, kept, random);
                hits += compare(field.grid(), random);
            }
            assertTrue(hits > 0, "nothing was found that could have differed");
        });
    }

    // Authors are trusted, distrusted, believed and taken back.
    private static void change(Field<Integer> field, List<Trace> kept, RandomGenerator random) {
        int author = random.nextInt(4);
        switch (random.nextInt(6)) {
            case 0 -> field.weigh(author, random.nextInt(Grid.WEIGHT_ONE + 1));
            case 1 -> {
                if (!kept.isEmpty()) field.remove(author, kept.get(random.nextInt(kept.size())));
            }
            default -> {
                field.weigh(author, Grid.WEIGHT_ONE);
                kept.add(Trace.of(List.of(association(random), association(random), association(random))));
                field.add(author, kept.getLast());
            }
        }
    }

    private static Association association(RandomGenerator random) {
        return new Association(LEXICON.term(random.nextInt(20)), LEXICON.term(random.nextInt(40)), 1);
    }

    private static int compare(Grid grid, RandomGenerator random) {
        Query query = new Query(1 + random.nextInt(8), random.nextInt(12), 0.9f, 0.1f + 0.4f * random.nextFloat());
        PlainQuery plain = new PlainQuery(query, grid, LEXICON);
        Term subject = LEXICON.term(random.nextInt(25));
        int limit = random.nextInt(14);
        List<Query.Hit> hits = query.follow(grid, LEXICON, subject, limit);
        assertEquals(plain.follow(subject, limit), hits);
        assertEquals(plain.direct(subject, limit), query.direct(grid, LEXICON, subject, limit));
        return hits.size();
    }

    @Test
    void aGridThatWasClearedHasForgottenItsMarks() {
        Grid grid = new Grid();
        Term subject = LEXICON.term(0), object = LEXICON.term(1);
        grid.add(Trace.of(List.of(new Association(subject, object, 1))), Grid.WEIGHT_ONE);
        assertNotEquals(0, Query.link(grid, subject, object));
        grid.clear();
        assertEquals(0, Query.link(grid, subject, object));
        assertEquals(List.of(), Query.usual().direct(grid, LEXICON, subject, 10));
    }
}
