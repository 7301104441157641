package dev.pando.engine.seed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// Invents a [NearMiss]: what is said of the right thing and of something else, or of the wrong thing and in the right words.
final class NearMisses {

    private static final int TOGETHER_ONE_IN = 4; // the others are one sentence each
    private static final int WRITTEN = 2, OTHERS = 2; // of each sort, so that what somebody wrote down does not crowd out the rest

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
        Relation relation = relation();
        String subject = world.subject(relation);
        Fact fact = world.state(relation, subject).orElseThrow();
        Optional<NearMiss> made = switch (random.nextInt(10)) {
            case 0, 1, 2 -> joined(fact);
            case 3 -> inverted(fact);
            case 4 -> backwards(fact);
            default -> Optional.empty();
        };
        return made.orElseGet(() -> alone(fact));
    }

    private Relation relation() {
        return switch (random.nextInt(4)) {
            case 0 -> world.relation();
            case 1 -> world.strange();
            default -> pick(relations.missed());
        };
    }

    private NearMiss alone(Fact fact) {
        Relation relation = fact.relation();
        String subject = fact.subject();
        List<String> misses = saidInstead(relation, subject);
        world.alike(subject).ifPresent(name -> misses.add(anything(relation, name)));
        neighbours(relation, subject).forEach(near -> {
            String neighbour = world.object(near);
            misses.add(told(new Fact(near, subject, neighbour)) + (random.nextBoolean() ? " " : NotePrompt.BETWEEN)
                    + anything(relation, neighbour));
        });
        if (misses.isEmpty() || random.nextBoolean()) misses.addAll(ofAnother(relation));
        if (random.nextInt(TOGETHER_ONE_IN) > 0)
            return new NearMiss(wording.question(relation, subject), told(fact), fact.object(), misses);
        List<String> pairs = new ArrayList<>();
        for (int i = 1; i < misses.size(); i++) pairs.add(together(misses.get(i - 1), misses.get(i)));
        pairs.add(misses.getLast());
        return new NearMiss(wording.question(relation, subject), together(told(fact), pick(misses)), fact.object(),
                pairs);
    }

    // What can be said of everything, of this subject: in another word, and, where the relation itself is of that sort, the wrong way round.
    private List<String> strange(Relation relation, String subject) {
        List<String> misses = new ArrayList<>();
        if (turns(relation)) misses.add(told(new Fact(relation, world.subject(relation), subject)));
        for (int i = turns(relation) ? OTHERS : 1; i > 0; i--) {
            Relation other = world.strange();
            if (!other.name().equals(relation.name()))
                misses.add(anything(other, subject));
        }
        return misses;
    }

    // Whether subject and object could change places.
    private static boolean turns(Relation relation) {
        return relation.subjectKind().equals(Relation.ANY) && relation.objectKind().equals(Relation.ANY);
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
        if (turns(relation)) {
            misses.add(anything(relation, fact.object()));
            misses.add(told(new Fact(world.strange(), world.subject(relation), fact.object())));
        }
        misses.addAll(ofAnother(relation));
        String question = Fact.sentence(Fact.fill(wording.asked(relation.whose()), "", fact.object()));
        return Optional.of(new NearMiss(question, told(fact), fact.subject(), misses));
    }

    private Optional<NearMiss> joined(Fact first) {
        String between = first.object(), kind = world.kind(between);
        if (!world.speaksOf(kind)) return Optional.empty();
        Relation second = world.relationOf(kind);
        Fact last = new Fact(second, between, world.object(second));
        String alone = told(first), end = told(last);
        List<String> misses = some(others(first.relation(), first.subject(), Integer.MAX_VALUE),
                r -> r.objectKind().equals(kind), 1).stream()
                .map(other -> told(new Fact(other, first.subject(), between)) + NotePrompt.BETWEEN + end).toList();
        return Optional.of(pair(wording.joined(first, second), alone, end, last, misses));
    }

    // "Who treats the heir of the war diary?": from what a note says back to whom it says it of, and on to what else is said of them.
    private Optional<NearMiss> inverted(Fact first) {
        String between = first.subject();
        if (first.relation().inverse().isEmpty()) return Optional.empty();
        Relation second = world.relationOf(world.kind(between));
        if (second.name().equals(first.relation().name())) return Optional.empty();
        Fact last = new Fact(second, between, world.object(second));
        String end = told(last);
        return Optional.of(pair(wording.inverted(first, second), told(first), end, last, List.of(end)));
    }

    // What needs two notes is not answered by the first alone, nor by the first and what else is said of what lies between.
    private NearMiss pair(String question, String first, String second, Fact last, List<String> more) {
        String begin = first + NotePrompt.BETWEEN;
        List<String> misses = new ArrayList<>(more);
        misses.add(first);
        saidInstead(last.relation(), last.subject()).forEach(miss -> misses.add(begin + miss));
        return new NearMiss(question, begin + second, last.object(), misses);
    }

    // What else is said of a subject, which somebody could take for what this relation says of it.
    private List<String> saidInstead(Relation relation, String subject) {
        List<String> misses = missed(relation, subject);
        others(relation, subject, OTHERS)
                .forEach(other -> misses.add(anything(other, subject)));
        misses.addAll(strange(relation, subject));
        return misses;
    }

    // "The hydrofoil takes four hours." for the ferry, by itself and behind what else is said of the hydrofoil.
    private List<String> ofAnother(Relation relation) {
        String another = world.subject(relation), end = anything(relation, another);
        List<String> misses = new ArrayList<>(List.of(end));
        others(relation, another, 1).forEach(other -> misses
                .add(anything(other, another) + NotePrompt.BETWEEN + end));
        return misses;
    }

    private List<String> missed(Relation relation, String subject) {
        List<String> all = new ArrayList<>();
        some(relation.misses(), _ -> true, WRITTEN)
                .forEach(miss -> all.add(world.filled(Fact.sentence(Fact.fill(miss, subject, "")))));
        return all;
    }

    // Other relations of the same subject, half of the time those whose object is of the same kind.
    private List<Relation> others(Relation relation, String subject, int count) {
        List<Relation> others = some(relations.of(world.kind(subject)), r -> !r.name().equals(relation.name()),
                Integer.MAX_VALUE);
        List<Relation> same = some(others, r -> r.objectKind().equals(relation.objectKind()), Integer.MAX_VALUE);
        return some(same.isEmpty() || random.nextBoolean() ? others : same, _ -> true, count);
    }

    // This relation of this subject, whatever its object.
    private String anything(Relation relation, String subject) {
        return told(new Fact(relation, subject, world.object(relation)));
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
