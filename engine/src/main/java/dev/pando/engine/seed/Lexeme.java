package dev.pando.engine.seed;

import java.util.HashMap;
import java.util.Map;

/// A word that a relation is said with: "mayor", "lead", "was founded in".
///
/// @param family  of its frames: `noun`, `verb`, `place` or `time`
/// @param turned  whether its `{x}` is the relation's object: "{o} is the mayor of {s}", "{o} leads {s}"
/// @param slots   what its frames leave open, such as `{n}` or `{fin}`
/// @param heldOut whether it is kept from training
record Lexeme(String family, boolean turned, Map<String, String> slots, boolean heldOut) {

    Lexeme {
        slots = Map.copyOf(slots);
    }

    static Lexeme noun(String noun, boolean heldOut) {
        String article = "aeiou".indexOf(noun.charAt(0)) >= 0 ? "an" : "a";
        return new Lexeme("noun", true, Map.of("n", noun, "article", article, "has", "{s?has:have}"), heldOut);
    }

    /// @param forms `lead,leads,led` if it is so, `found,founded,founded` if it is over
    static Lexeme verb(String forms, boolean over, boolean turned, boolean heldOut) {
        String[] form = forms.split(",");
        return new Lexeme("verb", turned, Map.of("base", form[0], "fin", form[1], "one", form[1], "part", form[2], "do",
                over ? "did" : "does", "be", over ? "was" : "is"), heldOut);
    }

    /// A verb that agrees with whatever it is said of.
    ///
    /// @param part its participle; empty if nobody would use the passive
    static Lexeme agreeing(String base, String third, String part) {
        Map<String, String> slots = new HashMap<>(Map.of("base", base, "fin", "{s?" + third + ":" + base + "}", "one",
                third, "do", "{s?does:do}", "be", "{o?is:are}"));
        if (!part.isEmpty()) slots.put("part", part);
        return new Lexeme("verb", false, slots, false);
    }

    /// @param forms `was/founded/was founded/in`: auxiliary, rest of the question, verb of the sentence, preposition
    static Lexeme adverbial(String family, String forms, boolean heldOut) {
        String[] form = forms.split("/");
        return new Lexeme(family, false, Map.of("aux", form[0], "rest", form[1], "fin", form[2], "prep", form[3]),
                heldOut);
    }
}
