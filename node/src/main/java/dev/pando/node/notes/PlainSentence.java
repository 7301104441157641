package dev.pando.node.notes;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a plain sentence says of something that it names: "Odo Varley was born in Ostrow.", "Solberg Mills was founded by Odo Varley."
///
/// No list of relations is needed: the small words of English show where a sentence has its verb. It stands behind a form of "be", or
/// with an ending behind a name that is written with capitals. What begins with a pronoun or with "my" is passed over:
/// nobody else could know what is meant.
final class PlainSentence {

    private static final String WORD = "[\\p{L}\\p{N}'’-]+";
    private static final String CAPITAL = "\\p{Lu}[\\p{L}\\p{N}’'.-]*";
    private static final String NAME = CAPITAL + "(?:\\s+(?:(?:of|the|de|del|la|le|van|von|der|di|da)\\s+)*" + CAPITAL
            + ")*";
    private static final String FULL_NAME = CAPITAL + "(?:\\s+(?:(?:of|the|de|del|la|le|van|von|der|di|da)\\s+)*"
            + CAPITAL + ")+";
    private static final String PLACING = "(?:by|in|at|on|near|from|of|for|to|with|after|as|into|under|along|beside|among|against|about)";
    private static final String PAST = "born|made|built|written|known|found|held|kept|sung|sold|taught|given|drawn|grown|led|"
            + "won|bought|brought|lost|sent|set|shot|spoken|taken|thrown|worn|wrote|ran|grew|met|left|gave|took|became|began|"
            + "drew|sang|fought|went|spoke|came|stood|sat|lay|rode|drove|flew|swam|caught|read|cut|put|spent|paid|told|heard";
    private static final String MANNER = "(?:(?:\\p{L}+ly|also|now|still|first|once|always|often|sometimes)\\s+)?";
    private static final String BEING = "(?:is|are|was|were|(?:has|have|had)\\s+been)";
    // The commonest verbs of people: behind a single word with a capital, which any first word has, only these are verbs for certain.
    private static final String PEOPLES = "lives|lived|works|worked|plays|played|speaks|spoke|owns|owned|studies|studied|teaches|taught|"
            + "likes|liked|loves|loved|hates|hated|knows|knew|married|runs|ran|sings|sang|writes|wrote|paints|painted|collects|"
            + "collected|grew up|moved|was born|keeps|kept|has|had|drives|drove|wears|wore|drinks|drank|sells|sold|met|led|leads";

    private static final Pattern DONE = Pattern.compile("^(?<s>.{2,80}?)\\s+(?<v>" + BEING + "\\s+" + MANNER
            + "(?:\\p{Ll}+ed|" + PAST + ")\\s+" + PLACING + ")\\s+(?<o>.+)$");
    // "Is the mayor in Arv" leads to a place, "is a hydrologist in Arv" to what somebody is.
    private static final Pattern PART = Pattern.compile("^(?<s>" + NAME + "|The\\s.{2,60}?)\\s+(?<v>" + BEING
            + "\\s+(?:an?\\s+(?:" + WORD + "\\s+){1,3}?(?:of|for|to)|(?:the|one of the)\\s+(?:" + WORD
            + "\\s+){1,3}?(?:of|for|to|in|from|at)))\\s+(?<o>.+)$");
    private static final Pattern ROLE = Pattern
            .compile("^(?<s>" + NAME + ")\\s+(?<v>" + BEING + "\\s+an?)\\s+(?<o>.+)$");
    private static final Pattern DOES = Pattern
            .compile("^(?:(?<s>" + FULL_NAME + ")\\s+" + MANNER + "(?<v>(?:has|\\p{Ll}{2,}(?:s|ed)|"
                    + PAST + ")(?:\\s+(?:up|out|off|down|over|away|back))?(?:\\s+" + PLACING + "){0,2})\\s+(?<o>.+))$");
    private static final Pattern PERSON_DOES = Pattern
            .compile("^(?<s>" + CAPITAL + ")\\s+" + MANNER + "(?<v>(?:" + PEOPLES
                    + ")(?:\\s+" + PLACING + ")?)\\s+(?<o>.+)$");

    // Who or what these mean, only the speaker knows.
    private static final Pattern POINTING = Pattern
            .compile("(?i)(?:i|me|my|mine|you|your|he|him|his|she|her|it|its|we|us|our|they|"
                    + "them|their|this|that|these|those|there|here|what|who|which|(?:some|any|every|no)(?:one|body|thing)|one)\\b.*");
    private static final Pattern POSSESSIVE = Pattern.compile(".*(?:'s|’s|s'|s’)");
    // "Solberg Mills workers went on strike": what looked like the verb was a noun.
    private static final Pattern VERB_NEXT = Pattern
            .compile("(?:is|are|was|were|has|have|had|did|does|do|will|would|\\p{Ll}+ed|" + PAST + ")\\b.*");
    // "Plays the zither and sings", "every morning": what comes behind the object without a small word between.
    private static final Pattern AFTER = Pattern.compile(
            "\\s+(?:and\\s+\\p{Ll}|(?:every|each|once|twice|again|together|alone|today|yesterday|tomorrow|last|next)\\b).*$");

    private PlainSentence() {}

    /// The statement of a sentence that neither asks nor supposes; empty if no rule fits.
    static Optional<Statement> read(String sentence) {
        return Stream.of(DONE, PART, ROLE, DOES, PERSON_DOES).map(rule -> rule.matcher(sentence))
                .filter(Matcher::matches).flatMap(found -> statement(found, sentence).stream()).findFirst();
    }

    private static Optional<Statement> statement(Matcher found, String sentence) {
        String before = found.group("s"), after = AFTER.matcher(found.group("o")).replaceFirst("");
        if (POINTING.matcher(before).matches() || POINTING.matcher(after).matches()
                || POSSESSIVE.matcher(before).matches() || VERB_NEXT.matcher(after).matches()) {
            return Optional.empty();
        }
        String subject = StatementReader.noun(before), object = StatementReader.noun(after);
        if (subject.isEmpty() || object.isEmpty() || subject.equals(object)) return Optional.empty();
        String relation = found.group("v").toLowerCase(Locale.ROOT);
        return relation.length() > Statement.NAME_CHARS_MAX
                ? Optional.empty()
                : Optional.of(new Statement(subject, relation, object, sentence));
    }
}
