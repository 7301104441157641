package dev.pando.node.collective;

import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.grid.Field;
import dev.pando.engine.grid.Query;
import dev.pando.engine.grid.Term;
import dev.pando.node.collective.Answer.Ranked;
import dev.pando.node.collective.Answer.Source;
import dev.pando.node.collective.Answer.Way;
import dev.pando.node.gate.Trust;
import dev.pando.node.merge.Fold;
import dev.pando.node.notes.Note;
import dev.pando.node.notes.Notes;
import dev.pando.node.notes.StatementReader;
import dev.pando.node.notes.Terms;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// From a question to an answer: the grid finds ways, notes say whose they are and in which words.
///
/// A way without a note behind each of its steps is not told: the grid associates, only notes are evidence.
final class Questions {

    /// Below this confidence the answer is "I don't know": two links of about 0.45 each. Chosen by hand, not tuned.
    static final double CONFIDENCE_MIN = 0.2;
    /// Terms that an answer ranks.
    static final int RANKED_MAX = 10;
    /// Terms that the grid is asked for where the question says where the way should end: it competes with no other end then,
    /// however many things lie behind a bridge.
    static final int AIMED_MAX = 64;
    /// Ways that an answer tells.
    static final int WAYS_MAX = 3;

    private static final double AIMED_SHARE = 0.8; // of the surest way to a target: what is less sure is not told beside it
    private static final double ALIKE_NONE = 0.25, ALIKE_ALL = 0.6; // cosines of a target and a name

    private final Terms terms;
    private final Fold fold;
    private final Notes notes;
    private final Trust trust;
    private final InstantSource clock;

    Questions(Terms terms, Fold fold, Notes notes, Trust trust, InstantSource clock) {
        this.terms = terms;
        this.fold = fold;
        this.notes = notes;
        this.trust = trust;
        this.clock = clock;
    }

    /// Who says that one thing leads to another.
    ///
    /// @param best   the note of whoever is trusted most
    /// @param voices how many known authors all of them together are worth, see [Field]
    private record Backing(Note best, int voices) {}

    private record Found(List<Backing> steps, List<String> names, double confidence) {

        // A way is as well attested as its weakest step.
        int voices() {
            return steps.stream().mapToInt(Backing::voices).min().orElseThrow();
        }
    }

    // The grid tells how clearly a link can be read, which depends on what else is written there; who says so is told by notes alone.
    private static final Comparator<Found> BEST_ATTESTED = Comparator.comparingInt((Found f) -> -f.voices())
            .thenComparingDouble(f -> -f.confidence).thenComparingInt(f -> -f.steps.size());
    // Wherever a way goes on to, it is worth no more than its first step.
    private static final Comparator<Found> BEST_BEGUN = Comparator
            .comparingInt((Found f) -> -f.steps.getFirst().voices).thenComparingInt(f -> -f.steps.size())
            .thenComparing(BEST_ATTESTED);

    Answer answer(String question) {
        Optional<Mentions> mentions = Mentions.in(question, terms);
        if (mentions.isEmpty()) return unknown(question, 0, List.of(), Answer.NOTHING_ABOUT);
        Term subject = mentions.get().subject();
        int most = mentions.get().target().isBlank() ? RANKED_MAX : AIMED_MAX;
        List<Query.Hit> far = follow(subject, most), near = direct(subject, most);
        List<Ranked> ranking = far.stream().limit(RANKED_MAX)
                .map(h -> new Ranked(terms.name(h.term()), h.score(), h.confidence(), terms.name(h.bridge()))).toList();
        List<Found> ways = new ArrayList<>();
        for (Query.Hit hit : far) way(subject, hit, mentions.get()).ifPresent(ways::add);
        for (Query.Hit hit : near) way(subject, hit, mentions.get()).ifPresent(ways::add);
        double confidence = ways.stream().mapToDouble(Found::confidence).max().orElse(0);
        if (confidence < CONFIDENCE_MIN)
            return unknown(question, confidence, ranking, ways.isEmpty() ? "no notes lead there" : "not sure enough");
        return composed(question, chosen(ways, confidence, mentions.get().target().isBlank()), ranking);
    }

    /// Plain notes that name what a question names, those of this node's person first, whichever name they have; of others, only by
    /// authors whom that person knows.
    List<Source> about(String question) {
        return Mentions.names(question, terms).stream().flatMap(name -> notes.naming(name).stream()).distinct()
                .filter(note -> !StatementReader.leads(note.statement().relation()))
                .filter(note -> reputation(note) >= Trust.INVITED).sorted(Comparator.comparing(note -> !note.own()))
                .map(note -> new Source(0, note, author(note), reputation(note))).toList();
    }

    private List<Query.Hit> follow(Term subject, int most) {
        synchronized (terms) {
            synchronized (fold) {
                return Query.usual().follow(fold.grid(), terms.lexicon(), subject, most);
            }
        }
    }

