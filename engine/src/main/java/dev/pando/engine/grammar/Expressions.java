package dev.pando.engine.grammar;

import dev.pando.engine.grammar.Language.Kind;
import java.util.Arrays;

/// Keeps every expression once, so that equal ones are the same object.
///
/// The parts of an expression are kept here before it; so two are equal if their parts are the same objects, and nothing
/// is compared in depth. The table holds the expressions themselves, with linear probing: keys beside them would be
/// several times as large as they are.
final class Expressions {

    private Language[] table = new Language[1 << 12]; // a power of two, at most half full
    private int count;

    /// Expressions kept.
    int count() {
        return count;
    }

    /// The expression of these parts, made if it is new; `choices` and `bytes` are then its own.
    Language of(Kind kind, Language first, Language rest, Language[] choices, long[] bytes, int min, int max) {
        if (count * 2 >= table.length) grow();
        int hash = hash(kind, first, rest, choices, bytes, min, max), at = hash & table.length - 1;
        for (Language kept; (kept = table[at]) != null; at = at + 1 & table.length - 1) {
            boolean same = kept.hash == hash && kept.kind == kind && kept.first == first && kept.rest == rest
                    && kept.min == min && kept.max == max && Arrays.equals(kept.choices, choices)
                    && Arrays.equals(kept.bytes, bytes);
            if (same) return kept;
        }
        return table[at] = new Language(kind, count++, hash, first, rest, choices, bytes, min, max);
    }

    private void grow() {
        Language[] before = table;
        table = new Language[before.length * 2];
        for (Language kept : before) {
            if (kept == null) continue;
            int at = kept.hash & table.length - 1;
            while (table[at] != null) at = at + 1 & table.length - 1;
            table[at] = kept;
        }
    }

    // Numbers of expressions lie close together: each is spread over all bits before the next is added.
    private static int hash(Kind kind, Language first, Language rest, Language[] choices, long[] bytes, int min,
            int max) {
        int hash = kind.ordinal();
        if (first != null) hash = spread(hash, first.id);
        if (rest != null) hash = spread(hash, rest.id);
        if (choices != null) for (Language choice : choices) hash = spread(hash, choice.id);
        if (bytes != null) hash = spread(hash, Arrays.hashCode(bytes));
        return spread(spread(hash, min), max);
    }

    private static int spread(int hash, int next) {
        int mixed = (hash ^ next) * 0x9E3779B1; // 2^32 divided by the golden ratio
        return mixed ^ mixed >>> 16;
    }
}
