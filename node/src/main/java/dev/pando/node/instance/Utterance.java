package dev.pando.node.instance;

import java.util.regex.Pattern;

/// Whether somebody asks for something or tells something, by the form of the words.
final class Utterance {

    private static final int WORDS_MIN = 4; // fewer are a greeting, a name, a thank-you
    private static final Pattern OPENING = Pattern.compile(
            "(?i)^(?:\\W*(?:please|and|so|now|ok|okay|well|hi|hello|hey|thanks|thank you|good \\w+|excuse me|sorry)\\b)*\\W*");
    private static final String ASKING_WORDS = "what|who|whom|whose|which|where|when|why|how";
    private static final Pattern ASKS = Pattern.compile("(?i)(?:" + ASKING_WORDS
            + "|is|are|was|were|do|does|did|has|have|had|can|could|would|will|should|may|shall|tell|list|name|give|show|say|compare"
            + "|repeat|read|restate|find|describe|explain|define|summari[sz]e|write|translate|remind|look|state|count|help|let)\\b.*");
    private static final Pattern WONDERS = Pattern
            .compile("(?is).*\\b(?:know|tell|say|wonder\\w*|remind|forg[eo]t|remember|ask\\w*|sure)\\b.*\\b(?:"
                    + ASKING_WORDS + "|if|whether)\\b.*");

    private Utterance() {}

    /// Whether it is a statement: it has no question mark and neither begins as a question or a request does nor wonders.
    static boolean states(String words) {
        String said = OPENING.matcher(words.strip()).replaceFirst("");
        return !said.contains("?") && said.split("\\s+").length >= WORDS_MIN && !ASKS.matcher(said).lookingAt()
                && !WONDERS.matcher(said).matches();
    }
}
