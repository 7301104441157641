package dev.pando.engine.grid;

import java.util.BitSet;

/// What a grid says around each of its cells, read once and kept until one of the nine cells is written again: a question
/// reads thousands of marks, and a note changes eighteen cells.
///
/// Writing costs one bit; what that bit makes untrue is thrown away when the next question comes.
final class Marks {

    private final Grid grid;
    private final BitSet written = new BitSet(Grid.CELLS); // since somebody asked
    private final Side out = new Side(Grid.OUT_FROM, Grid.OUT_TO), in = new Side(Grid.IN_FROM, Grid.IN_TO);

    Marks(Grid grid) {
        this.grid = grid;
        written.set(0, Grid.CELLS);
    }

    /// A cell may hold something else from now on.
    void written(int cell) {
        written.set(cell);
    }

    /// How many of the nine cells around this one say that something here points to anything.
    int cellsPointing(int cell) {
        return current(out).around[cell];
    }

    /// How many of the nine cells around this one say that anything points to something here.
    int cellsPointedTo(int cell) {
        return current(in).around[cell];
    }

    /// What something that lives at this cell points to.
    Mark out(int cell) {
        return current(out).mark(cell);
    }

    /// What points to something that lives at this cell.
    Mark in(int cell) {
        return current(in).mark(cell);
    }

    private Side current(Side side) {
        if (!written.isEmpty()) {
            written.stream().forEach(cell -> {
                out.read(cell);
                in.read(cell);
            });
            written.clear();
        }
        return side;
    }

    /// One kind of mark: a range of channels.
    private final class Side {

        private final int channelFrom, channelTo;
        private final BitSet holding = new BitSet(Grid.CELLS);
        private final byte[] around = new byte[Grid.CELLS]; // of the nine cells around each, those that hold something
        private final Mark[] marks = new Mark[Grid.CELLS]; // null: not read, or not true any more

        Side(int channelFrom, int channelTo) {
            this.channelFrom = channelFrom;
            this.channelTo = channelTo;
        }

        void read(int cell) {
            boolean before = holding.get(cell), now = grid.holds(cell, channelFrom, channelTo);
            holding.set(cell, now);
            int change = (now ? 1 : 0) - (before ? 1 : 0);
            for (int near : Grid.block(cell)) {
                around[near] = (byte) (around[near] + change);
                marks[near] = null;
            }
        }

        Mark mark(int cell) {
            Mark mark = marks[cell];
            return mark != null ? mark : (marks[cell] = Mark.read(grid, cell, channelFrom, channelTo));
        }
    }
}
