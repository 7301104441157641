package dev.pando.engine.train;

/// How the learning rate goes: up in a line, then down in half a cosine (Loshchilov and Hutter 2017).
///
/// @param peak   highest rate
/// @param last   rate at the end
/// @param warmUp steps until the peak
/// @param steps  steps of the whole run
public record Schedule(float peak, float last, int warmUp, int steps) {

    /// @throws IllegalArgumentException if the warm-up is longer than the run
    public Schedule {
        if (warmUp < 0 || steps < 1 || warmUp > steps) throw new IllegalArgumentException(warmUp + " of " + steps);
    }

    /// The rate of step `step`, counted from 0.
    public float rate(int step) {
        if (step < warmUp) return peak * (step + 1) / warmUp;
        if (step >= steps) return last;
        double done = (double) (step - warmUp) / Math.max(1, steps - warmUp);
        return (float) (last + (peak - last) * (1 + StrictMath.cos(Math.PI * done)) / 2);
    }
}
