package dev.pando.engine.seed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// A handful of invented things and the facts that hold between them; each example gets a world of its own.
final class World {

    private static final int FIRST_YEAR = 1502, LAST_YEAR = 2020;

    private final Relations relations;
    private final RandomGenerator random;
    private final Names names;
    private final Map<String, List<String>> known = new HashMap<>(); // kind → things of this world
    private final List<Fact> facts = new ArrayList<>();

    World(Relations relations, RandomGenerator random, Split split) {
        this.relations = relations;
        this.random = random;
        this.names = new Names(random, split);
    }

    List<Fact> facts() {
        return facts;
    }

    /// A new thing of this kind.
    String thing(String kind) {
        String name = value(kind);
        known.computeIfAbsent(kind, k -> new ArrayList<>()).add(name);
        return name;
    }

    /// States a new fact about `subject`, with an object that no other fact of this relation has.
    Fact state(Relation relation, String subject) {
        String object;
        do {
            object = thing(relation.objectKind());
        } while (object.equals(subject) || taken(relation, object));
        Fact fact = new Fact(relation, subject, object);
        facts.add(fact);
        return fact;
    }

    private boolean taken(Relation relation, String object) {
        return facts.stream()
                .anyMatch(f -> f.object().equals(object) && f.relation().objectKind().equals(relation.objectKind()));
    }

    private String value(String kind) {
        List<String> ordinary = relations.values(kind);
        if (!ordinary.isEmpty()) return names.pick(ordinary);
        return switch (kind) {
            case "year" -> Integer.toString(random.nextInt(FIRST_YEAR, LAST_YEAR));
            case "count" -> random.nextInt(2, 999) + ",%03d".formatted(random.nextInt(1000));
            case "years" -> random.nextInt(2, 120) + " years";
            case "kilometres" -> random.nextInt(12, 2900) + " kilometres";
            case "metres" -> random.nextInt(400, 8800) + " metres";
            default -> names.invent(kind);
        };
    }

    /// Facts that mislead: about other things of the same kind, or other facts about the same thing.
    void distract(Fact target, int count) {
        for (int i = 0; i < count; i++) {
            if (random.nextInt(3) == 0) anotherFactAbout(target.subject(), target.relation().subjectKind());
            else {
                Relation relation = random.nextBoolean() ? target.relation() : names.pick(relations.all());
                state(relation, thing(relation.subjectKind()));
            }
        }
    }

    private void anotherFactAbout(String subject, String kind) {
        List<Relation> free = relations.of(kind).stream().filter(r -> !holds(r, subject)).toList();
        if (!free.isEmpty()) state(names.pick(free), subject);
    }

    boolean holds(Relation relation, String subject) {
        return facts.stream().anyMatch(f -> f.relation().equals(relation) && f.subject().equals(subject));
    }
}
