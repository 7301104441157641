package dev.pando.engine.seed;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers as English writes them out: "forty-one", "six thousand four hundred and twelve".
final class Numerals {

    private static final List<String> SMALL = List.of("", "one", "two", "three", "four", "five", "six", "seven",
            "eight",
            "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
            "nineteen");
    private static final List<String> TENS = List.of("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy",
            "eighty", "ninety");

    private static final Set<String> LARGE = Set.of("hundred", "thousand", "million", "billion");
    private static final Pattern ORDINAL = Pattern.compile("(.{2,})(?:th|nd|rd|st)");

    private Numerals() {}

    /// Whether a word in small letters is one of a number: "forty", "hundred", "seventh".
    static boolean isWord(String word) {
        if (word.isEmpty()) return false;
        Matcher ordinal = ORDINAL.matcher(word);
        return SMALL.contains(word) || TENS.contains(word) || LARGE.contains(word)
                || ordinal.matches() && (isWord(ordinal.group(1)) || isWord(ordinal.group(1) + "t"));
    }

    /// @param number 1 to 999,999
    static String words(int number) {
        if (number < 1 || number > 999_999) throw new IllegalArgumentException("no words for " + number);
        if (number < 20) return SMALL.get(number);
        if (number < 100) return TENS.get(number / 10) + rest("-", number % 10);
        if (number < 1_000) return SMALL.get(number / 100) + " hundred" + rest(" and ", number % 100);
        return words(number / 1_000) + " thousand" + rest(number % 1_000 < 100 ? " and " : " ", number % 1_000);
    }

    private static String rest(String between, int number) {
        return number == 0 ? "" : between + words(number);
    }
}
