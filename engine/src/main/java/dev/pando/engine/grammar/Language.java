package dev.pando.engine.grammar;

/// A set of byte strings, as an expression. Made by [Expressions] only, which sees to it that equal ones are the same object.
///
/// A parser's state *is* a language: the set of all continuations that are still allowed. Reading a byte takes the
/// derivative, `after(L, b) = { w | b·w ∈ L }` (Brzozowski, *Derivatives of Regular Expressions*, 1964), so that there is
/// neither a stack nor an automaton to build beforehand. Recursion of schemas is bounded, so expressions are finite.
final class Language {

    /// The kinds of expression.
    enum Kind {
        /// No string at all; what cannot be said any more.
        NOTHING,
        /// The empty string alone.
        EMPTY,
        /// One byte out of a set.
        BYTE,
        /// `first`, then `rest`.
        SEQUENCE,
        /// One of `choices`.
        CHOICE,
        /// `first`, from `min` to `max` times.
        REPEAT,
        /// `first`, kept apart from what follows it, so that [Masks] can be shared: a string, a number.
        WORD
    }

    /// A repetition without end.
    static final int ENDLESS = Integer.MAX_VALUE;

    final Kind kind;
    final int id;
    final int hash;
    final Language first;
    final Language rest;
    final Language[] choices;
    final long[] bytes; // (4) the set of a BYTE, a bit for each
    final int min;
    final int max;
    /// Whether the empty string is in it.
    final boolean nullable;
    /// Bytes of its shortest string.
    final int shortest;
    /// (4) the bytes that its strings begin with, a bit for each.
    final long[] begins;
    /// (256) what was derived already; null before the first.
    Language[] after;

    Language(Kind kind, int id, int hash, Language first, Language rest, Language[] choices, long[] bytes, int min,
            int max) {
        this.kind = kind;
        this.id = id;
        this.hash = hash;
        this.first = first;
        this.rest = rest;
        this.choices = choices;
        this.bytes = bytes;
        this.min = min;
        this.max = max;
        this.shortest = shortestOf();
        this.nullable = kind != Kind.NOTHING && shortest == 0;
        this.begins = beginsOf();
    }

    private int shortestOf() {
        return switch (kind) {
            case NOTHING, EMPTY -> 0;
            case BYTE -> 1;
            case SEQUENCE -> (int) Math.min(Integer.MAX_VALUE, (long) first.shortest + rest.shortest);
            case CHOICE -> {
                int least = Integer.MAX_VALUE;
                for (Language choice : choices) least = Math.min(least, choice.shortest);
                yield least;
            }
            case REPEAT -> (int) Math.min(Integer.MAX_VALUE, (long) min * first.shortest);
            case WORD -> first.shortest;
        };
    }

    // Shared with a part where nothing is added to it.
    private long[] beginsOf() {
        return switch (kind) {
            case NOTHING, EMPTY -> new long[4];
            case BYTE -> bytes;
            case SEQUENCE -> first.nullable ? union(first, rest) : first.begins;
            case CHOICE -> union(choices);
            case REPEAT, WORD -> first.begins;
        };
    }

    private static long[] union(Language... parts) {
        long[] union = new long[4];
        for (Language part : parts) for (int i = 0; i < union.length; i++) union[i] |= part.begins[i];
        return union;
    }

    /// Whether one of its strings begins with this byte: whether what follows it is something.
    boolean begins(int unsignedByte) {
        return (begins[unsignedByte >> 6] >>> unsignedByte & 1) != 0;
    }

    boolean isNothing() {
        return kind == Kind.NOTHING;
    }

    /// Of its parts: equal expressions are the same object.
    @Override
    public int hashCode() {
        return hash;
    }
}
