package dev.pando.engine.grid;

/// How excitement runs over the cells of a grid, from where a subject resonates to what lives near there.
public interface Front {

    /// How far it runs, in cells.
    int reach();

    /// What arrives at a cell of an excitement of 1 at another, 0 to 1.
    float arrives(int from, int to);

    /// The hand rule: `u ← max(u, fading · max_3×3 u)`, so many steps. It runs the same way in all directions, so that the
    /// cell at distance `d ≤ steps` holds `fading^d` in the end: that is computed at once.
    static Front fading(int steps, float fading) {
        return new Front() {
            @Override
            public int reach() {
                return steps;
            }

            @Override
            public float arrives(int from, int to) {
                int distance = Grid.distance(from, to);
                return distance > steps ? 0 : (float) StrictMath.pow(fading, distance);
            }
        };
    }
}
