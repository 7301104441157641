package dev.pando.node.collective;

import dev.pando.engine.grid.Term;
import dev.pando.node.notes.Names;
import dev.pando.node.notes.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a question is about: names that are known here, and what it asks about them.
///
/// @param subject where the way begins
/// @param sure    1 if the question names the subject as notes do; less if it was only near
/// @param target  where the way should end, in the question's words; empty if the question is open
record Mentions(Term subject, double sure, String target) {

    private static final int WORDS_MAX = 8; // of a name
    private static final Pattern OPENING = Pattern.compile(
            "^(?:please\\s+)?(?:tell me\\s+)?(?:what|which|how|why|where|who|does|do|did|can|could|is|are|will|would|might|should|explain)\\b"
                    + "(?:\\s+(?:does|do|did|can|could|is|are|will|would|might|happens?|consequences?|effects?|results?|things?|"
                    + "follows?|comes?|the|of|are|to|from|an?|if|when|there|be|have|has|more)\\b)*\\s*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ASKING = Pattern.compile(
            "\\b(?:leads?|causes?|affects?|influences?|impacts?|harms?|hurts?|damages?|brings?|produces?|changes?|triggers?|results?|"
                    + "linked|related|connected|matters?|threatens?|means?|do|does|have|has|follow|on|to|in|for|and|with|the|end|"
                    + "about|eventually|finally|ultimately|turn|an|a|effect|effects|impact|lead|cause|affect)\\b",
            Pattern.CASE_INSENSITIVE);

    // Words that name nothing.
    private static final Pattern FILLING = Pattern.compile(
            "\\b(?:i|you|we|they|he|she|it|me|us|them|one|(?:some|any|no|every)(?:one|body|thing)|this|that|these|those|there|here|"
                    + "what|which|who|how|why|when|where|whether|if|as|than|then|so|or|but|not|no|any|some|all|my|your|our|their|"
                    + "its|the|of|from|by|at|into|between|after|before|behind|through|out|up|am|is|are|was|were|be|been|being|did|"
                    + "had|having|can|could|may|might|must|shall|should|will|would|let|says?|said|tells?|told|knows?|known|thinks?|"
                    + "thought|believes?|supposes?|supposed|wonders?|asks?|asked|hears?|heard|learn|learned|read|sees?|seen|finds?|"
                    + "found|expects?|expected|gives?|given|please|explain|describe|happens?|story|case|way|possible|likely|true)\\b",
            Pattern.CASE_INSENSITIVE);

    private record Hit(int from, int to, String name) {}

    /// The names that notes know, of those that a question says, in its order.
    static List<String> names(String question, Terms terms) {
        return named(words(question), terms).stream().map(Hit::name).toList();
    }

    private static String[] words(String question) {
        return plain(question).split(" ");
    }

    private static String plain(String question) {
        return question.strip().replaceAll("[?!.]+$", "").replaceAll("\\s+", " ");
    }

    /// Reads a question.
    static Optional<Mentions> in(String question, Terms terms) {
        String plain = plain(question);
        String[] words = words(question);
        List<Hit> named = named(words, terms);
        if (!named.isEmpty()) {
            Hit first = named.getFirst();
            String stranger = stranger(words, named);
            if (!stranger.isBlank()) {
                return terms.nearest(stranger).map(near -> new Mentions(near.term(), near.cosine(), first.name));
            }
            String rest = named.size() > 1 ? named.get(1).name : target(words, first.to);
            return terms.find(first.name).map(term -> new Mentions(term, 1, rest));
        }
        String about = OPENING.matcher(plain).replaceFirst("");
        Matcher asking = ASKING.matcher(about);
        String subject = asking.find() && asking.start() > 0 ? about.substring(0, asking.start()).strip() : about;
        if (subject.isBlank()) return Optional.empty();
        String rest = subject.length() < about.length()
                ? target(about.substring(subject.length()).strip().split(" "), 0)
                : "";
        return terms.nearest(subject).map(near -> new Mentions(near.term(), near.cosine(), rest));
    }

    // What is asked about when the first known name stands behind a verb: "How does bread affect reefs?" is about bread. So is
    // "Have you heard of bread making for reefs?": a name that is the only one, and last, is where the way should end.
    private static String stranger(String[] words, List<Hit> named) {
        Hit first = named.getFirst();
        String before = String.join(" ", List.of(words).subList(0, first.from)) + " ";
        String about = OPENING.matcher(before).replaceFirst("");
        Matcher asking = ASKING.matcher(about);
        String thing = asking.find() ? about.substring(0, asking.start()) : "";
        if (!naming(thing).isBlank()) return Names.canonical(thing);
        boolean last = named.size() == 1 && target(words, first.to).isBlank();
        return last ? naming(about) : "";
    }

    // What is left of a text without words that only ask or name nothing.
    private static String naming(String text) {
        return Names.canonical(FILLING.matcher(ASKING.matcher(text).replaceAll(" ")).replaceAll(" "));
    }

    // Known names in their order, the longest where two begin at the same word.
    private static List<Hit> named(String[] words, Terms terms) {
        List<Hit> named = new ArrayList<>();
        for (int from = 0; from < words.length; from++) {
            for (int to = Math.min(words.length, from + WORDS_MAX); to > from; to--) {
                Optional<String> name = terms.spelled(String.join(" ", List.of(words).subList(from, to)))
                        .filter(n -> named.stream().noneMatch(h -> h.name.equals(n)));
                if (name.isEmpty()) continue;
                named.add(new Hit(from, to, name.get()));
                from = to - 1;
                break;
            }
        }
        return named;
    }

    // What is left behind the subject when the words that only ask are taken away.
    private static String target(String[] words, int from) {
        String rest = String.join(" ", List.of(words).subList(Math.min(from, words.length), words.length));
        return Names.canonical(ASKING.matcher(rest).replaceAll(" "));
    }
}
