package dev.pando.engine.learn;

/// How far a run is, told after each step.
///
/// @param step            steps taken, of all sessions together
/// @param steps           steps of the whole run
/// @param loss            mean loss of the step's tokens, in nats
/// @param heldOutLoss     mean loss of the held-out tokens, if this step measured it; else NaN
/// @param tokensPerSecond tokens that this session has learned from, by its time without pauses
/// @param secondsLeft     until the end at this speed
public record Progress(int step, int steps, float loss, float heldOutLoss, double tokensPerSecond,
        double secondsLeft) {}
