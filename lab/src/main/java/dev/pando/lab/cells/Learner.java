package dev.pando.lab.cells;

import dev.pando.engine.grid.CellFront;
import dev.pando.engine.grid.Grid;
import dev.pando.engine.train.AdamW;
import dev.pando.engine.train.Node;
import dev.pando.engine.train.Rule;
import dev.pando.engine.train.Tape;
import dev.pando.kernel.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Teaches a cell rule where chains go on: excitement that begins at a bridge should be 1 around its like and 0 elsewhere,
/// after the rule's steps. By squared error, backwards through all steps.
final class Learner {

    private static final float RATE = 2e-3f, ABSENT = 0.03f; // weight of a cell that should stay quiet
    private static final int CELLS = CellFront.SIDE * CellFront.SIDE;

    private final Workers workers;
    private final int steps;

    /// @param steps examples that are shown, one after the other
    Learner(Workers workers, int steps) {
        this.workers = workers;
        this.steps = steps;
    }

    Rule learn(List<Chains> worlds, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Rule rule = Rule.fresh(CellFront.CHANNELS, 64, CellFront.CHANGING, random);
        AdamW optimiser = new AdamW(workers, new AdamW.Settings(0.9f, 0.99f, 1e-8f, 0, 1), rule.parameters());
        Tape tape = new Tape(workers);
        float[] target = new float[CellFront.CHANNELS * CELLS], weight = new float[target.length];
        for (int step = 0; step < steps; step++) {
            Chains world = worlds.get(random.nextInt(worlds.size()));
            Chains.Chain chain = world.chains.get(random.nextInt(world.chains.size()));
            aim(chain, target, weight);
            tape.reset();
            Node state = CellFront.run(tape, world.grid, chain.bridge().cell(), rule);
            tape.squaredError(state, target, weight);
            tape.backward();
            optimiser.step(RATE * Math.min(1, 4f * (steps - step) / steps));
        }
        return rule;
    }

    private static void aim(Chains.Chain chain, float[] target, float[] weight) {
        Arrays.fill(target, 0);
        Arrays.fill(weight, 0);
        int first = CellFront.EXCITED * CELLS, middle = chain.bridge().cell(), like = chain.alike().cell();
        Arrays.fill(weight, first, first + CELLS, ABSENT);
        int rows = Math.abs(like / Grid.SIZE - middle / Grid.SIZE),
                columns = Math.abs(like % Grid.SIZE - middle % Grid.SIZE);
        int reach = CellFront.SIDE / 2 - 1;
        if (Math.min(rows, Grid.SIZE - rows) > reach || Math.min(columns, Grid.SIZE - columns) > reach) return;
        int at = first + CellFront.at(middle, like);
        target[at] = 1;
        weight[at] = 1;
    }
}
