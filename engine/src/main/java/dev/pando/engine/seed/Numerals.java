package dev.pando.engine.seed;

import java.util.List;

/// Numbers as English writes them out: "forty-one", "six thousand four hundred and twelve".
final class Numerals {

    private static final List<String> SMALL = List.of("", "one", "two", "three", "four", "five", "six", "seven",
            "eight",
            "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
            "nineteen");
    private static final List<String> TENS = List.of("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy",
            "eighty", "ninety");

    private Numerals() {}

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
