package dev.pando.engine.privacy;

import dev.pando.engine.grid.Grid;
import dev.pando.engine.grid.Trace;
import java.util.List;
import java.util.random.RandomGenerator;

/// What a node adds to the sum about one tile of the grid: 64 cells, 14 numbers each, noise on all of them.
///
/// The *set* of cells that a fact touches tells its topic; so a release is a whole tile, and its empty cells are as noisy as
/// the others. One fact changes 18 cells of a grid by 1 in 6 or 8 numbers, so it moves a tile by at most
/// `√(9 · 6 + 9 · 8) = √126`, or 126 in the sum of magnitudes; each fact is cut to that before it counts. The promise is about one
/// fact, not about one person. Numbers are rounded after the noise, which takes nothing from the promise.
public final class Release {

    /// Cells of a tile each way, and numbers of a cell that say something of facts.
    public static final int SIDE = 8, CHANNELS = 14;
    /// Numbers of a release.
    public static final int NUMBERS = SIDE * SIDE * CHANNELS;
    /// The most that one fact moves a tile: as a length, and as a sum of magnitudes.
    public static final double SHIFT = Math.sqrt(126), SHIFT_SUM = 126;
    /// Parts of one in a number of a release: sums of many are exact.
    public static final int ONE = 1 << 8;

    private static final int CHANNEL_FROM = 4;
    private static final int TILES_A_ROW = Grid.SIZE / SIDE;

    private Release() {}

    /// Tiles of a grid.
    public static int tiles() {
        return TILES_A_ROW * TILES_A_ROW;
    }

    /// The release about a tile, in parts of [#ONE].
    ///
    /// @param facts  one trace for each fact that the node knows
    /// @param random must be secure where the release leaves the node
    public static int[] of(List<Trace> facts, int tile, Noise noise, RandomGenerator random) {
        double[] numbers = new double[NUMBERS];
        for (Trace fact : facts) add(numbers, bounded(within(fact, tile), noise));
        int[] release = new int[NUMBERS];
        for (int i = 0; i < NUMBERS; i++) release[i] = (int) Math.rint(ONE * (numbers[i] + noise.draw(random)));
        return release;
    }

    private static void add(double[] numbers, double[] fact) {
        for (int i = 0; i < NUMBERS; i++) numbers[i] += fact[i];
    }

    private static double[] within(Trace fact, int tile) {
        double[] numbers = new double[NUMBERS];
        for (Trace.Cell cell : fact.cells()) {
            int row = cell.address() / Grid.SIZE, column = cell.address() % Grid.SIZE;
            if (row / SIDE * TILES_A_ROW + column / SIDE != tile) continue;
            byte[] values = cell.channels();
            int at = (row % SIDE * SIDE + column % SIDE) * CHANNELS;
            for (int q = 0; q < CHANNELS; q++) numbers[at + q] = values[CHANNEL_FROM + q];
        }
        return numbers;
    }

    private static double[] bounded(double[] fact, Noise noise) {
        double size = 0;
        for (double number : fact) size += noise instanceof Noise.Laplace ? Math.abs(number) : number * number;
        double shift = switch (noise) {
            case Noise.Gaussian g -> g.shift() * g.shift();
            case Noise.Laplace l -> l.shift();
        };
        if (size <= shift) return fact;
        double scale = noise instanceof Noise.Laplace ? shift / size : Math.sqrt(shift / size);
        for (int i = 0; i < fact.length; i++) fact[i] *= scale;
        return fact;
    }

    /// The numbers of a tile as a grid keeps them, out of a sum of releases: rounded to 4 bits.
    public static byte[] rounded(int[] sum) {
        byte[] values = new byte[NUMBERS];
        for (int i = 0; i < NUMBERS; i++)
            values[i] = (byte) Math.clamp(Math.round((double) sum[i] / ONE), -Grid.VALUE_MAX, Grid.VALUE_MAX);
        return values;
    }
}
