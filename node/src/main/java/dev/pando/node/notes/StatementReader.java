package dev.pando.node.notes;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds statements in English text by rule: noun phrase, verb of causing or of being, noun phrase; where there is none, what a
/// plain sentence says of something named ([PlainSentence]).
///
/// A sentence that fits no rule gives no statement; it is remembered all the same, elsewhere, as words. What only asks,
/// negates or supposes is passed over: a wrong note is worse than a missing one.
public final class StatementReader {

    /// Characters of a text that are read.
    public static final int TEXT_CHARS_MAX = 1 << 20;
    private static final int WORDS_MAX = 8; // of a subject or object

    // Verbs that say where something is or is from.
    private static final String PLACES = "lie in|live in|grow in|belong to|originate in|stem from|come from|consist of|be made of";
    // Verbs whose subject leads to their object, in the base form.
    private static final String VERBS = "cause|produce|create|trigger|drive|bring|raise|increase|strengthen|speed|accelerate|boost|"
            + "worsen|intensify|promote|feed|fuel|spread|leave|release|generate|induce|provoke|spark|bring about|lead to|"
            + "result in|give rise to|contribute to|end in|turn into|break down into|dissolve into|develop into|grow into|"
            + "expose|need|require|help|offer|mean|make|let in|let|allow|enable|support|improve|encourage|attract|"
            + "form|build|feed into|flow into|add to|reduce|lower|weaken|decrease|limit|prevent|stop|block|harm|damage|kill|"
            + "destroy|threaten|hurt|affect|protect|save|cut|slow|shrink|become|contain|include|provide|supply|yield|deliver|"
            + "carry|host|use|consume|eat|emit|pollute|warm|cool|heat|melt|raise|force|push|pull|attack|infect|transmit|"
            + "treat|cure|relieve|signal|indicate|shape|power|stimulate|activate|inhibit|suppress|deplete|disrupt|favour|favor|"
            + "foster|invite|ease|worry|aggravate|amplify|exacerbate|explain|precede|follow|depend on|rely on|"
            + PLACES;
    private static final Pattern LEADING = Pattern.compile("(?i)causes|" + forms()
            + "|(?:is|are) (?:a|an|the) (?:main |major |common )?(?:cause|source|driver|trigger|origin)s? of");
    private static final Pattern VERB = Pattern.compile("(?<=\\s)(?:(?:can|may|could|will|would|might|often|usually|"
            + "sometimes|also|then|directly|quickly|slowly|strongly|severely|rapidly|eventually|typically|frequently|"
            + "thereby|in turn)\\s+)*(" + forms() + "|(?:is|are)\\s+(?:a|an|the)\\s+(?:main\\s+|major\\s+|common\\s+)?"
            + "(?:cause|source|driver|trigger|origin)s?\\s+of)(?=\\s)", Pattern.CASE_INSENSITIVE);
    private static final Pattern PASSIVE = Pattern.compile(
            "(?<=\\s)(?:is|are|was|were)\\s+(?:often\\s+|mainly\\s+|usually\\s+)?"
                    + "(caused|produced|created|triggered|driven|fuelled|fueled|generated|induced|brought about)\\s+by(?=\\s)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern UNSURE = Pattern.compile(
            "\\b(?:not|never|no longer|cannot|can't|doesn't|don't|isn't|aren't|if|whether|unless|i think|maybe)\\b",
            Pattern.CASE_INSENSITIVE);
    // Where a noun phrase is over: another clause, or a phrase of place, time or manner.
    private static final Pattern END = Pattern.compile(
            "\\s*(?:[,;:(\u2013\u2014]|\\b(?:which|that|who|because|while|when|where|so|"
                    + "but|and thus|thereby|in|on|over|at|for|during|from|by|with|within|among|across|along|through|under|after|before|"
                    + "to|than|as|into|of rivers|happen|worse|possible|impossible|likely|frequent|common)\\b).*$",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern COMPARED = Pattern
            .compile("\\s+(?:more|less|stronger|weaker|better|easier|harder)\\s*$", Pattern.CASE_INSENSITIVE);

    private static final Set<String> PLACING = Stream.of(PLACES.split("\\|")).flatMap(StatementReader::inflected)
            .collect(Collectors.toSet());

    private final boolean plainToo;

    private StatementReader(boolean plainToo) {
        this.plainToo = plainToo;
    }

    /// Reads what leads to what, and nothing else: for talk, of which little is meant to be kept as a note.
    public static StatementReader ofCauses() {
        return new StatementReader(false);
    }

    /// Reads plain sentences, too: for a text that somebody wants to be learned.
    public static StatementReader ofTexts() {
        return new StatementReader(true);
    }

    /// Whether a relation says where something leads, so that one statement goes on where another ends; a plain one does not.
    public static boolean leads(String relation) {
        return LEADING.matcher(relation).matches() && !PLACING.contains(relation);
    }

    /// The relation of the first statement of a text; empty if there is none.
    static String relation(String text) {
        return ofTexts().read(text).stream().findFirst().map(Statement::relation).orElse("");
    }

    private static String forms() {
        return Stream.of(VERBS.split("\\|")).distinct().flatMap(StatementReader::inflected)
                .sorted((a, b) -> Integer.compare(b.length(), a.length())).map(f -> f.replace(" ", "\\s+"))
                .collect(Collectors.joining("|"));
    }

    private static Stream<String> inflected(String verb) {
        int space = verb.indexOf(' ');
        String head = space < 0 ? verb : verb.substring(0, space), tail = space < 0 ? "" : verb.substring(space);
        if (head.equals("be")) return Stream.of("is" + tail, "are" + tail);
        boolean hissing = head.matches(".*(?:s|sh|ch|x|z|o)");
        String third = hissing
                ? head + "es"
                : head.matches(".*[^aeiou]y") ? head.substring(0, head.length() - 1) + "ies" : head + "s";
        return Stream.of(head + tail, third + tail);
    }

    /// The statements of a text, in order, each once.
    public List<Statement> read(String text) {
        String read = text.length() <= TEXT_CHARS_MAX ? text : text.substring(0, TEXT_CHARS_MAX);
        BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ENGLISH);
        sentences.setText(read);
        List<Statement> found = new ArrayList<>();
        for (int from = sentences.first(), to; (to = sentences.next()) != BreakIterator.DONE; from = to) {
            sentence(read.substring(from, to).strip().replaceAll("\\s+", " ")).filter(s -> !found.contains(s))
                    .ifPresent(found::add);
        }
        return found;
    }