    private List<Query.Hit> direct(Term subject, int most) {
        synchronized (terms) {
            synchronized (fold) {
                return Query.usual().direct(fold.grid(), terms.lexicon(), subject, most);
            }
        }
    }

    // The notes behind each step; a way that lacks one is none, nor is one that ends elsewhere than the question asks.
    private Optional<Found> way(Term subject, Query.Hit hit, Mentions asked) {
        String from = terms.name(subject), bridge = terms.name(hit.bridge()), near = terms.name(hit.near()),
                to = terms.name(hit.term());
        boolean oneStep = hit.bridge().id() == subject.id();
        List<String> names = oneStep
                ? List.of(from, to)
                : near.equals(bridge) ? List.of(from, bridge, to) : List.of(from, bridge, near, to);
        double aimed = aimed(asked.target(), names);
        if (aimed == 0) return Optional.empty();
        Optional<Backing> first = oneStep ? backing(from, to) : backing(from, bridge);
        Optional<Backing> second = oneStep ? Optional.empty() : backing(near, to);
        if (first.isEmpty() || !oneStep && second.isEmpty()) return Optional.empty();
        List<Backing> steps = oneStep ? List.of(first.get()) : List.of(first.get(), second.get());
        return Optional.of(new Found(steps, names, hit.confidence() * asked.sure() * aimed));
    }

    private Optional<Backing> backing(String subject, String object) {
        List<Note> said = notes.between(subject, object).stream().filter(n -> reputation(n) > 0).toList();
        Map<Optional<AuthorKey>, Double> weights = new HashMap<>();
        for (Note note : said) weights.put(note.author(), reputation(note));
        double known = 0, strangers = 0;
        for (double weight : weights.values()) {
            if (weight >= Trust.INVITED) known += weight;
            else
                strangers += weight;
        }
        // Strangers together are worth one who is known: keys cost nothing.
        int voices = (int) Math.floor((known + Math.min(strangers, Trust.INVITED)) / Trust.INVITED);
        return said.stream().max(Comparator.comparingDouble(this::reputation).thenComparingDouble(Note::confidence))
                .map(best -> new Backing(best, voices));
    }

    // How far a way ends where the question wants to go: 1 for an open question.
    private double aimed(String target, List<String> names) {
        if (target.isBlank()) return 1;
        String end = names.getLast();
        if (end.equals(target)) return 1;
        // A name that notes know: the question means that, and nothing that is like it.
        if (terms.find(target).isPresent()) return 0;
        double alike = terms.alike(target, end);
        return Math.clamp((alike - ALIKE_NONE) / (ALIKE_ALL - ALIKE_NONE), 0, 1);
    }

    double reputation(Note note) {
        return note.author().map(author -> trust.standing(author).reputation(clock.millis())).orElse(1.0);
    }

    // An open question gets ways to several ends, and a first step once; one with a target the best of those that reach it.
    private static List<Found> chosen(List<Found> ways, double surest, boolean open) {
        double least = open ? CONFIDENCE_MIN : Math.max(CONFIDENCE_MIN, AIMED_SHARE * surest);
        List<Found> chosen = new ArrayList<>();
        ways.stream().filter(w -> w.confidence >= least).sorted(open ? BEST_BEGUN : BEST_ATTESTED).forEach(way -> {
            boolean told = open && way.steps.size() == 1
                    && chosen.stream().anyMatch(c -> c.names.get(1).equals(way.names.get(1)));
            if (!told && chosen.size() < WAYS_MAX) chosen.add(way);
        });
        return chosen;
    }

    private Answer composed(String question, List<Found> chosen, List<Ranked> ranking) {
        Map<Long, Source> sources = new LinkedHashMap<>();
        List<Way> ways = new ArrayList<>();
        for (Found found : chosen) {
            List<Integer> cites = new ArrayList<>();
            for (Backing step : found.steps) {
                Note note = step.best;
                cites.add(sources.computeIfAbsent(note.id(),
                        id -> new Source(sources.size() + 1, note, author(note), reputation(note))).number());
            }
            ways.add(new Way(found.names, cites, found.confidence));
        }
        String text = sources.values().stream().map(s -> sentence(s.note()) + " [" + s.number() + "]")
                .collect(Collectors.joining(" "));
        return new Answer(question, true, text, chosen.getFirst().confidence, "notes", "",
                List.copyOf(sources.values()), ways, ranking);
    }

    private static String sentence(Note note) {
        String sentence = note.statement().sentence();
        return sentence.matches(".*[.!?]$") ? sentence : sentence + ".";
    }

    static String author(Note note) {
        return note.author().map(AuthorKey::toString).orElse("you");
    }

    private static Answer unknown(String question, double confidence, List<Ranked> ranking, String why) {
        return new Answer(question, false, Answer.UNKNOWN, confidence, "notes", why, List.of(), List.of(), ranking);
    }
}
