package dev.pando.engine.grammar;

import dev.pando.engine.grammar.Language.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Makes languages, each once: equal expressions are the same object, so that states can be compared and remembered.
///
/// Every one is productive: whatever contains what cannot be said is not made at all. Not thread-safe.
final class Languages {

    private static final Comparator<Language> BY_ID = Comparator.comparingInt(l -> l.id);

    private final Expressions made = new Expressions();
    private final Language nothing = made.of(Kind.NOTHING, null, null, null, null, 0, 0);
    private final Language empty = made.of(Kind.EMPTY, null, null, null, null, 0, 0);
    private int rows;

    /// Expressions made so far.
    int count() {
        return made.count();
    }

    /// Expressions that remember their derivatives, 1 KiB each.
    int rows() {
        return rows;
    }

    Language nothing() {
        return nothing;
    }

    Language empty() {
        return empty;
    }

    /// One byte out of a set of 256 bits, which is then the expression's own.
    Language bytes(long... set) {
        if ((set[0] | set[1] | set[2] | set[3]) == 0) return nothing;
        return made.of(Kind.BYTE, null, null, null, set, 0, 0);
    }

    /// One byte from `low` to `high`, both included.
    Language range(int low, int high) {
        long[] set = new long[4];
        for (int b = low; b <= high; b++) set[b >> 6] |= 1L << b;
        return bytes(set);
    }

    /// One of the ASCII characters in `characters`.
    Language anyOf(String characters) {
        long[] set = new long[4];
        characters.chars().forEach(b -> set[b >> 6] |= 1L << b);
        return bytes(set);
    }

    /// The UTF-8 bytes of a text.
    Language text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Language language = empty;
        for (int i = bytes.length - 1; i >= 0; i--) {
            int b = bytes[i] & 0xFF;
            language = sequence(range(b, b), language);
        }
        return language;
    }

    /// One after another.
    Language sequence(Language... parts) {
        Language language = empty;
        for (int i = parts.length - 1; i >= 0; i--) language = sequence(parts[i], language);
        return language;
    }

    Language sequence(Language first, Language rest) {
        if (first.isNothing() || rest.isNothing()) return nothing;
        if (first == empty) return rest;
        if (rest == empty) return first;
        if (first.kind == Kind.SEQUENCE) return sequence(first.first, sequence(first.rest, rest));
        return made.of(Kind.SEQUENCE, first, rest, null, null, 0, 0);
    }

    /// Any one of them.
    Language choice(Language... choices) {
        return choice(Arrays.asList(choices));
    }

    Language choice(Collection<Language> choices) {
        List<Language> gathered = new ArrayList<>();
        long[] set = new long[4];
        for (Language choice : choices) gather(choice, gathered, set);
        Language single = bytes(set);
        if (!single.isNothing()) gathered.add(single);
        Language[] sorted = gathered.toArray(Language[]::new);
        Arrays.sort(sorted, BY_ID);
        int different = 0;
        for (Language one : sorted) {
            if (different == 0 || sorted[different - 1] != one) sorted[different++] = one;
        }
        return switch (different) {
            case 0 -> nothing;
            case 1 -> sorted[0];
            default -> made.of(Kind.CHOICE, null, null, Arrays.copyOf(sorted, different), null, 0, 0);
        };
    }

    private static void gather(Language choice, List<Language> gathered, long[] set) {
        switch (choice.kind) {
            case NOTHING -> {
            }
            case BYTE -> {
                for (int i = 0; i < set.length; i++) set[i] |= choice.bytes[i];
            }
            case CHOICE -> {
                for (Language one : choice.choices) gather(one, gathered, set);
            }
            case EMPTY, SEQUENCE, REPEAT, WORD -> gathered.add(choice);
        }
    }

    /// `language` or nothing.
    Language optional(Language language) {
        return choice(empty, language);
    }

    /// `language` from `min` to `max` times; `max` may be [Language#ENDLESS].
    Language repeat(Language language, int min, int max) {
        if (max == 0 || language == empty) return empty;
        if (language.isNothing()) return min == 0 ? empty : nothing;
        if (min == 1 && max == 1) return language;
        return made.of(Kind.REPEAT, language, null, null, null, min, max);
    }

    /// The same strings, kept apart from what follows: a word of the grammar.
    Language word(Language language) {
        return switch (language.kind) {
            case NOTHING, EMPTY, WORD -> language;
            case BYTE, SEQUENCE, CHOICE, REPEAT -> made.of(Kind.WORD, language, null, null, null, 0, 0);
        };
    }

    /// What may follow `unsignedByte`; remembered.
    Language after(Language language, int unsignedByte) {
        if (!language.begins(unsignedByte)) return nothing;
        if (language.after == null) {
            language.after = new Language[256];
            rows++;
        }
        Language next = language.after[unsignedByte];
        if (next == null) language.after[unsignedByte] = next = derive(language, unsignedByte);
        return next;
    }

    /// What may follow `unsignedByte`; computed.
    Language derive(Language language, int unsignedByte) {
        if (!language.begins(unsignedByte)) return nothing;
        return switch (language.kind) {
            case NOTHING, EMPTY -> nothing;
            case BYTE -> empty;
            case SEQUENCE -> {
                Language head = sequence(derive(language.first, unsignedByte), language.rest);
                if (!language.first.nullable) yield head;
                Language past = derive(language.rest, unsignedByte);
                yield head.isNothing() ? past : past.isNothing() ? head : choice(head, past);
            }
            case CHOICE -> either(language.choices, unsignedByte);
            case REPEAT -> {
                int max = language.max == Language.ENDLESS ? Language.ENDLESS : language.max - 1;
                yield sequence(derive(language.first, unsignedByte),
                        repeat(language.first, Math.max(0, language.min - 1), max));
            }
            case WORD -> word(derive(language.first, unsignedByte));
        };
    }

    // Mostly no more than one of them can go on.
    private Language either(Language[] choices, int unsignedByte) {
        Language only = nothing;
        List<Language> several = null;
        for (Language choice : choices) {
            Language next = derive(choice, unsignedByte);
            if (next.isNothing()) continue;
            if (several != null) {
                several.add(next);
            } else if (only.isNothing()) {
                only = next;
            } else {
                several = new ArrayList<>(List.of(only, next));
            }
        }
        return several == null ? only : choice(several);
    }

    /// What may follow all of `bytes`; computed.
    Language derive(Language language, byte[] bytes) {
        for (byte b : bytes) language = derive(language, b & 0xFF);
        return language;
    }

    /// The same as far as strings of at most `length` bytes can tell: counts that they cannot reach are made alike.
    ///
    /// Thus a string that may be 1,000 characters long and one that may be 997 share what they allow next.
    Language within(Language language, int length) {
        return switch (language.kind) {
            case NOTHING, EMPTY, BYTE, CHOICE -> language;
            case SEQUENCE -> sequence(within(language.first, length), within(language.rest, length));
            case WORD -> word(within(language.first, length));
            case REPEAT -> repeat(language.first, Math.min(language.min, length + 1),
                    language.max > length ? Language.ENDLESS : language.max);
        };
    }
}
