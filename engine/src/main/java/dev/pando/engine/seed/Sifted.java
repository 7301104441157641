package dev.pando.engine.seed;

import dev.pando.engine.grammar.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The notes that a question can be about, found by their words alone, before a model reads them.
///
/// A note is *near* if it shares words with the question, rare ones counting more: `Σ log(1 + n / notes with the word)`, at
/// least three quarters of what the best note has. Another is *linked* to a near one if the two share words that few notes have
/// and the question does not: there a second note may continue the first. All others are left out. If the question names something,
/// only notes that hold its names can be near; if it names what no note holds, none is. Where none is near, or the question asks for a
/// note by its number, all stay.
///
/// Words do not tell which of a person's notes a question means. Where a [Likeness] is given, only those near notes count that are
/// about as like to the question as the likest; the same among the notes that may continue one.
///
/// Where a [Judge] can be asked, it says of each set of notes that a reply might quote whether it is what was asked for; only what may well be stays.
/// It is also shown the notes that are likest to a question with which no note shares a word; what it doubts there is none of the notes' business.
///
/// @param prompt the notes that stay, and the question
/// @param near   which of them are near, by their place in `prompt`, from 0; none if the notes cannot hold the answer
/// @param stays  their places among all notes, from 0
/// @param like   how like they are to the question
/// @param judged what the judge says of what may be quoted, by places in `prompt`; none where nobody can tell
public record Sifted(NotePrompt prompt, Set<Integer> near, List<Integer> stays, List<Double> like,
        Map<List<Integer>, Judgement> judged) {

    private static final double NEAR = 0.75; // of the best note's score
    private static final double LIKE = 0.05; // less than the likest
    private static final int JUDGED_MAX = 8, QUOTABLE_MAX = 40; // near notes; what they and others may be quoted as
    private static final int JOINABLE_MAX = 4; // notes that may continue one, for a reader
    private static final int ALONE_MAX = 4; // notes that share no word with the question, nor with a near one, for a reader
    private static final double UNLIKELY = 6; // less log odds than the likeliest
    private static final double NOT_OF_THE_KIND = 4; // less log odds of a quotation without anything of the kind that is asked for
    private static final int SUBJECT_WORDS = 2;
    private static final double ABOUT_IT = 0.7; // likeness of a note that is what was asked for
    private static final double DOUBT = 2.5, DOUBT_LESS = 8; // fitted: see decision 063
    private static final double JUDGED_ENOUGH = -2.7, MODEL_JUDGED = 0.2; // fitted: see decisions 068 and 073
    private static final double JOINED = 1; // more than they are, the log odds of two notes count for an answer: see decision 073
    private static final double LINKED = 0.33; // Σ 1 / (other notes with the word)
    static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:[.,:][\\p{N}]+)*");
    private static final String CAPITAL = "[\\p{Lu}\\p{N}][\\p{L}\\p{N}]*(?:[.,:][\\p{N}]+)*";
    private static final Pattern NAME = Pattern
            .compile("(?<![\\p{L}\\p{N}])" + CAPITAL + "(?:(?:[ -]|\\. )" + CAPITAL + ")*");
    private static final Pattern FIRST_WORD = Pattern.compile("(?<=^|[.:?!] )\\p{Lu}[\\p{L}\\p{N}]*");
    private static final Pattern ASKS = Pattern
            .compile("(?is).*\\?\\s*|\\s*(who|whom|whose|what|which|when|where|why|how)\\b.*");
    private static final Pattern NUMBERED = Pattern.compile("(?i)\\bnote \\d");
    private static final Pattern ENDING = Pattern.compile("(?<=.{3})(ing|ed|es|s|d)$");
    static final Set<String> SMALL = Set.of("a", "an", "the", "of", "in", "on", "at", "to", "is", "are", "was",
            "were", "be", "been", "do", "does", "did", "has", "have", "had", "what", "which", "who", "whom", "whose",
            "when", "where", "why", "how", "many", "much", "and", "or", "it", "its", "their", "that", "this", "there",
            "by", "for", "with", "from", "as", "not", "name", "tell", "me", "please", "could", "you", "can", "say",
            "know", "would", "like", "one", "thing", "give", "i", "my", "your", "our", "his", "her", "we", "he", "she",
            "they", "them", "us", "none", "nobody", "other", "everyone", "everybody", "somebody", "something", "s");

    /// Copies the collections.
    public Sifted {
        near = Set.copyOf(near);
        stays = List.copyOf(stays);
        like = List.copyOf(like);
        judged = Collections.unmodifiableMap(new LinkedHashMap<>(judged));
    }

    /// Leaves out the notes that have nothing to do with the question, going by their words.
    public static Sifted of(NotePrompt asked) {
        return of(asked, Likeness.UNKNOWN);
    }

    /// Leaves out the notes that have nothing to do with the question, going by their words and then by their meaning, and by who judges, if
    /// anybody can tell.
    public static Sifted of(NotePrompt asked, Likeness likeness) {
        if (likeness.judge() == Judge.NONE || isNumbered(asked)) return of(asked, likeness, false);
        Sifted read = of(asked, likeness, true).by(likeness.judge()).orElseGet(() -> of(asked, likeness, false));
        boolean talk = asked.notes().stream()
                .allMatch(note -> Collections.disjoint(words(asked.question()), words(note)));
        return talk && !(read.judged.isEmpty() || read.doubtOfTheJudged() <= 0) ? all(asked, false) : read;
    }

    /// What somebody who judges would be shown, before anything is judged: see [#quotable].
    public static Sifted toBeRead(NotePrompt asked) {
        return of(asked, Likeness.UNKNOWN, true);
    }

    private static Sifted of(NotePrompt asked, Likeness likeness, boolean judges) {
        List<Set<String>> words = asked.notes().stream().map(Sifted::words).toList();
        Set<String> question = words(asked.question());
        Map<String, Integer> count = count(asked.notes(), words);
        if (isNumbered(asked)) return all(asked, true);
        List<Integer> holders = holders(asked, words);
        List<Integer> near = near(holders, words, question, count, judges ? 0 : NEAR);
        boolean unsaid = near.isEmpty() && judges && likeness.judge() != Judge.NONE
                && ASKS.matcher(asked.question()).matches();
        if (holders.isEmpty() || near.isEmpty() && !unsaid) return all(asked, false);
        List<Double> like = Arrays.stream(likeness.to(asked.question(), asked.notes())).boxed().toList();
        if (unsaid) near = likest(holders, like, ALONE_MAX);
        near = judges ? likest(near, like, JUDGED_MAX) : likest(near, like);
        Set<Integer> stays = new TreeSet<>(near);
        for (int from : near) {
            for (int i = 0; i < words.size(); i++) {
                if (linked(words.get(from), words.get(i), question, count)) stays.add(i);
            }
        }
        if (judges)
            likest(places(words.size()).filter(i -> !stays.contains(i)).boxed().toList(), like, ALONE_MAX)
                    .forEach(stays::add);
        return of(asked, List.copyOf(stays), near, like);
    }

    private static boolean isNumbered(NotePrompt asked) {
        return NUMBERED.matcher(asked.question()).find();
    }

    // What the judge finds much less likely than something else goes, with the notes that nothing else needs. Empty if the judge cannot tell.
    private Optional<Sifted> by(Judge judge) {
        if (near.isEmpty()) return Optional.of(this);
        Map<List<Integer>, Judgement> all = new LinkedHashMap<>();
        Quotation replies = new Quotation(this);
        List<List<Integer>> quotable = quotable().stream().limit(QUOTABLE_MAX).toList();
        List<Optional<Judgement>> judgements = quotable.parallelStream().map(quoted -> judge.of(prompt.question(),
                quoted.stream().map(prompt.notes()::get).collect(Collectors.joining(NotePrompt.BETWEEN)))).toList();
        for (int i = 0; i < quotable.size(); i++) {
            List<Integer> quoted = quotable.get(i);
            judgements.get(i).ifPresent(judgement -> all.put(quoted,
                    replies.fits(quoted) ? judgement : new Doubted(judgement, NOT_OF_THE_KIND)));
        }
        double best = all.values().stream().mapToDouble(Judgement::odds).max().orElse(0);
        all.values().removeIf(judgement -> judgement.odds() < best - UNLIKELY);
        List<Integer> needed = all.keySet().stream().flatMap(List::stream).distinct().sorted().toList();
        if (needed.isEmpty()) return Optional.empty();
        Map<List<Integer>, Judgement> renumbered = new LinkedHashMap<>();
        all.forEach((quoted, judgement) -> renumbered.put(quoted.stream().map(needed::indexOf).toList(), judgement));
        return Optional
                .of(new Sifted(new NotePrompt(needed.stream().map(prompt.notes()::get).toList(), prompt.question()),
                        renumbered.keySet().stream().map(List::getFirst).collect(Collectors.toSet()),
                        needed.stream().map(stays::get).toList(),
                        needed.stream().map(like::get).toList(), renumbered));
    }

    /// A judgement with less confidence.
    private record Doubted(Judgement judgement, double less) implements Judgement {

        @Override
        public double odds() {
            return judgement.odds() - less;
        }

        @Override
        public double answer(int from, int to) {
            return judgement.answer(from, to);
        }
    }

    private static Sifted of(NotePrompt asked, List<Integer> stays, List<Integer> near, List<Double> like) {
        NotePrompt prompt = new NotePrompt(stays.stream().map(asked.notes()::get).toList(), asked.question());
        Set<Integer> places = near.stream().map(stays::indexOf).collect(Collectors.toSet());
        return new Sifted(prompt, places, stays, stays.stream().map(like::get).toList(), Map.of());
    }

    // Those about as like to the question as the likest of them.
    private static List<Integer> likest(List<Integer> notes, List<Double> like) {
        double most = notes.stream().mapToDouble(like::get).max().orElse(0);
        return notes.stream().filter(i -> like.get(i) >= most - LIKE).toList();
    }

    private static List<Integer> likest(List<Integer> notes, List<Double> like, int count) {
        return notes.stream().sorted(Comparator.comparingDouble(i -> -like.get(i))).limit(count).sorted().toList();
    }

    private static Sifted all(NotePrompt asked, boolean near) {
        List<Integer> all = IntStream.range(0, asked.notes().size()).boxed().toList();
        return of(asked, all, near ? all : List.of(), Collections.nCopies(all.size(), 0.0));
    }

    /// The notes that hold most of the names that the question says; none if it says one that no note holds.
    private static List<Integer> holders(NotePrompt asked, List<Set<String>> words) {
        List<Set<String>> names = called(asked.question());
        List<List<Integer>> held = new ArrayList<>(); // by name
        for (Set<String> name : names) {
            held.add(
                    places(words.size()).filter(i -> holds(asked.notes().get(i), words.get(i), name)).boxed().toList());
        }
        if (held.stream().anyMatch(List::isEmpty)) return List.of();
        long[] counts = places(words.size()).mapToLong(i -> held.stream().filter(h -> h.contains(i)).count()).toArray();
        long most = Arrays.stream(counts).max().orElse(0);
        return places(words.size()).filter(i -> counts[i] == most).boxed().toList();
    }

    // "Abel Huxtable" is held by a note that speaks of "Huxtable", not by one of "Abel Kell".
    private static boolean holds(String note, Set<String> words, Set<String> name) {
        return words.containsAll(name) || names(note).stream().anyMatch(name::containsAll);
    }

    private static IntStream places(int notes) {
        return IntStream.range(0, notes);
    }

    private static List<Integer> near(List<Integer> holders, List<Set<String>> notes, Set<String> question,
            Map<String, Integer> count, double share) {
        double[] scores = notes.stream().mapToDouble(note -> question.stream().filter(note::contains)
                .mapToDouble(word -> Math.log(1 + (double) notes.size() / count.get(word))).sum()).toArray();
        double best = holders.stream().mapToDouble(i -> scores[i]).max().orElse(0);
        return holders.stream().filter(i -> best > 0 && scores[i] >= share * best).toList();
    }

    private static boolean linked(Set<String> near, Set<String> note, Set<String> question,
            Map<String, Integer> count) {
        return link(near, note, question, count) >= LINKED;
    }

    private static double link(Set<String> near, Set<String> note, Set<String> question, Map<String, Integer> count) {
        return near.stream().filter(word -> note.contains(word) && !question.contains(word))
                .mapToDouble(word -> 1.0 / (count.get(word) - 1)).sum();
    }

    // "Keeps", "keeper's": no more than their stems; what says nothing is left out.
    static Set<String> words(String text) {
        return WORD.matcher(text).results().map(word -> word.group().toLowerCase(Locale.ROOT))
                .filter(word -> !SMALL.contains(word)).map(word -> ENDING.matcher(word).replaceFirst(""))
                .collect(Collectors.toSet());
    }

    // Each as its words: those that begin with a capital, or are numbers, and follow each other.
    private static List<Set<String>> names(String text) {
        return NAME.matcher(text).results().map(name -> words(name.group())).filter(name -> !name.isEmpty()).toList();
    }

    // The names in a question, but for the first word of a sentence, which has a capital anyway.
    private static List<Set<String>> called(String question) {
        return names(FIRST_WORD.matcher(question).replaceAll(""));
    }

    // The words of names that both lists have, whole or as a part of a longer one: "Huxtable" and "Abel Huxtable".
    private static Set<String> same(List<Set<String>> some, List<Set<String>> others) {
        return some.stream().flatMap(a -> others.stream().filter(b -> a.containsAll(b) || b.containsAll(a))
                .flatMap(b -> a.size() < b.size() ? a.stream() : b.stream())).collect(Collectors.toSet());
    }

    /// What somebody who reads should look at: a near note, or one and another that may continue it, by their places in [#prompt]. Where a reader judges, what
    /// continues a note need not be said by the words that it shares with the question: a few more of those linked to it are shown,
    /// and those that share no word are shown alone.
    public List<List<Integer>> quotable() {
        List<List<Integer>> all = new ArrayList<>();
        for (int i : near.stream().sorted().toList()) {
            all.add(List.of(i));
            joinable(i).forEach(j -> all.add(List.of(i, j)));
        }
        places(prompt.notes().size()).filter(i -> !near.contains(i)).forEach(i -> all.add(List.of(i)));
        return all;
    }

    // Those of [#links] and, up to some number, whatever else is linked to a note by names or by words, what says most of the question first.
    private List<Integer> joinable(int from) {
        View view = view(from);
        Set<Integer> joinable = new LinkedHashSet<>(links(from, view).notes());
        Stream.concat(named(from, view.question, view.count).stream(),
                others(from)
                        .filter(i -> linked(view.words.get(from), view.words.get(i), view.question, view.count))
                        .boxed())
                .distinct()
                .sorted(Comparator.comparingLong((Integer i) -> -shared(view.rest, view.words.get(i)))
                        .thenComparingDouble(i -> -like.get(i)))
                .filter(i -> joinable.size() < JOINABLE_MAX).forEachOrdered(joinable::add);
        return List.copyOf(joinable);
    }

    /// What is to be seen from a note.
    ///
    /// @param words    of each note
    /// @param question its words
    /// @param rest     those that the note does not say
    /// @param count    notes with a word
    private record View(List<Set<String>> words, Set<String> question, Set<String> rest, Map<String, Integer> count) {}

    private View view(int from) {
        List<Set<String>> words = prompt.notes().stream().map(Sifted::words).toList();
        Set<String> question = words(prompt.question()), rest = new HashSet<>(question);
        rest.removeAll(words.get(from));
        return new View(words, question, rest, count(prompt.notes(), words));
    }

    /// The notes that may continue near note `from`, by their places in [#prompt]: those linked to it, by names if any is, or else by
    /// what they begin with, and of these only the ones that say most of what the question says and `from` does not, if any does.
    Links links(int from) {
        return links(from, view(from));
    }

    private Links links(int from, View view) {
        List<Integer> linked = named(from, view.question, view.count);
        if (linked.isEmpty()) {
            boolean alone = like.get(from) >= ABOUT_IT;
            linked = others(from)
                    .filter(i -> linked(view.words.get(from), alone ? subject(i) : view.words.get(i), view.question,
                            view.count))
                    .boxed().toList();
        }
        long most = linked.stream().mapToLong(i -> shared(view.rest, view.words.get(i))).max().orElse(0);
        List<Integer> fitting = linked.stream().filter(i -> shared(view.rest, view.words.get(i)) == most).toList();
        return new Links(likest(fitting, like), most > 0);
    }

    // "Vessay exports apricots." is not continued by "Rhune exports wool.", as "Kell plays the zither." is by "Zithers are made in Arv."
    private Set<String> subject(int note) {
        return WORD.matcher(prompt.notes().get(note)).results().flatMap(word -> words(word.group()).stream())
                .limit(SUBJECT_WORDS).collect(Collectors.toSet());
    }

    // "Sergeant Abel Huxtable" is not continued by what is said of Sergeant Greta Molesby.
    private List<Integer> named(int from, Set<String> question, Map<String, Integer> count) {
        List<Set<String>> here = names(prompt.notes().get(from));
        double[] links = prompt.notes().stream().map(note -> same(here, names(note)))
                .mapToDouble(shared -> link(shared, shared, question, count)).toArray();
        double best = others(from).mapToDouble(i -> links[i]).max().orElse(0);
        return others(from).filter(i -> links[i] > 0 && links[i] >= best / 2).boxed().toList();
    }

    private IntStream others(int from) {
        return IntStream.range(0, prompt.notes().size()).filter(i -> i != from);
    }

    /// What may continue a note.
    ///
    /// @param notes  by their places
    /// @param needed whether the question says something that only they say
    record Links(List<Integer> notes, boolean needed) {}

    private static long shared(Set<String> a, Set<String> b) {
        return a.stream().filter(b::contains).count();
    }

    // Notes with a word. A name may be a part of a word that is none by itself, as "7" in "no.7".
    private static Map<String, Integer> count(List<String> notes, List<Set<String>> words) {
        Map<String, Integer> count = new HashMap<>();
        for (int i = 0; i < notes.size(); i++) {
            Set<String> said = new HashSet<>(words.get(i));
            names(notes.get(i)).forEach(said::addAll);
            said.forEach(word -> count.merge(word, 1, Integer::sum));
        }
        return count;
    }

    /// What is added to the log odds of "I don't know", by how like to the question the likest near note is. The model learned to doubt by words
    /// that were often invented: left to itself it doubts a paraphrase too easily, and what sounds alike too little.
    double doubt() {
        if (!judged.isEmpty()) return doubtOfTheJudged();
        double most = near.stream().mapToDouble(like::get).max().orElse(0);
        return most > 0 ? DOUBT - DOUBT_LESS * most : 0;
    }

    // The model's log odds of answering count, too: whoever speaks adds them.
    private double doubtOfTheJudged() {
        double sure = judged.entrySet().stream()
                .mapToDouble(of -> of.getValue().odds() + (of.getKey().size() > 1 ? JOINED : 0)).max().orElseThrow();
        return (JUDGED_ENOUGH - sure) / MODEL_JUDGED;
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
