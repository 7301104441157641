package dev.pando.engine.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.grid.Trace.Association;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Node A learns s → b, node B learns b → o; neither knows s → o, and the sum of their grids does.
class QueryTest {

    private static final int TERMS = 1_000, CHAINS = 80, TOP = 10;

    private static Lexicon lexicon;
    private static final List<int[]> CHAIN = new ArrayList<>(); // s, b, o
    private static Trace ofA;
    private static Trace ofB;
    private static Trace ofBShuffled;

    @BeforeAll
    static void teach() {
        lexicon = Worlds.lexicon(TERMS, 4);
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < TERMS; i++) ids.add(i);
        Collections.shuffle(ids, Random.from(new SplittableRandom(5)));
        List<Association> a = new ArrayList<>(), b = new ArrayList<>(), shuffled = new ArrayList<>();
        for (int i = 0; i < CHAINS; i++) CHAIN.add(new int[]{ids.get(3 * i), ids.get(3 * i + 1), ids.get(3 * i + 2)});
        for (int i = 0; i < CHAINS; i++) {
            int[] chain = CHAIN.get(i), other = CHAIN.get((i + 1) % CHAINS);
            a.add(new Association(lexicon.term(chain[0]), lexicon.term(chain[1]), 1));
            b.add(new Association(lexicon.term(chain[1]), lexicon.term(chain[2]), 1));
            shuffled.add(new Association(lexicon.term(other[1]), lexicon.term(chain[2]), 1));
        }
        ofA = Trace.of(a);
        ofB = Trace.of(b);
        ofBShuffled = Trace.of(shuffled);
    }

    private static double recall(Trace... traces) {
        Grid grid = new Grid();
        for (Trace trace : traces) grid.add(trace, Grid.WEIGHT_ONE);
        int found = 0;
        for (int[] chain : CHAIN) {
            List<Query.Hit> hits = Query.usual().follow(grid, lexicon, lexicon.term(chain[0]), TOP);
            if (hits.stream().anyMatch(hit -> hit.term().id() == chain[2])) found++;
        }
        return (double) found / CHAINS;
    }

    @Test
    void theSumOfTwoGridsAnswersWhatNeitherAnswersAlone() {
        double both = recall(ofA, ofB), a = recall(ofA), b = recall(ofB), placebo = recall(ofA, ofBShuffled);
        assertTrue(both >= 0.97, "both: " + both);
        assertTrue(a <= 0.02 && b <= 0.05 && placebo <= 0.05, "A " + a + ", B " + b + ", shuffled " + placebo);
    }

    @Test
    void aHitNamesTheWayItTook() {
        Grid grid = new Grid();
        grid.add(ofA, Grid.WEIGHT_ONE);
        grid.add(ofB, Grid.WEIGHT_ONE);
        for (int[] chain : CHAIN.subList(0, 20)) {
            var hit = Query.usual().follow(grid, lexicon, lexicon.term(chain[0]), TOP).stream()
                    .filter(h -> h.term().id() == chain[2]).findFirst().orElseThrow();
            assertEquals(chain[1], hit.bridge().id());
            assertEquals(chain[1], hit.near().id());
            assertTrue(hit.confidence() > 0.1 && hit.confidence() <= 1, "confidence " + hit.confidence());
        }
    }

    @Test
    void aSubjectThatPointsToEightThingsLeadsToWhatEachOfThemPointsTo() {
        List<Association> facts = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            facts.add(new Association(lexicon.term(0), lexicon.term(i), 1));
            facts.add(new Association(lexicon.term(i), lexicon.term(100 + i), 1));
        }
        Grid grid = new Grid();
        grid.add(Trace.of(facts), Grid.WEIGHT_ONE);
        List<Integer> found = Query.usual().follow(grid, lexicon, lexicon.term(0), TOP).stream()
                .map(hit -> hit.term().id()).toList();
        long right = found.stream().filter(id -> id > 100 && id <= 108).count();
        assertTrue(right >= 7, "found " + found);
    }

    @Test
    void whatASubjectItselfPointsToIsFoundDirectly() {
        Grid grid = new Grid();
        grid.add(ofA, Grid.WEIGHT_ONE);
        int first = 0;
        for (int[] chain : CHAIN) {
            var hits = Query.usual().direct(grid, lexicon, lexicon.term(chain[0]), TOP);
            if (!hits.isEmpty() && hits.getFirst().term().id() == chain[1]) first++;
        }
        assertTrue(first >= 0.9 * CHAINS, first + " of " + CHAINS);
    }

    @Test
    void anEmptyGridAnswersNothing() {
        assertEquals(List.of(), Query.usual().follow(new Grid(), lexicon, lexicon.term(0), TOP));
        assertEquals(List.of(), Query.usual().direct(new Grid(), lexicon, lexicon.term(0), TOP));
    }

    @Test
    void aMentionIsSnappedToTheNearestTermOrToNone() {
        float[] vector = Worlds.vectors(TERMS, 4).get(17);
        assertEquals(17, lexicon.snap(vector, 0.9f).orElseThrow().id());
        float[] opposite = vector.clone();
        for (int i = 0; i < opposite.length; i++) opposite[i] = -opposite[i];
        assertTrue(lexicon.snap(opposite, 0.9f).isEmpty());
    }
}
