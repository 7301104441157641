package dev.pando.engine.grammar;

import dev.pando.engine.sample.Constraint;

/// An answer whose first token is rather one of some.
final class Leaning implements Constraint {

    private final Constraint form, towards;
    private final float odds;
    private boolean begun;

    /// @param form    of the answer
    /// @param towards allows those first tokens
    /// @param odds    added to their logits
    Leaning(Constraint form, Constraint towards, double odds) {
        this.form = form;
        this.towards = towards;
        this.odds = (float) odds;
    }

    @Override
    public void mask(float[] logits) {
        if (!begun) lean(logits);
        form.mask(logits);
    }

    private void lean(float[] logits) {
        float[] some = logits.clone();
        towards.mask(some);
        for (int i = 0; i < logits.length; i++) {
            if (some[i] != Float.NEGATIVE_INFINITY) logits[i] += odds;
        }
    }

    @Override
    public void accept(int token) {
        begun = true;
        form.accept(token);
    }
}
