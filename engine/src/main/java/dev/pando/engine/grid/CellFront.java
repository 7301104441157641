package dev.pando.engine.grid;

import dev.pando.engine.train.Node;
import dev.pando.engine.train.Rule;
import dev.pando.engine.train.Tape;
import dev.pando.kernel.Workers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// A front that was learned: each cell of a patch around the resonance sees what is written on it and on its neighbours, and
/// a small network says how its excitement changes.
///
/// | channels | what |
/// |---|---|
/// | 0 | how often the cell was written |
/// | 1–8 | who points here |
/// | 9–14 | what this points to |
/// | 15 | where the excitement began |
/// | 16–23 | what changes; 16 is the excitement |
///
/// The rule is [Rule#fresh] of 24, 64 and 8: 5,192 weights. One owner at a time.
public final class CellFront implements Front {

    /// Rows and columns of a patch; beyond its edge it goes on at the other.
    public static final int SIDE = 32;
    /// Channels that a cell sees.
    public static final int CHANNELS = 24;
    /// Channels that change, the last ones.
    public static final int CHANGING = 8;
    /// The channel of the excitement.
    public static final int EXCITED = CHANNELS - CHANGING;
    /// Steps of the rule.
    public static final int STEPS = 8;

    private static final int CELLS = SIDE * SIDE, BEGINNING = EXCITED - 1;
    private static final float[] EVERYWHERE = new float[CELLS];

    static {
        Arrays.fill(EVERYWHERE, 1);
    }

    private final Grid grid;
    private final Rule rule;
    private final Tape tape;
    private final Map<Integer, float[]> patches = new HashMap<>(); // by the cell in the middle

    /// @param workers who computes; must outlive the front
    public CellFront(Grid grid, Rule rule, Workers workers) {
        this.grid = grid;
        this.rule = rule;
        this.tape = Tape.measuring(workers);
    }

    @Override
    public int reach() {
        return SIDE / 2 - 1;
    }

    @Override
    public float arrives(int from, int to) {
        if (Grid.distance(from, to) > reach()) return 0;
        return Math.clamp(patches.computeIfAbsent(from, this::excitement)[at(from, to)], 0, 1);
    }

    private float[] excitement(int middle) {
        tape.reset();
        Node state = run(tape, grid, middle, rule);
        return Arrays.copyOfRange(state.value(), EXCITED * CELLS, (EXCITED + 1) * CELLS);
    }

    /// Runs a rule on the patch around a cell, for learning too.
    ///
    /// @return ([#CHANNELS], SIDE · SIDE)
    public static Node run(Tape tape, Grid grid, int middle, Rule rule) {
        Node state = new Node(CHANNELS, CELLS, patch(grid, middle), null);
        for (int step = 0; step < STEPS; step++) state = tape.cellStep(state, SIDE, rule, EVERYWHERE);
        return state;
    }

    private static float[] patch(Grid grid, int middle) {
        float[] patch = new float[CHANNELS * CELLS];
        int row = middle / Grid.SIZE - SIDE / 2, column = middle % Grid.SIZE - SIDE / 2;
        for (int i = 0; i < CELLS; i++) {
            int cell = Grid.at(row + i / SIDE, column + i % SIDE), channel = 1;
            patch[i] = (float) grid.value(cell, Grid.ACTIVATION) / Grid.VALUE_MAX;
            for (int q = Grid.IN_FROM; q < Grid.OUT_TO; q++)
                patch[channel++ * CELLS + i] = (float) grid.value(cell, q) / Grid.VALUE_MAX;
        }
        int begin = at(middle, middle);
        patch[BEGINNING * CELLS + begin] = 1;
        patch[EXCITED * CELLS + begin] = 1;
        return patch;
    }

    /// Where a cell lies in the patch around another, by rows.
    public static int at(int middle, int cell) {
        int row = cell / Grid.SIZE - middle / Grid.SIZE + SIDE / 2;
        int column = cell % Grid.SIZE - middle % Grid.SIZE + SIDE / 2;
        return (row & Grid.SIZE - 1) * SIDE + (column & Grid.SIZE - 1);
    }
}
