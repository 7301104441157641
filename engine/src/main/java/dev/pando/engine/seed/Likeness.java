package dev.pando.engine.seed;

import java.util.List;

/// How like in meaning notes are to a question, where their words alone do not tell: "lives in" and "rents a flat in".
@FunctionalInterface
public interface Likeness {

    /// Knows nothing of meanings: all notes are alike.
    Likeness UNKNOWN = (_, notes) -> new double[notes.size()];

    /// One number a note, the larger the more alike; only differences count. The cosine of two sentence vectors, say.
    ///
    /// @return (notes)
    double[] to(String question, List<String> notes);
}
