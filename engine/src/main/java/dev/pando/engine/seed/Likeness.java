package dev.pando.engine.seed;

import java.util.List;

/// How like in meaning notes are to a question, where their words alone do not tell: "lives in" and "rents a flat in".
@FunctionalInterface
public interface Likeness {

    /// Knows nothing of meanings: all notes are alike.
    Likeness UNKNOWN = (_, notes) -> new double[notes.size()];

    /// One number a note, the larger the more alike, on the scale of the cosine of all-MiniLM's vectors: 0 says nothing, 0.7 and
    /// more that the note is what was asked for.
    ///
    /// @return (notes)
    double[] to(String question, List<String> notes);

    /// Whoever can say more: whether a note is what was asked for, however like it is.
    default Judge judge() {
        return Judge.NONE;
    }
}
