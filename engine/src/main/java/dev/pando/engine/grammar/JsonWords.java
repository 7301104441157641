package dev.pando.engine.grammar;

import java.util.List;

/// The words of JSON as languages: strings, numbers, literals, and what stands between them.
///
/// Answers are written as models like to write them: on one line, with at most one space after `:` and `,`.
final class JsonWords {

    private final Languages l;
    private final Language character;

    JsonWords(Languages languages) {
        this.l = languages;
        this.character = l.choice(new Characters(languages).raw(0x20, Character.MAX_CODE_POINT, "\"\\"),
                l.sequence(l.text("\\"), escape()));
    }

    // RFC 8259 §7: two escapes for a surrogate pair are one character, a surrogate alone is none.
    private Language escape() {
        Language hex = l.anyOf("0123456789abcdefABCDEF"), notD = l.anyOf("0123456789abcefABCEF");
        Language d = l.anyOf("dD");
        Language plain = l.choice(l.sequence(notD, hex, hex, hex), l.sequence(d, l.range('0', '7'), hex, hex));
        Language pair = l.sequence(d, l.anyOf("89abAB"), hex, hex, l.text("\\u"),
                l.sequence(d, l.anyOf("cdefCDEF"), hex, hex));
        return l.choice(l.anyOf("\"\\/bfnrt"), l.sequence(l.text("u"), l.choice(plain, pair)));
    }

    /// At most one space.
    Language space() {
        return l.optional(l.text(" "));
    }

    Language comma() {
        return l.sequence(l.text(","), space());
    }

    /// One character of a string, in any of its spellings.
    Language character() {
        return character;
    }

    /// A string of `min` to `max` characters.
    Language string(int min, int max) {
        return string(l.repeat(character, min, max));
    }

    /// A string with `content` between its quotation marks.
    Language string(Language content) {
        return l.word(l.sequence(l.text("\""), content, l.text("\"")));
    }

    /// An object's member.
    ///
    /// @param name  a string, quotation marks included
    /// @param value what belongs to it
    Language member(Language name, Language value) {
        return l.sequence(name, l.text(":"), space(), value);
    }

    /// An array or object of `min` to `max` alike parts.
    Language list(String open, Language part, int min, int max, String close) {
        if (min > max) return l.nothing();
        int more = max == Language.ENDLESS ? max : max - 1;
        Language some = max == 0
                ? l.nothing()
                : l.sequence(part, l.repeat(l.sequence(comma(), part), Math.max(0, min - 1), more));
        return l.sequence(l.text(open), min == 0 ? l.optional(some) : some, l.text(close));
    }

    /// Anything, with arrays and objects inside each other up to `depth` times.
    Language any(int depth) {
        Language scalar = l.choice(List.of(string(0, Language.ENDLESS), new Numbers(l).number(), l.text("true"),
                l.text("false"), l.text("null")));
        Language value = scalar;
        for (int i = 0; i < depth; i++) {
            value = l.choice(scalar, list("[", value, 0, Language.ENDLESS, "]"), object(value, 0, Language.ENDLESS));
        }
        return value;
    }

    /// An object of members with any name.
    Language object(Language value, int min, int max) {
        return list("{", member(string(0, GrammarLimits.NAME_CHARS_MAX), value), min, max, "}");
    }
}
