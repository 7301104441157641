package dev.pando.engine.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.grid.Trace.Association;
import dev.pando.engine.grid.Trace.Cell;
import dev.pando.testing.Forall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class GridTest {

    @Test
    void tracesAddUpToTheSameGridInAnyOrder() {
        Forall.seeds(20, random -> {
            List<Trace> traces = traces(random, 12);
            Grid one = new Grid(), other = new Grid();
            for (int i = 0; i < traces.size(); i++) one.add(traces.get(i), i * 5);
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < traces.size(); i++) order.add(i);
            Collections.shuffle(order, Random.from(random));
            for (int i : order) other.add(traces.get(i), i * 5);
            assertEquals(one.hash(), other.hash());
        });
    }

    @Test
    void takingATraceAwayLeavesWhatWouldBeThereHadItNeverCome() {
        Forall.seeds(20, random -> {
            List<Trace> traces = traces(random, 6);
            Grid with = new Grid(), without = new Grid();
            for (Trace trace : traces) with.add(trace, 64);
            for (Trace trace : traces.subList(1, 6)) without.add(trace, 64);
            assertNotEquals(without.hash(), with.hash());
            with.remove(traces.getFirst(), 64);
            assertEquals(without.hash(), with.hash());
        });
    }

    @Test
    void aTraceOfNoWeightChangesNothingAndNoNumberLeavesItsFourBits() {
        Forall.seeds(20, random -> {
            Grid grid = new Grid();
            long empty = grid.hash();
            List<Trace> traces = traces(random, 30);
            for (Trace trace : traces) grid.add(trace, 0);
            assertEquals(empty, grid.hash());
            assertEquals(0, grid.activeCells());
            for (Trace trace : traces) for (int i = 0; i < 5; i++) grid.add(trace, 64);
            for (int cell = 0; cell < Grid.CELLS; cell++) {
                for (int q = 0; q < Grid.SHARED_CHANNELS; q++) assertTrue(Math.abs(grid.value(cell, q)) <= 7);
            }
            grid.clear();
            assertEquals(empty, grid.hash());
        });
    }

    @Test
    void aTraceIsSixteenBytesACellAndComesBackAsItWas() {
        Forall.seeds(200, random -> {
            Trace trace = traces(random, 1).getFirst();
            byte[] bytes = trace.encode();
            assertEquals(16 * trace.cells().size(), bytes.length);
            assertEquals(trace, Trace.decode(bytes));
        });
    }

    @Test
    void bytesThatAreNoTraceAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Trace.decode(new byte[15]));
        assertThrows(IllegalArgumentException.class, () -> Trace.decode(new byte[32])); // the same cell twice
        assertThrows(IllegalArgumentException.class, () -> Trace.decode(new byte[16 * (Trace.CELLS_MAX + 1)]));
        byte[] tooLarge = new byte[16];
        tooLarge[2] = 0x08; // −8 has no opposite in 4 bits
        assertThrows(IllegalArgumentException.class, () -> Trace.decode(tooLarge));
        assertThrows(IllegalArgumentException.class, () -> new Cell(Grid.CELLS, new byte[24], 0));
        assertThrows(IllegalArgumentException.class, () -> new Cell(0, new byte[32], 0)); // private channels stay
    }

    @Test
    void oneFactTouchesEighteenCellsAndIsUnderAThirdOfAKilobyte() {
        Lexicon lexicon = Worlds.lexicon(200, 1);
        Trace trace = Trace.of(List.of(new Association(lexicon.term(0), lexicon.term(1), 1)));
        assertTrue(trace.cells().size() <= 18);
        assertTrue(trace.encode().length <= 288);
    }

    private static List<Trace> traces(RandomGenerator random, int count) {
        List<Trace> traces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Cell> cells = new ArrayList<>();
            for (int address = random.nextInt(50); address < 400
                    && cells.size() < 64; address += 1 + random.nextInt(20)) {
                byte[] channels = new byte[Grid.SHARED_CHANNELS];
                for (int q = 0; q < channels.length; q++) channels[q] = (byte) random.nextInt(-7, 8);
                cells.add(new Cell(address, channels, random.nextInt(1 << 16)));
            }
            traces.add(new Trace(cells));
        }
        return traces;
    }
}
