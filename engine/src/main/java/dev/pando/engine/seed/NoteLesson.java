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
    private final Strewn strewn;
    private final Split split;
    private final List<Fact> facts; // in the order of the notes
    private final List<String> notes;

    NoteLesson(World world, RandomGenerator random, Split split, Strewn strewn) {
        this.world = world;
        this.random = random;
        this.strewn = strewn;
        this.split = split;
        this.facts = new ArrayList<>(world.facts());
        Collections.shuffle(facts, Random.from(random));
        this.notes = facts.stream().map(f -> f.fill(worded(f.relation().says(split)))).toList();
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
        String question = fact.fill(worded(backwards ? fact.relation().whose(split) : fact.relation().asks(split)));
        String answer = backwards ? fact.subject() : fact.object();
        return answered(Kind.ONE_NOTE, question, answer, fact);
    }

    private Optional<SeedExample> twoNotes() {
        List<Fact[]> chains = new ArrayList<>();
        for (Fact first : facts) {
            for (Fact second : facts) {
                if (second.subject().equals(first.object())) chains.add(new Fact[]{first, second});
            }
        }
        if (chains.isEmpty()) return Optional.empty();
        Fact[] chain = pick(chains);
        return Optional.of(answered(Kind.TWO_NOTES, joined(chain[0], chain[1].relation()), chain[1].object(), chain));
    }

    /// Asks for what `second` gives for the object of `first`, which is not named.
    private String joined(Fact first, Relation second) {
        String middle = first.phrase(pick(first.relation().phrases()));
        String ask = worded(second.asks(split)).replace("\"{s}\"", "{s}").replaceAll("\\b(The|the|A|a) \\{s\\}", "{s}");
        return Fact.sentence(Fact.fill(ask, middle, middle));
    }

    // As near to an answer as it can be: the right relation of somebody else, another relation of the right one, a name
    // that half agrees, a chain that breaks.
    private Optional<SeedExample> unanswerable() {
        Fact near = pick(facts);
        Relation relation = near.relation();
        String question = switch (random.nextInt(6)) {
            case 0, 1 -> otherRelation(near);
            case 2 -> Fact.sentence(Fact.fill(worded(relation.asks(split)), world.subject(relation), ""));
            case 3 -> halfTheName(near);
            case 4 -> brokenChain(near);
            default -> relation.whose().isEmpty()
                    ? null
                    : Fact.sentence(Fact.fill(worded(relation.whose(split)), "", world.object(relation)));
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
        return Fact.sentence(Fact.fill(worded(relation.asks(split)), near.subject(), ""));
    }

    private String halfTheName(Fact near) {
        String kind = world.kind(near.subject());
        String[] mine = near.subject().split(" "), other = world.thing(kind).split(" ");
        if (mine.length != 2 || other.length != 2) return null;
        String half = random.nextBoolean() ? mine[0] + " " + other[1] : other[0] + " " + mine[1];
        if (world.holds(near.relation(), half)) return null;
        return Fact.sentence(Fact.fill(worded(near.relation().asks(split)), half, ""));
    }

    private String brokenChain(Fact first) {
        String kind = world.kind(first.object());
        if (!world.speaksOf(kind)) return null;
        Relation second = world.relationOf(kind);
        return world.holds(second, first.object()) ? null : joined(first, second);
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
                fact.phrase(pick(fact.relation().phrases())));
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

    private String worded(List<String> templates) {
        return strewn.in(pick(templates));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
