package dev.pando.node.notes;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/// One way to write the name of a thing, so that two nodes that mean the same thing mostly write the same.
public final class Names {

    private static final Pattern EDGES = Pattern.compile("^[\\p{P}\\s]+|[\\p{P}\\s]+$");
    private static final Pattern LEADING = Pattern.compile(
            "^(?:(?:the|a|an|this|that|these|those|some|any|all|its|their|our|my|your|his|her|such|more|much|many|both|also|"
                    + "even|only|further|additional)\\s+)+",
            Pattern.CASE_INSENSITIVE);

    private Names() {}

    /// Lower case, accents joined to their letters, without articles and the like in front, without punctuation around, single
    /// spaces.
    public static String canonical(String mention) {
        String joined = Normalizer.normalize(mention, Normalizer.Form.NFC).replaceAll("\\s+", " ");
        String name = EDGES.matcher(joined).replaceAll("").toLowerCase(Locale.ROOT);
        String bare = LEADING.matcher(name).replaceFirst("");
        return bare.isEmpty() ? name : bare;
    }

    /// What two spellings of a name share: the canonical name with its last word in the singular.
    public static String key(String mention) {
        String name = canonical(mention);
        int from = name.lastIndexOf(' ') + 1;
        return name.substring(0, from) + singular(name.substring(from));
    }

    private static String singular(String word) {
        if (word.length() > 4 && word.endsWith("ies")) return word.substring(0, word.length() - 3) + "y";
        if (word.matches(".*(?:ch|sh|ss|x|z)es")) return word.substring(0, word.length() - 2);
        boolean plural = word.length() > 3 && word.endsWith("s") && !word.matches(".*(?:ss|us|is|os)");
        return plural ? word.substring(0, word.length() - 1) : word;
    }
}
