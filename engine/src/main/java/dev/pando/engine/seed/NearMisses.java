package dev.pando.engine.seed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// Invents a [NearMiss]: what is said of the right thing and of something else, or of the wrong thing and in the right words.
final class NearMisses {

    private static final int JOINED = 4, BACKWARDS = 1, OF = 10; // so many of so many
    private static final int ANY_ONE_IN = 4; // the others are of relations with written misses
    private static final int TOGETHER_ONE_IN = 4; // the others are one sentence each
    private static final int OTHERS = 2; // of each sort

    private final Relations relations;
    private final World world;
    private final Wording wording;
    private final RandomGenerator random;
    private final Adjuncts adjuncts;

    NearMisses(Relations relations, World world, Wording wording) {
        this.relations = relations;
        this.world = world;
        this.wording = wording;
        this.random = wording.random();
        this.adjuncts = new Adjuncts(world, random);
    }

    NearMiss invent() {
        Relation relation = random.nextInt(ANY_ONE_IN) == 0 ? world.relation() : pick(relations.missed());
        String subject = world.subject(relation);
        Fact fact = world.state(relation, subject).orElseThrow();
        int kind = random.nextInt(OF);
        Optional<NearMiss> made = kind < JOINED
                ? joined(fact)
                : kind < JOINED + BACKWARDS ? backwards(fact) : Optional.empty();
        return made.orElseGet(() -> alone(fact));
    }

    private NearMiss alone(Fact fact) {
        Relation relation = fact.relation();
        String subject = fact.subject();
        List<String> misses = missed(relation, subject);
        others(relation, subject, OTHERS)
                .forEach(other -> misses.add(told(new Fact(other, subject, world.object(other)))));
        world.alike(subject).ifPresent(name -> misses.add(told(new Fact(relation, name, world.object(relation)))));
        neighbours(relation, subject).forEach(near -> {
            String neighbour = world.object(near);
            misses.add(told(new Fact(near, subject, neighbour)) + (random.nextBoolean() ? " " : NotePrompt.BETWEEN)
                    + told(new Fact(relation, neighbour, world.object(relation))));
        });
        if (misses.isEmpty()) misses.add(ofAnother(relation));
        if (random.nextInt(TOGETHER_ONE_IN) > 0)
            return new NearMiss(wording.question(relation, subject), told(fact), fact.object(), misses);
        List<String> pairs = new ArrayList<>();
        for (int i = 1; i < misses.size(); i++) pairs.add(together(misses.get(i - 1), misses.get(i)));
        pairs.add(misses.getLast());
        return new NearMiss(wording.question(relation, subject), together(told(fact), pick(misses)), fact.object(),
                pairs);
    }

    // A note of two sentences, as people write them.
    private String together(String one, String other) {
        return random.nextBoolean() ? one + " " + other : other + " " + one;
    }

    // What leads from this subject to another of its kind, of which the same may be said: "Jago sits beside Edda."
    private List<Relation> neighbours(Relation relation, String subject) {
        String kind = world.kind(subject);
        if (!relation.subjectKind().equals(kind)) return List.of();
        return some(relations.of(kind), r -> r.objectKind().equals(kind) && !r.name().equals(relation.name()), 1);
    }

    private Optional<NearMiss> backwards(Fact fact) {
        Relation relation = fact.relation();
        if (relation.whose().isEmpty()) return Optional.empty();
        List<String> misses = new ArrayList<>();
        some(relations.of(relation.subjectKind()),
                r -> r.objectKind().equals(relation.objectKind()) && !r.name().equals(relation.name()), OTHERS)
                .forEach(other -> misses.add(told(new Fact(other, world.subject(other), fact.object()))));
        misses.add(ofAnother(relation));
        String question = Fact.sentence(Fact.fill(wording.asked(relation.whose()), "", fact.object()));
        return Optional.of(new NearMiss(question, told(fact), fact.subject(), misses));
    }

    private Optional<NearMiss> joined(Fact first) {
        String between = first.object(), kind = world.kind(between);
        if (!world.speaksOf(kind)) return Optional.empty();
        Relation second = world.relationOf(kind);
        Fact last = new Fact(second, between, world.object(second));
        String alone = told(first), begin = alone + NotePrompt.BETWEEN, end = told(last);
        List<String> misses = new ArrayList<>(List.of(alone));
        missed(second, between).forEach(miss -> misses.add(begin + miss));
        others(second, between, OTHERS)
                .forEach(other -> misses.add(begin + told(new Fact(other, between, world.object(other)))));
        some(others(first.relation(), first.subject(), Integer.MAX_VALUE), r -> r.objectKind().equals(kind), 1)
                .forEach(other -> misses
                        .add(told(new Fact(other, first.subject(), between)) + NotePrompt.BETWEEN + end));
        return Optional.of(new NearMiss(wording.joined(first, second), begin + end, last.object(), misses));
    }

    private String ofAnother(Relation relation) {
        return told(new Fact(relation, world.subject(relation), world.object(relation)));
    }

    private List<String> missed(Relation relation, String subject) {
        List<String> all = new ArrayList<>();
        relation.misses().forEach(miss -> all.add(world.filled(Fact.sentence(Fact.fill(miss, subject, "")))));
        return all;
    }

    // Other relations of the same subject, half of the time those whose object is of the same kind.
    private List<Relation> others(Relation relation, String subject, int count) {
        List<Relation> others = some(relations.of(world.kind(subject)), r -> !r.name().equals(relation.name()),
                Integer.MAX_VALUE);
        List<Relation> same = some(others, r -> r.objectKind().equals(relation.objectKind()), Integer.MAX_VALUE);
        return some(same.isEmpty() || random.nextBoolean() ? others : same, _ -> true, count);
    }

    private String told(Fact fact) {
        return fact
                .fill(wording.told(fact.relation(), template -> adjuncts.in(template, fact.relation(), fact.object())));
    }

    private <T> List<T> some(List<T> from, Predicate<T> good, int count) {
        List<T> all = new ArrayList<>(from.stream().filter(good).toList());
        while (all.size() > count) all.remove(random.nextInt(all.size()));
        return all;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
