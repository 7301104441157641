package dev.pando.node.instance;

import dev.pando.node.answer.Admission;

/// A question that the engine did not take: what was said is stored, and can be asked again.
public final class DialogueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Admission refusal; // never Started
    private final long question;

    DialogueException(Admission refusal, long question, String message) {
        super(message, null, false, false);
        this.refusal = refusal;
        this.question = question;
    }

    /// What the engine said: [Admission.Busy] or [Admission.Refused].
    public Admission refusal() {
        return refusal;
    }

    /// The question that is stored.
    public long question() {
        return question;
    }
}
