package dev.pando.engine.seed;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What kind of words answers a question, as far as its first question word tells.
enum AnswerType {
    /// "How many", "when", "in which year": nothing answers it that has no number in it and names no time.
    COUNTED,
    /// "Who", "which town": a name, where there is one.
    NAME,
    /// Whatever it is.
    ANY;

    private static final Pattern QUESTION_WORD = Pattern.compile("(?i)\\b(who|whom|whose|what|which|where|when|how)\\b(.*)");
    private static final Pattern MEASURED = Pattern
            .compile("(?i)\\s+(many|much|old|tall|high|long|deep|wide|heavy|far|big|large|fast|often)\\b.*");
    private static final Pattern DATED = Pattern.compile("(?i)\\s+(?:(?:is|was|are|were) the )?(?:exact )?(year|date|month|day|hour|"
            + "time|century|population|price|height|length|age|weight|depth|width|altitude)\\b.*");
    private static final Pattern NAMED = Pattern.compile("(?i)\\s+(town|city|village|country|river|mountain|lake|island|street|"
            + "person|man|woman|firm|company|ship)\\b.*");
    private static final Set<String> TIMES = Set.of("january", "february", "march", "april", "may", "june", "july", "august",
            "september", "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday",
            "saturday", "sunday", "noon", "midnight", "dawn", "dusk", "morning", "afternoon", "evening", "night", "sunrise",
            "sunset", "spring", "summer", "autumn", "fall", "winter", "today", "yesterday", "tomorrow", "daily", "weekly", "monthly",
            "yearly", "once", "twice", "half", "day", "week", "month", "year", "hour", "minute", "season", "century", "decade", "weekend",
            "weekday", "christmas", "easter", "harvest", "always", "never", "dozen", "first", "second", "third", "fifth");

    static AnswerType of(String question) {
        var matcher = QUESTION_WORD.matcher(question);
        if (!matcher.find()) return ANY;
        String rest = matcher.group(2);
        return switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
            case "who", "whom" -> NAME;
            case "when" -> COUNTED;
            case "how" -> MEASURED.matcher(rest).matches() ? COUNTED : ANY;
            case "what", "which" -> DATED.matcher(rest).matches()
                    ? COUNTED
                    : NAMED.matcher(rest).matches() ? NAME : ANY;
            default -> ANY;
        };
    }

    /// Whether a word says how many or when.
    static boolean counts(String word) {
        String small = word.toLowerCase(Locale.ROOT);
        return Character.isDigit(word.charAt(0)) || Numerals.isWord(small) || TIMES.contains(small)
                || small.endsWith("s") && TIMES.contains(small.substring(0, small.length() - 1));
    }
}
