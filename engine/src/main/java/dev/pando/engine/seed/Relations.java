package dev.pando.engine.seed;

import dev.pando.engine.seed.Framed.Use;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What can be said, and the things that have ordinary names: [Written] with the words of `lexicon.txt`.
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
        return of(Map.of(), Frames.bundled());
    }

    /// The same, told in more words: what is kept from training stays what it is.
    static Relations retold() {
        return of(Written.retold().relations(), Frames.retold());
    }

    // `more` is for training alone
    private static Relations of(Map<String, Map<String, List<String>>> more, Frames frames) {
        Lexicon lexicon = Lexicon.bundled();
        Written written = Written.bundled();
        return new Relations(relations(written, more, lexicon, frames), written.values(), lexicon.kinds(), frames);
    }

    List<Relation> all() {
        return all;
    }

    /// The relations that can be said of things of this kind.
    List<Relation> of(String subjectKind) {
        return all.stream().filter(r -> r.subjectKind().equals(subjectKind)).toList();
    }

    /// The relations that something sounds like and is not: see [Relation#misses].
    List<Relation> missed() {
        return all.stream().filter(r -> !r.misses().isEmpty()).toList();
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
    private static List<Relation> relations(Written written, Map<String, Map<String, List<String>>> more,
            Lexicon lexicon, Frames frames) {
        Map<String, Map<String, List<String>>> all = new LinkedHashMap<>(written.relations());
        lexicon.heads().forEach(head -> all.putIfAbsent(head, Map.of()));
        return all.entrySet().stream()
                .map(e -> relation(e.getKey(), e.getValue(), more.getOrDefault(e.getKey(), Map.of()), lexicon, frames))
                .toList();
    }

    private static Relation relation(String head, Map<String, List<String>> written, Map<String, List<String>> more,
            Lexicon lexicon, Frames frames) {
        String[] parts = head.split(" ");
        List<Lexeme> words = lexicon.words(head);
        EnumMap<Use, Phrasings> all = new EnumMap<>(Use.class);
        for (Use use : Use.values()) {
            boolean noun = use == Use.PHRASE || use == Use.INVERSE;
            List<String> whole = written.getOrDefault(use.word(), List.of());
            int heldOut = noun ? 0 : Math.min(Relation.HELD_OUT, whole.size() / 2);
            all.put(use, new Phrasings(both(more.get(use.word()), whole), heldOut,
                    new Framed(frames, lexicon.kinds(), words, use, parts[1], parts[2])));
        }
        String name = written.getOrDefault(Written.SAME, List.of(parts[0])).getFirst();
        return new Relation(name, parts[1], parts[2], all.get(Use.SAY), all.get(Use.ASK), all.get(Use.WHOSE),
                all.get(Use.PHRASE), all.get(Use.INVERSE),
                both(more.get(Written.MISS), written.getOrDefault(Written.MISS, List.of())));
    }

    private static List<String> both(List<String> first, List<String> last) {
        if (first == null) return last;
        return Stream.concat(first.stream(), last.stream()).toList();
    }
}
