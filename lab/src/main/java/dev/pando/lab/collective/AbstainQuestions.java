package dev.pando.lab.collective;

import dev.pando.lab.emergence.Vectors;
import dev.pando.node.notes.Fact;
import dev.pando.node.notes.FactsFile;
import dev.pando.node.notes.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// As many questions that a file's notes answer as questions that they do not.
///
/// What is answered needs two notes, or one where the file has no such question. What is not answered comes in three kinds,
/// taking turns: two names of the file that no way of one or two steps joins, a subject that nobody wrote about, an object
/// that nobody wrote about.
final class AbstainQuestions {

    /// How questions are asked in the demonstration, by which reading questions was written.
    static final List<String> USUAL = List.of("How does %s lead to %s?", "Does %s cause %s?", "How does %s affect %s?",
            "What has %s to do with %s?", "How is %s linked to %s?", "Can %s bring %s?");
    /// Other ways to ask; where these failed was looked at, and what was mended is told in the results.
    static final List<String> LOOKED_AT = List.of("Would you say that %s is a reason for %s?",
            "Why would %s end in %s?", "Please explain the connection between %s and %s.",
            "Is there a way from %s to %s?", "I wonder whether %s has consequences for %s.",
            "Could %s be behind %s?", "Do you know if %s plays any part in %s?",
            "Suppose we had %s: should we expect %s?", "Have you heard of %s making for %s?",
            "Someone told me that %s brings about %s; is that so?", "In which way does %s matter for %s?",
            "Between %s and %s, what is there?");
    /// Other ways to ask, written before the first run with them; nothing followed from it.
    static final List<String> OTHER = List.of("Is %s to blame for %s?", "Given %s, would %s come as a surprise?",
            "Tell me how %s turns into %s.", "What role has %s in %s?",
            "Could there be a thread that runs from %s to %s?", "Must those who see %s reckon with %s?");

    private static final int TRIES = 1_000;

    private final List<String> forms;
    private final SplittableRandom random;
    private final List<Pair> answerable;
    private final List<String> names;
    private final Set<String> keys = new HashSet<>();
    private final List<String> strangers;
    private final Map<String, Set<String>> leadsTo = new HashMap<>(); // by key: keys of objects, one step

    private record Pair(String subject, String object) {}

    /// @param text   as it is asked
    /// @param object what the answer must lead to; empty if there is none
    record Asked(String text, String object) {

        boolean isAnswerable() {
            return !object.isEmpty();
        }
    }

    AbstainQuestions(FactsFile file, List<String> forms, long seed) {
        this.forms = forms;
        this.random = new SplittableRandom(seed);
        List<Pair> far = file.questions().stream().map(q -> new Pair(q.subject(), q.object())).toList();
        answerable = far.isEmpty()
                ? file.facts().stream().map(f -> new Pair(f.subject(), f.object())).toList()
                : far;
        names = List.copyOf(file.terms());
        names.forEach(name -> keys.add(Names.key(name)));
        strangers = Vectors.crowd().stream().filter(n -> !keys.contains(Names.key(n))).toList();
        for (Fact f : file.facts())
            leadsTo.computeIfAbsent(Names.key(f.subject()), s -> new HashSet<>()).add(Names.key(f.object()));
    }

    /// So many of each kind, answered and not answered in turn.
    List<Asked> all(int each) {
        List<Asked> all = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            Pair pair = answerable.get(i % answerable.size());
            String form = forms.get((i / answerable.size() + i) % forms.size());
            all.add(new Asked(String.format(form, pair.subject, pair.object), pair.object));
            Pair none = unanswerable(i);
            all.add(new Asked(String.format(forms.get(i % forms.size()), none.subject, none.object), ""));
        }
        return all;
    }

    private Pair unanswerable(int i) {
        if (i % 3 == 0) {
            for (int tries = 0; tries < TRIES; tries++) {
                Pair pair = new Pair(any(names), any(names));
                if (!joined(Names.key(pair.subject), Names.key(pair.object))) return pair;
            }
        }
        return i % 3 == 2 ? new Pair(any(names), any(strangers)) : new Pair(any(strangers), any(names));
    }

    private String any(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private boolean joined(String subject, String object) {
        Set<String> near = leadsTo.getOrDefault(subject, Set.of());
        return subject.equals(object) || near.contains(object)
                || near.stream().anyMatch(b -> leadsTo.getOrDefault(b, Set.of()).contains(object));
    }
}
