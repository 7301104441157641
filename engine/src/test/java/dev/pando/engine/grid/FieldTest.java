package dev.pando.engine.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.grid.Trace.Association;
import dev.pando.testing.Forall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FieldTest {

    private static final int NEW = 13; // 0.2 of WEIGHT_ONE
    private static final Lexicon LEXICON = Worlds.lexicon(200, 3);
    private static final Query QUERY = Query.usual();

    private record Written(String author, Trace trace) {}

    @Test
    void theOrderOfAuthorsTracesAndTrustDoesNotMatter() {
        Forall.seeds(20, random -> {
            List<Written> all = written(random);
            Field<String> one = new Field<>(), other = new Field<>();
            for (String author : List.of("ann", "bob", "eve")) one.weigh(author, author.charAt(0) % 64);
            for (Written w : all) one.add(w.author, w.trace);
            Collections.shuffle(all, Random.from(random));
            for (Written w : all) other.add(w.author, w.trace);
            for (String author : List.of("eve", "bob", "ann")) other.weigh(author, author.charAt(0) % 64);
            assertEquals(one.grid().hash(), other.grid().hash());
        });
    }

    @Test
    void withoutOneAuthorTheFieldIsAsIfTheyHadNeverBeenSeen() {
        Forall.seeds(20, random -> {
            List<Written> all = written(random);
            Field<String> with = new Field<>(), without = new Field<>(), distrusted = new Field<>();
            for (Field<String> field : List.of(with, without, distrusted)) {
                for (String author : List.of("ann", "bob", "eve")) field.weigh(author, 64);
            }
            for (Written w : all) {
                with.add(w.author, w.trace);
                distrusted.add(w.author, w.trace);
                if (!w.author.equals("eve")) without.add(w.author, w.trace);
            }
            assertNotEquals(without.grid().hash(), with.grid().hash());
            for (Written w : all) if (w.author.equals("eve")) with.remove(w.author, w.trace);
            distrusted.weigh("eve", 0);
            assertEquals(without.grid().hash(), with.grid().hash());
            assertEquals(without.grid().hash(), distrusted.grid().hash());
        });
    }

    @Test
    void somebodyNewLeavesNoMarkAloneHoweverOftenTheyRepeatThemselvesAndThreeWhoAgreeDo() {
        Term s = LEXICON.term(1), o = LEXICON.term(2);
        Trace claim = Trace.of(List.of(new Association(s, o, 7)));
        Field<Integer> field = new Field<>();
        for (int i = 0; i < 50; i++) field.add(0, claim);
        field.weigh(0, NEW);
        assertEquals(0, field.grid().activeCells());
        for (int author = 1; author < 3; author++) {
            field.weigh(author, NEW);
            field.add(author, Trace.of(List.of(new Association(s, o, 1))));
        }
        assertEquals(2, QUERY.direct(field.grid(), LEXICON, s, 10).getFirst().term().id());
    }

    @Test
    void whatAnAuthorSaysAHundredTimesCountsOnce() {
        Trace claim = Trace.of(List.of(new Association(LEXICON.term(1), LEXICON.term(2), 1)));
        for (int weight : new int[]{NEW, Field.KNOWN, Grid.WEIGHT_ONE}) {
            Field<Integer> once = new Field<>(), often = new Field<>();
            for (int author = 0; author < 3; author++) {
                once.weigh(author, weight);
                often.weigh(author, weight);
                once.add(author, claim);
                for (int i = 0; i < 100; i++) often.add(author, claim);
            }
            assertEquals(once.grid().hash(), often.grid().hash());
        }
    }

    @Test
    void howeverManyStrangersAgreeTheyAreNoMoreThanOneWhoIsKnown() {
        Term s = LEXICON.term(1), truth = LEXICON.term(2), lie = LEXICON.term(3);
        Field<Integer> field = new Field<>();
        for (int author = 0; author < 2; author++) {
            field.weigh(author, Field.KNOWN);
            field.add(author, Trace.of(List.of(new Association(s, truth, 1))));
        }
        for (int stranger = 2; stranger < 100; stranger++) {
            field.weigh(stranger, Field.KNOWN - 1);
            field.add(stranger, Trace.of(List.of(new Association(s, lie, 1))));
        }
        assertEquals(truth, QUERY.direct(field.grid(), LEXICON, s, 10).getFirst().term());
        field.weigh(2, Field.KNOWN);
        field.weigh(3, Field.KNOWN);
        field.weigh(4, Field.KNOWN);
        assertEquals(lie, QUERY.direct(field.grid(), LEXICON, s, 10).getFirst().term(),
                "three who are known outvote two");
    }

    @Test
    void trustOfAHalfIsSeenAtOnceAndTrustHasItsRange() {
        Field<Integer> field = new Field<>();
        field.weigh(0, Grid.WEIGHT_ONE / 2);
        field.add(0, Trace.of(List.of(new Association(LEXICON.term(1), LEXICON.term(2), 1))));
        assertTrue(field.grid().activeCells() > 0);
        assertThrows(IllegalArgumentException.class, () -> field.weigh(0, Grid.WEIGHT_ONE + 1));
        assertThrows(IllegalArgumentException.class, () -> field.weigh(0, -1));
        assertEquals(Grid.WEIGHT_ONE / 2, field.weight(0));
        assertEquals(0, field.weight(7));
    }

    private static List<Written> written(RandomGenerator random) {
        List<Written> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            List<Association> some = new ArrayList<>();
            for (int j = random.nextInt(1, 4); j > 0; j--) {
                some.add(new Association(LEXICON.term(random.nextInt(20)), LEXICON.term(random.nextInt(20)),
                        random.nextInt(1, 8)));
            }
            all.add(new Written(List.of("ann", "bob", "eve").get(random.nextInt(3)), Trace.of(some)));
        }
        return all;
    }
}
