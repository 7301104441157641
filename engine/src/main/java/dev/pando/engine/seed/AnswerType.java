package dev.pando.engine.seed;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What kind of words answers a question, as far as its first question word tells.
enum AnswerType {
    /// "How many", "what is the price": a number.
    NUMBER,
    /// "How old": a number of years, or a number that counts nothing else.
    AGE,
    /// "When", "how long", "in which year": a number or the name of a time.
    TIME,
    /// "Who": a name, but not of where something is.
    PERSON,
    /// "Where": a name, or what stands behind "in", "behind" and the like.
    PLACE,
    /// "Which town": a name, where there is one, or else anything.
    NAMED,
    /// "What colour": a colour.
    COLOUR,
    /// Whatever it is.
    ANY;

    private static final Pattern QUESTION_WORD = Pattern.compile("(?i)\\b(who|whom|whose|what|which|where|when|how)\\b(.*)");
    private static final Pattern MEASURED = Pattern
            .compile("(?i)\\s+(many|much|tall|high|deep|wide|heavy|far|big|large|fast)\\b.*");
    private static final Pattern AGED = Pattern.compile("(?i)\\s+old\\b.*");
    private static final Pattern TIMED = Pattern.compile("(?i)\\s+(long|often|soon|late)\\b.*");
    private static final String NOUN = "(?i)\\s+(?:(?:is|was|are|were) the )?(?:exact )?";
    private static final Pattern NUMBERED = Pattern
            .compile(NOUN + "(number|population|price|budget|height|length|age|weight|depth|width|altitude|extension)\\b.*");
    private static final Pattern DATED = Pattern.compile(NOUN + "(year|date|month|day|hour|time|century|deadline)\\b.*");
    private static final Pattern OF_A_NAME = Pattern.compile("(?i)\\s+(town|city|village|country|river|mountain|lake|island|street|"
            + "person|man|woman|firm|company|ship)\\b.*");
    private static final Pattern OF_A_COLOUR = Pattern.compile("(?i)\\s+colou?rs?\\b.*");
    private static final Pattern TIME_FIGURES = Pattern.compile("\\d{4}|\\d{1,2}[:.]\\d\\d");
    private static final Set<String> PLACING = Set.of("in", "at", "on", "near", "by", "behind", "under", "beside", "inside",
            "outside", "above", "below", "between", "opposite", "to", "from", "into", "through", "along", "across", "off");
    private static final Set<String> AGES = Set.of("year", "years", "month", "months", "week", "weeks", "day", "days", "old");
    private static final Set<String> INSIDE = Set.of("in", "on", "at", "near", "into", "through");
    private static final Set<String> COLOURS = Set.of("red", "blue", "green", "yellow", "orange", "purple", "brown", "grey", "gray",
            "black", "white", "pink", "silver", "gold", "golden", "violet", "turquoise", "crimson", "scarlet", "ivory", "beige",
            "navy", "teal", "lilac", "magenta", "indigo", "maroon", "cream", "khaki", "copper", "bronze", "amber");
    private static final Set<String> MONTHS = Set.of("January", "February", "March", "April", "May", "June", "July", "August",
            "September", "October", "November", "December");
    private static final Set<String> TIMES = Set.of("january", "february", "march", "april", "may", "june", "july", "august",
            "september", "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday",
            "saturday", "sunday", "noon", "midnight", "dawn", "dusk", "morning", "afternoon", "evening", "night", "sunrise",
            "sunset", "spring", "summer", "autumn", "fall", "winter", "today", "yesterday", "tomorrow", "daily", "weekly", "monthly",
            "yearly", "once", "twice", "half", "day", "week", "month", "year", "hour", "minute", "season", "century", "decade", "weekend",
            "weekday", "christmas", "easter", "harvest", "always", "never", "dozen", "first", "second", "third", "fourth", "fifth", "sixth",
            "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
            "eighteenth", "nineteenth", "twentieth", "thirtieth");

    static AnswerType of(String question) {
        var matcher = QUESTION_WORD.matcher(question);
        if (!matcher.find()) return ANY;
        String rest = matcher.group(2);
        return switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
            case "who", "whom" -> rest.startsWith(" or what") ? ANY : PERSON;
            case "when" -> TIME;
            case "where" -> PLACE;
            case "how" -> extent(rest);
            case "what", "which" -> noun(rest);
            default -> ANY;
        };
    }

    private static AnswerType extent(String rest) {
        if (AGED.matcher(rest).matches()) return AGE;
        if (MEASURED.matcher(rest).matches()) return NUMBER;
        return TIMED.matcher(rest).matches() ? TIME : ANY;
    }

    private static AnswerType noun(String rest) {
        if (NUMBERED.matcher(rest).matches()) return NUMBER;
        if (DATED.matcher(rest).matches()) return TIME;
        if (OF_A_COLOUR.matcher(rest).matches()) return COLOUR;
        return OF_A_NAME.matcher(rest).matches() ? NAMED : ANY;
    }

    /// Whether a word says how many.
    static boolean counts(String word) {
        return Character.isDigit(word.charAt(0)) || Numerals.isWord(word.toLowerCase(Locale.ROOT));
    }

    /// Whether a word is a time's name, a year or what a clock shows: "Tuesdays", "1893", "9:30".
    static boolean isTime(String word) {
        return dates(word) && (!counts(word) || TIME_FIGURES.matcher(word).matches());
    }

    /// Whether a word is a month's name.
    static boolean isMonth(String word) {
        return MONTHS.contains(word);
    }

    /// Whether a word says when.
    static boolean dates(String word) {
        String small = word.toLowerCase(Locale.ROOT);
        return counts(word) || TIMES.contains(small) || small.endsWith("s") && TIMES.contains(small.substring(0, small.length() - 1));
    }

    /// Whether what stands behind a word is a place.
    static boolean places(String word) {
        return PLACING.contains(word.toLowerCase(Locale.ROOT));
    }

    /// Whether a word is a measure of a life: "years".
    static boolean ages(String word) {
        return AGES.contains(word.toLowerCase(Locale.ROOT));
    }

    /// Whether what stands behind a word is where something is, and nobody's name.
    static boolean contains(String word) {
        return INSIDE.contains(word.toLowerCase(Locale.ROOT));
    }

    /// Whether a word is a colour, alone or in "dark-blue".
    static boolean paints(String word) {
        return COLOURS.contains(word.toLowerCase(Locale.ROOT));
    }
}
