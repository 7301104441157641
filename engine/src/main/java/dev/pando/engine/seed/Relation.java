package dev.pando.engine.seed;

import java.util.List;

/// One thing that can be said of the invented world: "`s` was born in `o`".
///
/// Templates hold `{s}` and `{o}`, and `{s?is:are}` where a word depends on how many `s` is.
///
/// @param name        its name in `relations.txt`
/// @param subjectKind what `{s}` is: `person`, `town`, …, or [#ANY]
/// @param objectKind  what `{o}` is
/// @param says        sentences that state it
/// @param asks        questions whose answer is the object, with `{s}`
/// @param whose       questions whose answer is the subject, with `{o}`; none if nobody would ask so
/// @param phrases     noun phrases that mean the object, with `{s}`
record Relation(String name, String subjectKind, String objectKind, List<String> says, List<String> asks,
        List<String> whose, List<String> phrases) {

    /// How many phrasings of each list, the last ones, are kept from training.
    static final int HELD_OUT = 2;

    /// The kind of whatever there is.
    static final String ANY = "any";

    Relation {
        says = List.copyOf(says);
        asks = List.copyOf(asks);
        whose = List.copyOf(whose);
        phrases = List.copyOf(phrases);
        if (says.size() <= HELD_OUT || asks.size() <= HELD_OUT || phrases.isEmpty()
                || (!whose.isEmpty() && whose.size() <= HELD_OUT)) {
            throw new IllegalArgumentException(name + ": too few phrasings");
        }
    }

    List<String> says(Split split) {
        return part(says, split);
    }

    List<String> asks(Split split) {
        return part(asks, split);
    }

    List<String> whose(Split split) {
        return whose.isEmpty() ? whose : part(whose, split);
    }

    boolean saysOf(String kind) {
        return subjectKind.equals(ANY) || subjectKind.equals(kind);
    }

    private static List<String> part(List<String> all, Split split) {
        int cut = all.size() - HELD_OUT;
        return split == Split.TRAIN ? all.subList(0, cut) : all.subList(cut, all.size());
    }
}