    private Optional<Statement> sentence(String sentence) {
        if (sentence.endsWith("?") || sentence.length() > Statement.SENTENCE_CHARS_MAX
                || UNSURE.matcher(sentence).find()) {
            return Optional.empty();
        }
        Matcher passive = PASSIVE.matcher(sentence);
        if (passive.find()) {
            return statement(sentence.substring(passive.end()), "causes", sentence.substring(0, passive.start()),
                    sentence);
        }
        Optional<Statement> cause = active(sentence);
        return cause.isPresent() || !plainToo ? cause : PlainSentence.read(sentence);
    }

    // Of several verbs the last that leaves a noun phrase on both sides of it: "dissolve into the sea and cause acid".
    private static Optional<Statement> active(String sentence) {
        List<Matcher> verbs = new ArrayList<>();
        Matcher verb = VERB.matcher(sentence);
        int firstStart = -1;
        Optional<Statement> found = Optional.empty();
        while (verb.find()) {
            if (isNoun(sentence, verb.end())) continue;
            if (firstStart < 0) firstStart = verb.start();
            boolean joined = firstStart == verb.start()
                    || sentence.substring(0, verb.start()).matches(".*\\b(?:and|to)\\s*");
            if (!joined) continue;
            Optional<Statement> candidate = statement(sentence.substring(0, firstStart), verb.group(1),
                    sentence.substring(verb.end()),
                    sentence);
            if (candidate.isPresent()) found = candidate;
        }
        return found;
    }

    // "fossil fuels release", "anchor damage leaves": where another verb with an s follows at once, the word was a noun.
    private static boolean isNoun(String sentence, int end) {
        Matcher next = VERB.matcher(sentence).region(end, sentence.length()).useTransparentBounds(true);
        return next.find() && sentence.substring(end, next.start()).isBlank() && next.group(1).matches("\\w+s\\b.*");
    }

    private static Optional<Statement> statement(String before, String verb, String after, String sentence) {
        String subject = noun(before.replaceFirst("^.*,\\s*", "")), object = noun(exposed(verb, after));
        if (subject.isEmpty() || object.isEmpty() || subject.equals(object)) return Optional.empty();
        if (subject.matches("(?:i|you|he|she|it|we|they|there|this|that|what|who|which)")) return Optional.empty();
        return Optional.of(new Statement(subject, verb.toLowerCase(Locale.ROOT), object, sentence));
    }

    // "exposes shores to flooding": what it leads to stands behind "to".
    private static String exposed(String verb, String after) {
        return verb.toLowerCase(Locale.ROOT).startsWith("expose") ? after.replaceFirst("^.*?\\bto\\s+", "") : after;
    }

    /// The name that a noun phrase begins with, up to where another phrase begins; empty if there is none.
    static String noun(String phrase) {
        String bare = COMPARED.matcher(END.matcher(phrase.strip().replaceFirst("[.!]+$", "")).replaceFirst(""))
                .replaceFirst("");
        String name = Names.canonical(bare);
        boolean usable = !name.isEmpty() && name.length() <= Statement.NAME_CHARS_MAX
                && name.split(" ").length <= WORDS_MAX
                && name.chars().anyMatch(Character::isLetter);
        return usable ? name : "";
    }
}
