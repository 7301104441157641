package dev.pando.engine.seed;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;

/// Some words of a note that follow each other.
///
/// @param all  words of the note
/// @param from first of them
/// @param to   last of them
record Passage(String note, List<MatchResult> all, int from, int to) {

    private static final int WORDS_MAX = 12;
    private static final String MINUS = "-\u2212";
    private static final Set<String> ARTICLES = Set.of("a", "an", "the");
    private static final Set<String> PARTICLES = Set.of("al", "bin", "da", "de", "del", "den", "der", "di", "du", "van",
            "von"); // of names
    private static final Set<String> LEADING = Set.of("every", "about", "around", "nearly", "almost", "over", "roughly",
            "some", "minus", "only", "early", "late", "next", "last");

    /// The passages of a note that may be an answer: each from the beginning of a word to the end of one, none of them
    /// a preposition or the like, but for an article before it. No passage cuts a name or a number in two.
    static List<Passage> of(String note) {
        return all(note).stream().filter(Passage::mayAnswer).toList();
    }

    private boolean mayAnswer() {
        MatchResult first = all.get(from), last = all.get(to);
        boolean part = from + 1 < all.size() && isJoined(from); // "I-7397", "one hundred"
        boolean begins = !isSmall(first) || isArticle(first) || part;
        return begins && !isSmall(last) && !AnswerType.places(last.group()) && isWhole();
    }

    /// Whatever stands between the beginning of a word and the end of one, up to so many words.
    static List<Passage> all(String note) {
        List<MatchResult> words = Sifted.WORD.matcher(note).results().toList();
        List<Passage> passages = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            for (int j = i; j < Math.min(words.size(), i + WORDS_MAX); j++)
                passages.add(new Passage(note, words, i, j));
        }
        return passages;
    }

    /// Where it begins in the note; before the sign of a number that has one.
    int begin() {
        int at = all.get(from).start();
        return isSigned(at) ? at - 1 : at;
    }

    // "-6 degrees", not "May 3-6"
    private boolean isSigned(int at) {
        return at > 0 && isNumber(all.get(from)) && MINUS.indexOf(note.charAt(at - 1)) >= 0
                && (at == 1 || Character.isWhitespace(note.charAt(at - 2)));
    }

    /// Where it ends in the note.
    int end() {
        return all.get(to).end();
    }

    String text() {
        return note.substring(begin(), end());
    }

    private List<MatchResult> words() {
        return all.subList(from, to + 1);
    }

    boolean has(Predicate<String> word) {
        return words().stream().map(MatchResult::group).anyMatch(word);
    }

    /// Whether it begins with such a word, or has one behind "the", "every" or the like.
    boolean begins(Predicate<String> word) {
        String first = all.get(from).group();
        if (word.test(first)) return true;
        boolean led = isSmall(all.get(from)) || LEADING.contains(first.toLowerCase(Locale.ROOT));
        return led && from < to && word.test(all.get(from + 1).group());
    }

    /// The word that it leads to without a break: "goats" behind "two"; empty if there is none, or only a preposition or the like.
    String next() {
        if (to + 1 >= all.size() || isSmall(all.get(to + 1))) return "";
        boolean close = note.substring(all.get(to).end(), all.get(to + 1).start()).equals(" ");
        return close ? all.get(to + 1).group() : "";
    }

    /// Its last word.
    String last() {
        return all.get(to).group();
    }

    boolean isName() {
        return words().stream().allMatch(w -> isCapital(w) || isSmall(w));
    }

    /// Whether the word before it, or before its article, is such a one.
    boolean isBehind(Predicate<String> word) {
        boolean article = from > 0 && isArticle(all.get(from - 1));
        int before = from - (article ? 2 : 1);
        return before >= 0 && word.test(all.get(before).group());
    }

    /// Whether it says what was not said: "312 pages" does though "pages" was said; so do "platform seven" and "Mount Brath" though
    /// "platform" and "Mount" were.
    ///
    /// @param said words, as [Sifted#words] has them
    boolean isNew(Set<String> said) {
        boolean name = words().stream().map(MatchResult::group)
                .allMatch(w -> Character.isUpperCase(w.charAt(0)) || Character.isDigit(w.charAt(0)));
        boolean counted = Character.isDigit(words().getFirst().group().charAt(0)) && words().size() <= 2
                || isNumbered();
        Set<String> words = new HashSet<>();
        words().forEach(w -> words.addAll(Sifted.words(w.group())));
        long old = words.stream().filter(said::contains).count();
        return old == 0 ? !words.isEmpty() : (name || counted) && old < words.size();
    }

    // "room 14", "platform seventy-one"
    private boolean isNumbered() {
        return from < to && !AnswerType.counts(words().getFirst().group())
                && words().stream().skip(1).map(MatchResult::group).allMatch(AnswerType::counts);
    }

    private boolean isWhole() {
        return !(from > 0 && isJoined(from - 1) && !isFirst(from - 1)) && !(to + 1 < all.size() && isJoined(to))
                && isQuotedWhole();
    }

    // "The Garden of Rern" is a title.
    private boolean isQuotedWhole() {
        int start = all.get(from).start(), end = all.get(to).end();
        if (!isQuoted(start)) return !isQuoted(end);
        return note.charAt(start - 1) == '"' && end < note.length() && note.charAt(end) == '"';
    }

    private boolean isQuoted(int at) {
        return note.chars().limit(at).filter(c -> c == '"').count() % 2 == 1;
    }

    // "Umberleigh" and "Fold", "O" and "Neill", "J" and "Kell", "CB" and "7397", "27" and "May"; "hundred" and "twelve", with "and" between
    // them, too.
    private boolean isJoined(int at) {
        MatchResult one = all.get(at), next = all.get(at + 1);
        String between = note.substring(one.end(), next.start());
        if (isCapital(one) && isCapital(next))
            return between.matches(one.group().length() == 1 ? "[ '’-]|\\. " : "[ '’-]");
        if (isNumber(one) || isNumber(next)) {
            boolean code = between.equals("-") && isUpper(one) && isUpper(next);
            boolean date = between.equals(" ") && (isMonth(one) || isMonth(next));
            if (code || date) return true;
        }
        if (one.group().equals("and") && at > 0) return isSpelt(all.get(at - 1)) && isSpelt(next);
        if (!isSpelt(one)) return false;
        boolean over = next.group().equals("and") && at + 2 < all.size();
        return between.matches("[ -]") && isSpelt(over ? all.get(at + 2) : next);
    }

    private static boolean isSpelt(MatchResult word) {
        return Numerals.isWord(word.group());
    }

    private static boolean isNumber(MatchResult word) {
        return Character.isDigit(word.group().charAt(0));
    }

    private static boolean isUpper(MatchResult word) {
        return isNumber(word) || Character.isUpperCase(word.group().charAt(0));
    }

    private static boolean isMonth(MatchResult word) {
        return AnswerType.isMonth(word.group());
    }

    // The first word of a sentence has a capital anyway.
    private boolean isFirst(int at) {
        return at == 0 || note.substring(all.get(at - 1).end(), all.get(at).start()).contains(".");
    }

    private static boolean isCapital(MatchResult word) {
        return Character.isUpperCase(word.group().charAt(0)) || PARTICLES.contains(word.group());
    }

    private static boolean isArticle(MatchResult word) {
        return ARTICLES.contains(word.group().toLowerCase(Locale.ROOT));
    }

    private static boolean isSmall(MatchResult word) {
        return Sifted.SMALL.contains(word.group().toLowerCase(Locale.ROOT));
    }
}
