package dev.pando.engine.seed;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A relation that holds between two things: the mayor of *s* is *o*.
///
/// @param relation what holds
/// @param subject  of what
/// @param object   with what; the answer to each of the relation's questions
record Fact(Relation relation, String subject, String object) {

    private static final Pattern NUMBER = Pattern.compile("\\{([so])\\?([^:}]*):([^}]*)\\}"); // {s?is:are}

    /// `template` with the subject and the object in their places, as a sentence: it begins with a capital.
    String fill(String template) {
        return sentence(fill(template, subject, object));
    }

    /// The noun phrase that means the object without naming it.
    String phrase(String template) {
        return fill(template, subject, object);
    }

    static String fill(String template, String subject, String object) {
        String agreed = NUMBER.matcher(template).replaceAll(m -> Matcher.quoteReplacement(
                plural(m.group(1).equals("s") ? subject : object) ? m.group(3) : m.group(2)));
        return agreed.replace("{s}", subject).replace("{o}", object).replace("{O}", object);
    }

    // Of the invented things only bare plurals begin small and end in s: "storms", "deep lakes".
    private static boolean plural(String thing) {
        return Character.isLowerCase(thing.charAt(0)) && thing.endsWith("s") && !thing.endsWith("ss")
                && !thing.startsWith("the ") && !thing.startsWith("a ");
    }

    static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
