package dev.pando.engine.seed;

import dev.pando.engine.seed.SeedExample.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Notes of one invented world, and every kind of question about them. The answers are known because the world is.
///
/// A question that this world does not allow, such as joining two notes where none continues another, is empty.
final class NoteLesson {

    private static final List<String> YES_NO = List.of("Is %s %s?", "Is it true that %s is %s?",
            "Can one say that %s is %s?",
            "Is %s really %s?", "Would you say that %s is %s?");
    private static final List<String> ABOUT = List.of("What do the notes say about %s?", "What do you know about %s?",
            "Tell me about %s.", "List everything about %s.", "What is known about %s?",
            "List what is known about %s.");
    private static final List<String> RESTATE = List.of("What does note %d say?", "Repeat note %d.", "Read me note %d.",
            "Say note %d again.", "What stands in note %d?", "Restate note %d.");
    private static final int HELD_OUT = 1; // phrasings of each of these lists

    private final World world;
    private final RandomGenerator random;
    private final Wording wording;
    private final Split split;
    private final List<Fact> facts; // in the order of the notes
    private final List<String> notes;

    NoteLesson(World world, Wording wording) {
        this.world = world;
        this.wording = wording;
        this.random = wording.random();
        this.split = wording.split();
        this.facts = new ArrayList<>(world.facts());
        Collections.shuffle(facts, Random.from(random));
        this.notes = facts.stream().map(f -> f.fill(wording.told(f.relation()))).toList();
    }

    Optional<SeedExample> ask(Kind kind) {
        return switch (kind) {
            case ONE_NOTE -> Optional.of(oneNote());
            case TWO_NOTES -> twoNotes();
            case UNANSWERABLE -> unanswerable();
            case COMPARE -> compare();
            case YES_NO -> Optional.of(yesNo());
            case LIST -> Optional.of(list());
            case RESTATE -> Optional.of(restate());
            case WHEREABOUTS, SMALL_TALK -> Optional.empty();
        };
    }

    private SeedExample oneNote() {
        Fact fact = pick(facts);
        boolean backwards = !fact.relation().whose().isEmpty() && random.nextInt(4) == 0;
        String question = fact.fill(wording.asked(backwards ? fact.relation().whose() : fact.relation().asks()));
        String answer = backwards ? fact.subject() : fact.object();
        return answered(Kind.ONE_NOTE, question, answer, fact);
    }

    // From somebody to what is said of what belongs to them, or from what belongs to them to what else is said of them.
    private Optional<SeedExample> twoNotes() {
        List<Fact[]> chains = new ArrayList<>();
        for (Fact first : facts) {
            for (Fact second : facts) {
                if (second.subject().equals(first.object()) || isInverse(first, second)) {
                    chains.add(new Fact[]{first, second});
                }
            }
        }
        if (chains.isEmpty()) return Optional.empty();
        Fact[] chain = pick(chains);
        String question = isInverse(chain[0], chain[1])
                ? wording.inverted(chain[0], chain[1].relation())
                : wording.joined(chain[0], chain[1].relation());
        return Optional.of(answered(Kind.TWO_NOTES, question, chain[1].object(), chain));
    }

    private static boolean isInverse(Fact first, Fact second) {
        return first != second && first.subject().equals(second.subject()) && !first.relation().inverse().isEmpty();
    }

    // As near to an answer as it can be: the right relation of somebody else, another relation of the right one, a name
    // that half agrees, a chain that breaks.
    private Optional<SeedExample> unanswerable() {
        Fact near = pick(facts);
        Relation relation = near.relation();
        String question = switch (random.nextInt(6)) {
            case 0, 1 -> otherRelation(near);
            case 2 -> question(relation, world.subject(relation));
            case 3 -> halfTheName(near);
            case 4 -> brokenChain(near);
            default -> nobody(relation);
        };
        if (question == null) return Optional.empty();
        return Optional.of(SeedExample.of(Kind.UNANSWERABLE, notes, question, Optional.empty(), List.of()));
    }

    // A relation that another note states, if one fits, else any.
    private String otherRelation(Fact near) {
        String kind = world.kind(near.subject());
        List<Relation> stated = facts.stream().map(Fact::relation)
                .filter(r -> r.saysOf(kind) && !world.holds(r, near.subject())).toList();
        Relation relation = stated.isEmpty() || random.nextInt(3) == 0 ? world.relationOf(kind) : pick(stated);
        if (world.holds(relation, near.subject())) return null;
        return question(relation, near.subject());
    }

    private String halfTheName(Fact near) {
        return world.alike(near.subject()).map(name -> question(near.relation(), name)).orElse(null);
    }

    private String brokenChain(Fact first) {
        boolean inverse = random.nextInt(3) == 0 && !first.relation().inverse().isEmpty();
        String from = inverse ? first.subject() : first.object(), kind = world.kind(from);
        if (!world.speaksOf(kind)) return null;
        Relation second = world.relationOf(kind);
        if (world.holds(second, from)) return null;
        return inverse ? wording.inverted(first, second) : wording.joined(first, second);
    }

    private String question(Relation relation, String subject) {
        return world.holds(relation, subject) ? null : wording.question(relation, subject);
    }

    private String nobody(Relation relation) {
        if (relation.whose().isEmpty()) return null;
        String object = world.object(relation);
        boolean stated = facts.stream().anyMatch(f -> f.object().equals(object) || f.subject().equals(object));
        return stated ? null : Fact.sentence(Fact.fill(wording.asked(relation.whose()), "", object));
    }

    private Optional<SeedExample> compare() {
        List<Comparison> possible = new ArrayList<>();
        for (Fact a : facts) {
            for (Fact b : facts) {
                if (a != b && a.relation().name().equals(b.relation().name())) possible.addAll(Comparison.of(a, b));
            }
        }
        if (possible.isEmpty()) return Optional.empty();
        Comparison chosen = pick(possible);
        Fact a = chosen.first(), b = chosen.second(), answer = chosen.answer();
        return Optional.of(answered(Kind.COMPARE, chosen.question(), answer.subject(), a, b));
    }

    private SeedExample yesNo() {
        Fact fact = pick(facts);
        String claimed = random.nextBoolean() ? fact.object() : world.object(fact.relation());
        String answer = claimed.equals(fact.object()) ? "Yes" : "No";
        String question = String.format(pick(part(YES_NO)), claimed,
                fact.phrase(fact.relation().phrases().pick(split, random)));
        return answered(Kind.YES_NO, question, answer, fact);
    }

    private SeedExample list() {
        String thing = pick(facts).subject();
        Fact[] about = facts.stream().filter(f -> f.subject().equals(thing) || f.object().equals(thing))
                .toArray(Fact[]::new);
        String said = Arrays.stream(about).map(f -> notes.get(facts.indexOf(f))).collect(Collectors.joining(" "));
        return answered(Kind.LIST, String.format(pick(part(ABOUT)), thing), said, about);
    }

    private SeedExample restate() {
        int note = random.nextInt(notes.size());
        return answered(Kind.RESTATE, String.format(pick(part(RESTATE)), note + 1), notes.get(note), facts.get(note));
    }

    private SeedExample answered(Kind kind, String question, String answer, Fact... cited) {
        List<Integer> cites = Arrays.stream(cited).map(fact -> facts.indexOf(fact) + 1).toList();
        return SeedExample.of(kind, notes, question, Optional.of(answer), cites);
    }

    private List<String> part(List<String> all) {
        int cut = all.size() - HELD_OUT;
        return split == Split.TRAIN ? all.subList(0, cut) : all.subList(cut, all.size());
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
