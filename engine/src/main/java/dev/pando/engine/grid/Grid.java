package dev.pando.engine.grid;

import java.util.Arrays;

/// What the field knows, as one node sees it: 256 × 256 cells on a torus, 32 small numbers each.
///
/// | channels | what |
/// |---|---|
/// | 0–3 | structure; 0 counts how often a cell was written |
/// | 4–11 | who points here |
/// | 12–17 | what this points to |
/// | 18–21 | time |
/// | 22–23 | origin |
/// | 24–31 | private: never in a [Trace] |
///
/// The grid is a sum: `cell = clip(Σ weight · trace)`, the weights whole numbers. Sums of whole numbers have no order, so
/// traces may come in any order, and taking one away leaves exactly what would be there had it never come.
/// One owner at a time.
public final class Grid {

    /// Cells of a row, and rows.
    public static final int SIZE = 256;
    /// Cells.
    public static final int CELLS = SIZE * SIZE;
    /// Numbers of a cell.
    public static final int CHANNELS = 32;
    /// Numbers of a cell that may leave the node, the first ones.
    public static final int SHARED_CHANNELS = 24;
    /// The largest magnitude of a number: it fits in 4 bits.
    public static final int VALUE_MAX = 7;
    /// A trace of full weight; others are parts of it.
    public static final int WEIGHT_ONE = 64;

    static final int ACTIVATION = 0;
    static final int IN_FROM = 4;
    static final int IN_TO = 12;
    static final int OUT_FROM = 12;
    static final int OUT_TO = 18;

    private final int[] sums = new int[CELLS * SHARED_CHANNELS]; // Σ weight · value, in parts of WEIGHT_ONE
    private Marks marks; // null: nobody has asked

    /// An empty grid.
    public Grid() {}

    /// Adds a trace.
    ///
    /// @param weight trust in its author, 0 to [#WEIGHT_ONE]
    public void add(Trace trace, int weight) {
        accumulate(trace, checked(weight));
    }

    /// Takes a trace away that was added with this weight.
    public void remove(Trace trace, int weight) {
        accumulate(trace, -checked(weight));
    }

    private static int checked(int weight) {
        if (weight < 0 || weight > WEIGHT_ONE) throw new IllegalArgumentException("weight " + weight);
        return weight;
    }

    private void accumulate(Trace trace, int weight) {
        for (Trace.Cell cell : trace.cells()) {
            written(cell.address());
            int at = cell.address() * SHARED_CHANNELS;
            byte[] values = cell.values();
            for (int q = 0; q < SHARED_CHANNELS; q++) sums[at + q] += weight * values[q];
        }
    }

    /// Adds to one number, in parts of [#WEIGHT_ONE].
    void shift(int cell, int channel, int parts) {
        sums[cell * SHARED_CHANNELS + channel] += parts;
        written(cell);
    }

    private void written(int cell) {
        if (marks != null) marks.written(cell);
    }

    /// What can be read of it around a cell, remembered until something is written there.
    Marks marks() {
        if (marks == null) marks = new Marks(this);
        return marks;
    }

    /// Whether any of some channels of a cell is not 0.
    boolean holds(int cell, int channelFrom, int channelTo) {
        for (int q = channelFrom; q < channelTo; q++) if (value(cell, q) != 0) return true;
        return false;
    }

    /// The number in a channel of a cell, −7 to 7.
    public int value(int cell, int channel) {
        return value(sums[cell * SHARED_CHANNELS + channel]);
    }

    // Rounded half away from zero, so that a trace and its opposite cancel.
    private static int value(int sum) {
        int rounded = (Math.abs(sum) + WEIGHT_ONE / 2) / WEIGHT_ONE;
        return Math.min(rounded, VALUE_MAX) * Integer.signum(sum);
    }

    /// Cells that hold anything.
    public int activeCells() {
        int active = 0;
        for (int cell = 0; cell < CELLS; cell++) if (isActive(cell)) active++;
        return active;
    }

    private boolean isActive(int cell) {
        return holds(cell, 0, SHARED_CHANNELS);
    }

    /// A hash of all shared numbers (FNV-1a): equal grids, equal hashes, on every node.
    public long hash() {
        long hash = 0xcbf29ce484222325L;
        for (int sum : sums) hash = (hash ^ value(sum) & 0xFF) * 0x100000001b3L;
        return hash;
    }

    /// Forgets everything.
    public void clear() {
        Arrays.fill(sums, 0);
        marks = null;
    }

    /// The 3 × 3 cells around a cell, itself in the middle.
    static int[] block(int cell) {
        int[] block = new int[9];
        int row = cell / SIZE, column = cell % SIZE;
        for (int i = 0; i < 9; i++) block[i] = at(row + i / 3 - 1, column + i % 3 - 1);
        return block;
    }

    /// Steps of a king from one cell to another, the short way round.
    static int distance(int a, int b) {
        int rows = Math.abs(a / SIZE - b / SIZE), columns = Math.abs(a % SIZE - b % SIZE);
        return Math.max(Math.min(rows, SIZE - rows), Math.min(columns, SIZE - columns));
    }

    /// The address of a row and column on the torus.
    static int at(int row, int column) {
        return (row & SIZE - 1) * SIZE + (column & SIZE - 1);
    }
}
