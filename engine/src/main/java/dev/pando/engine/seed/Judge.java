package dev.pando.engine.seed;

import java.util.Optional;

/// Says whether a quotation is what a question asks for, and which of its words are the answer. Any thread may ask, several at once.
@FunctionalInterface
public interface Judge {

    /// Nobody to ask.
    Judge NONE = (_, _) -> Optional.empty();

    /// What is to be said of a quotation: a note, or two that are to be joined, with a space between them. Empty if nobody can tell.
    Optional<Judgement> of(String question, String quotation);
}
