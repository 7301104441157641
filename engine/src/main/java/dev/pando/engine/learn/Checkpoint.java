package dev.pando.engine.learn;

import java.util.List;

/// All that a run needs to go on as if it had never stopped.
///
/// @param run     which run it belongs to: a hash of data, base, settings and shapes
/// @param step    steps taken
/// @param weights of each parameter
/// @param state   of the optimiser
/// @param curve   losses so far
record Checkpoint(String run, int step, List<float[]> weights, List<float[]> state, LossCurve curve) {

    Checkpoint {
        weights = List.copyOf(weights);
        state = List.copyOf(state);
    }
}
