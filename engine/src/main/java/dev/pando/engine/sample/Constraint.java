package dev.pando.engine.sample;

/// What an answer must look like, for constrained decoding: a grammar, a JSON schema, a set of choices.
///
/// One instance accompanies one answer; it is called on the thread that owns the arithmetic and must not block.
public interface Constraint {

    /// Sets the logit of every token that may not come next to `Float.NEGATIVE_INFINITY`, in place; at least one
    /// must remain (the end-of-text token where the answer may end).
    ///
    /// @param logits (vocabulary)
    void mask(float[] logits);

    /// `token` was chosen, and the next call of [#mask] is about its successor.
    void accept(int token);
}
