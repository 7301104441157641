package dev.pando.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A regular expression out of a file that nobody has checked: matching may take only so many steps.
///
/// Java's engine backtracks, and a hostile pattern can make it take exponential time or exhaust the stack. It reads the
/// text through a counter, so such a pattern ends in a [TextException] instead.
final class ForeignPattern {

    /// UTF-16 units of a pattern; the longest real ones have about 3,000.
    static final int CHARS_MAX = 16_384;
    /// Characters that matching may look at, for each character of the text.
    static final int STEPS_PER_CHAR_MAX = 200;
    /// How often counted groups may be repeated, multiplied; an empty group costs time without looking at the text.
    static final int GROUP_REPEATS_MAX = 10_000;
    private static final Pattern COUNTED_GROUP = Pattern.compile("\\)\\s*+\\{\\s*+(\\d++)(?:,(\\d*+))?");
    private static final Pattern COMMENTS = Pattern.compile("\\(\\?[a-zA-Z]*x");
    private static final int STEPS_SLACK = 1 << 20;

    private final Pattern pattern;

    private ForeignPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /// Takes the matches of a pattern, which are not empty, from left to right.
    interface Matches {
        /// The text from `from` to before `to` matches.
        void match(int from, int to);
    }

    /// @param node `{"Regex": "…"}` or `{"String": "…"}`
    /// @param part what it belongs to, for the error
    static ForeignPattern of(JsonNode node, String part) {
        if (node.path("String").isTextual())
            return new ForeignPattern(Pattern.compile(node.get("String").textValue(), Pattern.LITERAL));
        return of(TokenizerJson.text(node, part + ": pattern", "Regex"));
    }

    static ForeignPattern of(String regex) {
        if (regex.length() > CHARS_MAX) {
            throw new TextException("tokenizer.json: pattern of " + regex.length() + " characters, limit " + CHARS_MAX);
        }
        checkRepeats(regex);
        try {
            return new ForeignPattern(Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS));
        } catch (PatternSyntaxException e) {
            throw new TextException(
                    "tokenizer.json: pattern \"" + TokenizerJson.shortened(regex) + "\": " + e.getDescription(), e);
        } catch (StackOverflowError e) {
            throw new TextException("tokenizer.json: pattern \"" + TokenizerJson.shortened(regex) + "\" nests too deep",
                    e);
        }
    }

    private static void checkRepeats(String regex) {
        if (COMMENTS.matcher(regex).find()) throw new TextException("tokenizer.json: pattern with the flag x");
        Matcher counted = COUNTED_GROUP.matcher(regex);
        for (double repeats = 1; counted.find();) {
            String most = counted.group(2) == null || counted.group(2).isEmpty() ? counted.group(1) : counted.group(2);
            repeats *= Math.max(1, Double.parseDouble(most));
            if (repeats > GROUP_REPEATS_MAX) {
                throw new TextException(
                        "tokenizer.json: pattern \"" + TokenizerJson.shortened(regex) + "\" repeats groups over "
                                + GROUP_REPEATS_MAX + " times");
            }
        }
    }

    /// @throws TextException if matching takes too many steps or too much stack
    void matches(String text, Matches out) {
        Matcher matcher = pattern.matcher(new Counted(text));
        try {
            while (matcher.find()) {
                if (matcher.end() > matcher.start()) out.match(matcher.start(), matcher.end());
            }
        } catch (StackOverflowError e) {
            throw new TextException("tokenizer.json: pattern " + shown() + " takes too much stack", e);
        }
    }

    private String shown() {
        return "\"" + TokenizerJson.shortened(pattern.pattern()) + "\"";
    }

    private final class Counted implements CharSequence {
        private final String text;
        private final long stepsMax;
        private long steps;

        Counted(String text) {
            this.text = text;
            stepsMax = (long) STEPS_PER_CHAR_MAX * text.length() + STEPS_SLACK;
        }

        @Override
        public char charAt(int index) {
            if (++steps > stepsMax)
                throw new TextException("tokenizer.json: pattern " + shown() + " takes over " + stepsMax + " steps");
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
