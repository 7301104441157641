package dev.pando.engine.seed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Reads `relations.txt` and `values.txt`: what can be said, and the things that have ordinary names.
final class Relations {

    private final List<Relation> all;
    private final Map<String, List<String>> values;

    private Relations(List<Relation> all, Map<String, List<String>> values) {
        this.all = List.copyOf(all);
        this.values = Map.copyOf(values);
    }

    /// The relations that ship with Pando.
    static Relations bundled() {
        return new Relations(relations(Resources.lines("relations.txt")), values(Resources.lines("values.txt")));
    }

    List<Relation> all() {
        return all;
    }

    /// The relations that can be said of things of this kind.
    List<Relation> of(String subjectKind) {
        return all.stream().filter(r -> r.subjectKind().equals(subjectKind)).toList();
    }

    /// The ordinary names of a kind; empty if its names are invented.
    List<String> values(String kind) {
        return values.getOrDefault(kind, List.of());
    }

    private static List<Relation> relations(List<String> lines) {
        List<Relation> relations = new ArrayList<>();
        List<String> says = new ArrayList<>(), asks = new ArrayList<>();
        List<String> whose = new ArrayList<>(), phrases = new ArrayList<>();
        String[] head = null;
        for (String line : lines) {
            int space = line.indexOf(' ');
            String word = line.substring(0, space), text = line.substring(space + 1).strip();
            switch (word) {
                case "relation" -> {
                    if (head != null)
                        relations.add(new Relation(head[0], head[1], head[2], says, asks, whose, phrases));
                    head = text.split(" ");
                    says.clear();
                    asks.clear();
                    whose.clear();
                    phrases.clear();
                }
                case "say" -> says.add(text);
                case "ask" -> asks.add(text);
                case "whose" -> whose.add(text);
                case "np" -> phrases.add(text);
                default -> throw new IllegalStateException("relations.txt: unknown word in: " + line);
            }
        }
        Objects.requireNonNull(head, "relations.txt is empty");
        relations.add(new Relation(head[0], head[1], head[2], says, asks, whose, phrases));
        return relations;
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
