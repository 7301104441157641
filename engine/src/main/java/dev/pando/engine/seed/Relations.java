package dev.pando.engine.seed;

import java.util.ArrayList;
import dev.pando.engine.seed.Framed.Use;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Reads `relations.txt`, `lexicon.txt` and `values.txt`: what can be said, and the things that have ordinary names.
final class Relations {

    private final List<Relation> all;
    private final Map<String, List<String>> values;

    private final Kinds kinds;
    private final Frames frames;

    private Relations(List<Relation> all, Map<String, List<String>> values, Kinds kinds, Frames frames) {
        this.kinds = kinds;
        this.frames = frames;
        this.all = List.copyOf(all);
        this.values = Map.copyOf(values);
    }

    /// The relations that ship with Pando.
    static Relations bundled() {
        Lexicon lexicon = Lexicon.bundled();
        Frames frames = Frames.bundled();
        return new Relations(relations(Resources.lines("relations.txt"), lexicon, frames),
                values(Resources.lines("values.txt")), lexicon.kinds(), frames);
    }

    List<Relation> all() {
        return all;
    }

    /// The relations that can be said of things of this kind.
    List<Relation> of(String subjectKind) {
        return all.stream().filter(r -> r.subjectKind().equals(subjectKind)).toList();
    }

    /// What things are called.
    Kinds kinds() {
        return kinds;
    }

    /// What words are put into.
    Frames frames() {
        return frames;
    }

    /// The ordinary names of a kind; empty if its names are invented.
    List<String> values(String kind) {
        return values.getOrDefault(kind, List.of());
    }

    // What is written down comes first; each relation then gets the words that the lexicon has for it.
    private static List<Relation> relations(List<String> lines, Lexicon lexicon, Frames frames) {
        Map<String, Map<String, List<String>>> written = new LinkedHashMap<>();
        Map<String, List<String>> of = null;
        for (String line : lines) {
            int space = line.indexOf(' ');
            String word = line.substring(0, space), text = line.substring(space + 1).strip();
            switch (word) {
                case "relation" -> of = written.computeIfAbsent(text, k -> new HashMap<>());
                case "say", "ask", "whose", "np" -> Objects.requireNonNull(of, "relations.txt begins with no relation")
                        .computeIfAbsent(word, k -> new ArrayList<>()).add(text);
                default -> throw new IllegalStateException("relations.txt: unknown word in: " + line);
            }
        }
        lexicon.heads().forEach(head -> written.computeIfAbsent(head, k -> Map.of()));
        return written.entrySet().stream().map(e -> relation(e.getKey(), e.getValue(), lexicon, frames)).toList();
    }

    private static Relation relation(String head, Map<String, List<String>> written, Lexicon lexicon, Frames frames) {
        String[] parts = head.split(" ");
        List<Lexeme> words = lexicon.words(head);
        EnumMap<Use, Phrasings> all = new EnumMap<>(Use.class);
        for (Use use : Use.values()) {
            boolean noun = use == Use.PHRASE || use == Use.INVERSE;
            all.put(use, new Phrasings(written.getOrDefault(use.word(), List.of()), noun ? 0 : Relation.HELD_OUT,
                    new Framed(frames, lexicon.kinds(), words, use, parts[1], parts[2])));
        }
        return new Relation(parts[0], parts[1], parts[2], all.get(Use.SAY), all.get(Use.ASK), all.get(Use.WHOSE),
                all.get(Use.PHRASE), all.get(Use.INVERSE));
    }

    private static Map<String, List<String>> values(List<String> lines) {
        Map<String, List<String>> values = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            values.put(line.substring(0, colon), List.of(line.substring(colon + 1).strip().split(" \\| ")));
        }
        return values;
    }
}
