package dev.pando.engine.read;

/// What a [Reader] sees with: an encoder that was taught by much more text than ours.
@FunctionalInterface
public interface Eyes {

    /// A question and a quotation, read together.
    Seen see(String question, String quotation);
}
