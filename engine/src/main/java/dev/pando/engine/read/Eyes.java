package dev.pando.engine.read;

/// What a [Reader] sees with: the words of an encoder that was taught by much more text than ours.
@FunctionalInterface
public interface Eyes {

    /// A question and a quotation, as the encoder's first layer is given them.
    Seen see(String question, String quotation);
}
