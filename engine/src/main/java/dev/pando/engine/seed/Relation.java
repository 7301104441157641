package dev.pando.engine.seed;

import java.util.List;

/// One thing that can be said of the invented world: "`s` was born in `o`".
///
/// Templates hold `{s}` and `{o}`, and `{s?is:are}` where a word depends on how many `s` is.
///
/// @param name        its name in `relations.txt`, `plain.txt` or `lexicon.txt`; relations that say the same share one
/// @param subjectKind what `{s}` is: `person`, `town`, …, or [#ANY]
/// @param objectKind  what `{o}` is
/// @param says        sentences that state it
/// @param asks        questions whose answer is the object, with `{s}`
/// @param whose       questions whose answer is the subject, with `{o}`; none if nobody would ask so
/// @param phrases     noun phrases that mean the object, with `{s}`
/// @param inverse     noun phrases that mean the subject, with `{o}`; perhaps none
/// @param misses      sentences about `{s}` that sound as if they answered one of `asks` and do not; perhaps none. What else stands in
///                    braces is the kind of an invented thing
record Relation(String name, String subjectKind, String objectKind, Phrasings says, Phrasings asks, Phrasings whose,
        Phrasings phrases, Phrasings inverse, List<String> misses) {

    /// How many phrasings of each list that was written down, the last ones, are kept from training.
    static final int HELD_OUT = 2;

    /// The kind of whatever there is.
    static final String ANY = "any";

    Relation {
        misses = List.copyOf(misses);
        if (says.isEmpty() || asks.isEmpty() || phrases.isEmpty()) {
            throw new IllegalArgumentException(name + ": too few phrasings");
        }
    }

    boolean saysOf(String kind) {
        return subjectKind.equals(ANY) || subjectKind.equals(kind);
    }
}
