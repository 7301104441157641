package dev.pando.engine.seed;

import dev.pando.engine.grammar.Form;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The notes that a question can be about, found by their words alone, before a model reads them.
///
/// A note is *near* if it shares words with the question, rare ones counting more: `Σ log(1 + n / notes with the word)`, at
/// least three quarters of what the best note has. Another is *linked* to a near one if the two share words that few notes have
/// and the question does not: there a second note may continue the first. All others are left out. Where no note shares a
/// word with the question, or it asks for a note by its number, all stay.
///
/// @param prompt the notes that stay, and the question
/// @param near   which of them are near, by their place in `prompt`, from 0; none if no note shares a word
/// @param stays  their places among all notes, from 0
public record Sifted(NotePrompt prompt, Set<Integer> near, List<Integer> stays) {

    private static final double NEAR = 0.75; // of the best note's score
    private static final double LINKED = 0.33; // Σ 1 / (other notes with the word)
    static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:[.,:][\\p{N}]+)*");
    private static final Pattern NUMBERED = Pattern.compile("(?i)\\bnote \\d");
    private static final Pattern ENDING = Pattern.compile("(?<=.{3})(ing|ed|es|s|d)$");
    static final Set<String> SMALL = Set.of("a", "an", "the", "of", "in", "on", "at", "to", "is", "are", "was",
            "were", "be", "been", "do", "does", "did", "has", "have", "had", "what", "which", "who", "whom", "whose",
            "when", "where", "why", "how", "many", "much", "and", "or", "it", "its", "their", "that", "this", "there",
            "by", "for", "with", "from", "as", "not", "name", "tell", "me", "please", "could", "you", "can", "say",
            "know", "would", "like", "one", "thing", "give", "i");

    /// Copies the collections.
    public Sifted {
        near = Set.copyOf(near);
        stays = List.copyOf(stays);
    }

    /// Leaves out the notes that have nothing to do with the question.
    public static Sifted of(NotePrompt asked) {
        List<Set<String>> words = asked.notes().stream().map(Sifted::words).toList();
        Set<String> question = words(asked.question());
        Map<String, Integer> count = count(words);
        List<Integer> near = near(words, question, count);
        if (NUMBERED.matcher(asked.question()).find()) return all(asked, true);
        if (near.isEmpty()) return all(asked, false);
        List<Integer> stays = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            int at = i;
            if (near.contains(i) || near.stream().anyMatch(n -> linked(words.get(n), words.get(at), question, count))) {
                stays.add(i);
            }
        }
        Set<Integer> places = new HashSet<>();
        for (int i = 0; i < stays.size(); i++) if (near.contains(stays.get(i))) places.add(i);
        return new Sifted(new NotePrompt(stays.stream().map(asked.notes()::get).toList(), asked.question()), places,
                stays);
    }

    private static Sifted all(NotePrompt asked, boolean near) {
        List<Integer> all = IntStream.range(0, asked.notes().size()).boxed().toList();
        return new Sifted(asked, near ? Set.copyOf(all) : Set.of(), all);
    }

    private static List<Integer> near(List<Set<String>> notes, Set<String> question, Map<String, Integer> count) {
        double[] scores = notes.stream().mapToDouble(note -> question.stream().filter(note::contains)
                .mapToDouble(word -> Math.log(1 + (double) notes.size() / count.get(word))).sum()).toArray();
        double best = IntStream.range(0, scores.length).mapToDouble(i -> scores[i]).max().orElse(0);
        return IntStream.range(0, scores.length).filter(i -> best > 0 && scores[i] >= NEAR * best).boxed().toList();
    }

    private static boolean linked(Set<String> near, Set<String> note, Set<String> question,
            Map<String, Integer> count) {
        return near.stream().filter(word -> note.contains(word) && !question.contains(word))
                .mapToDouble(word -> 1.0 / (count.get(word) - 1)).sum() >= LINKED;
    }

    // "Keeps", "keeper's": no more than their stems; what says nothing is left out.
    static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            String word = matcher.group().toLowerCase(Locale.ROOT);
            if (!SMALL.contains(word)) words.add(ENDING.matcher(word).replaceFirst(""));
        }
        return words;
    }

    /// The notes that may continue near note `from`, by their places in [#prompt]: those linked to it, and of these only the
    /// ones that say most of what the question says and `from` does not, if any does.
    Links links(int from) {
        List<Set<String>> words = prompt.notes().stream().map(Sifted::words).toList();
        Set<String> question = words(prompt.question()), rest = new HashSet<>(question);
        rest.removeAll(words.get(from));
        Map<String, Integer> count = count(words);
        List<Integer> linked = IntStream.range(0, words.size())
                .filter(i -> i != from && linked(words.get(from), words.get(i), question, count)).boxed().toList();
        long most = linked.stream().mapToLong(i -> shared(rest, words.get(i))).max().orElse(0);
        return new Links(linked.stream().filter(i -> shared(rest, words.get(i)) == most).toList(), most > 0);
    }

    /// What may continue a note.
    ///
    /// @param notes  by their places
    /// @param needed whether the question says something that only they say
    record Links(List<Integer> notes, boolean needed) {}

    private static long shared(Set<String> a, Set<String> b) {
        return a.stream().filter(b::contains).count();
    }

    private static Map<String, Integer> count(List<Set<String>> notes) {
        Map<String, Integer> count = new HashMap<>(); // notes with a word
        for (Set<String> note : notes) note.forEach(word -> count.merge(word, 1, Integer::sum));
        return count;
    }

    /// What a reply to [#prompt] may look like.
    public Form form() {
        return Quotation.of(this);
    }

    /// A reply to [#prompt] with the numbers that the notes had before they were sifted.
    public String renumbered(String reply) {
        return NoteReply.CITE.matcher(reply).replaceAll(cite -> {
            int number = Integer.parseInt(cite.group(1));
            return number >= 1 && number <= stays.size() ? "[" + (stays.get(number - 1) + 1) + "]" : cite.group();
        });
    }
}
