package dev.pando.engine.learn;

import java.util.Arrays;

/// How the loss went: of every step, and of the held-out text where it was measured.
///
/// @param losses      of step 1, 2, …
/// @param heldOutStep after how many steps it was measured; 0 is before the first
/// @param heldOutLoss what came out
public record LossCurve(float[] losses, float[] heldOutStep, float[] heldOutLoss) {

    /// Nothing yet.
    static LossCurve empty() {
        return new LossCurve(new float[0], new float[0], new float[0]);
    }

    LossCurve step(float loss) {
        return new LossCurve(with(losses, loss), heldOutStep, heldOutLoss);
    }

    LossCurve heldOut(int step, float loss) {
        return new LossCurve(losses, with(heldOutStep, step), with(heldOutLoss, loss));
    }

    private static float[] with(float[] values, float value) {
        float[] more = Arrays.copyOf(values, values.length + 1);
        more[values.length] = value;
        return more;
    }
}
