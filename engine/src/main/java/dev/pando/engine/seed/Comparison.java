package dev.pando.engine.seed;

import java.util.ArrayList;
import java.util.List;

/// Two facts of one relation whose objects are numbers, and a question about which is larger.
///
/// @param question with both subjects in it
/// @param first    the one that is named first
/// @param second   the other
/// @param answer   the one whose subject is the answer
record Comparison(String question, Fact first, Fact second, Fact answer) {

    private static final String[][] QUESTIONS = {{"population", "Which has more inhabitants, %s or %s?", "more"},
            {"population", "Which is the smaller town, %s or %s?", "less"},
            {"born-year", "Who is older, %s or %s?", "less"}, {"born-year", "Who was born later, %s or %s?", "more"},
            {"height", "Which is higher, %s or %s?", "more"},
            {"length", "Which river is longer, the %s or the %s?", "more"},
            {"town-founded", "Which town is older, %s or %s?", "less"},
            {"published", "Which book came out first, \"%s\" or \"%s\"?", "less"}};

    /// What can be asked about two facts of the same relation; nothing if they are no numbers or the same.
    static List<Comparison> of(Fact a, Fact b) {
        List<Comparison> all = new ArrayList<>();
        if (digits(a).isEmpty() || digits(b).isEmpty()) return all; // numbers in words are not compared
        for (String[] question : QUESTIONS) {
            if (!question[0].equals(a.relation().name()) || number(a) == number(b)) continue;
            Fact answer = number(a) > number(b) == question[2].equals("more") ? a : b;
            all.add(new Comparison(String.format(question[1], a.subject(), b.subject()), a, b, answer));
        }
        return all;
    }

    private static long number(Fact fact) {
        return Long.parseLong(digits(fact));
    }

    private static String digits(Fact fact) {
        return fact.object().replaceAll("[^0-9]", "");
    }
}
