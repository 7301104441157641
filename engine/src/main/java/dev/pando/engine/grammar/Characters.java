package dev.pando.engine.grammar;

import java.util.ArrayList;
import java.util.List;

/// Sets of Unicode characters as UTF-8, and as JSON writes them inside a string.
final class Characters {

    private static final int SURROGATE_FIRST = 0xD800, SURROGATE_LAST = 0xDFFF;
    private static final int[] LENGTH_LAST = {0x7F, 0x7FF, 0xFFFF, Character.MAX_CODE_POINT}; // by bytes of UTF-8

    private final Languages l;

    Characters(Languages languages) {
        this.l = languages;
    }

    /// Characters from `low` to `high` as they are, but for those in `without`; surrogates are no characters.
    Language raw(int low, int high, String without) {
        List<Language> parts = new ArrayList<>();
        int from = low;
        for (int c : without.chars().sorted().toArray()) {
            if (c < from || c > high) continue;
            addUtf8(from, c - 1, parts);
            from = c + 1;
        }
        addUtf8(from, high, parts);
        return l.choice(parts);
    }

    /// Characters from `low` to `high` inside a JSON string: what must be escaped is, in its short form; control characters
    /// without a short form are left out.
    Language quoted(int low, int high) {
        List<Language> parts = new ArrayList<>(List.of(raw(Math.max(low, 0x20), high, "\"\\")));
        String special = "\"\\\n\r\t\b\f", letters = "\"\\nrtbf";
        for (int i = 0; i < special.length(); i++) {
            int c = special.charAt(i);
            if (c >= low && c <= high) parts.add(l.text("\\" + letters.charAt(i)));
        }
        return l.choice(parts);
    }

    private void addUtf8(int low, int high, List<Language> to) {
        if (low > high) return;
        if (low <= SURROGATE_LAST && high >= SURROGATE_FIRST) {
            addUtf8(low, SURROGATE_FIRST - 1, to);
            addUtf8(SURROGATE_LAST + 1, high, to);
            return;
        }
        for (int last : LENGTH_LAST) {
            if (low <= last && high > last) {
                addUtf8(low, last, to);
                addUtf8(last + 1, high, to);
                return;
            }
        }
        to.add(sameLength(low, high));
    }

    // Both ends have the same number of bytes: where a byte differs, what is between may go on anyhow.
    private Language sameLength(int low, int high) {
        byte[] from = utf8(low), to = utf8(high);
        return between(from, to, 0);
    }

    private Language between(byte[] from, byte[] to, int at) {
        if (at == from.length) return l.empty();
        int a = from[at] & 0xFF, b = to[at] & 0xFF;
        if (a == b) return l.sequence(l.range(a, a), between(from, to, at + 1));
        int rest = from.length - at - 1;
        Language continued = l.range(0x80, 0xBF);
        List<Language> parts = new ArrayList<>();
        parts.add(l.sequence(l.range(a, a), between(from, filled(from.length, 0xBF), at + 1)));
        if (b - a > 1) parts.add(l.sequence(l.range(a + 1, b - 1), l.repeat(continued, rest, rest)));
        parts.add(l.sequence(l.range(b, b), between(filled(from.length, 0x80), to, at + 1)));
        return l.choice(parts);
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] utf8(int character) {
        return Character.toString(character).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
