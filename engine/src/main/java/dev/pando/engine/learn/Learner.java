package dev.pando.engine.learn;

import dev.pando.engine.train.Tape;
import dev.pando.engine.train.Weight.Parameter;
import java.util.List;

/// What a run teaches: a whole model, or an adapter on a frozen one.
///
/// @param decoder the model
/// @param lora    the adapter, or null for the model alone
public record Learner(Decoder decoder, Lora lora) {

    /// All weights of a model.
    public static Learner of(Decoder decoder) {
        return new Learner(decoder, null);
    }

    /// What learns, always in this order.
    public List<Parameter> parameters() {
        return lora == null ? decoder.parameters() : lora.parameters();
    }

    /// See [Decoder#loss].
    float loss(Tape tape, int[] tokens, int[] targets, int outOf, int length, boolean recompute) {
        return decoder.loss(tape, tokens, targets, outOf, length, lora, recompute);
    }
}
