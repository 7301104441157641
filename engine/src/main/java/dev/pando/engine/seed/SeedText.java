package dev.pando.engine.seed;

import dev.pando.engine.seed.SeedExample.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// The door: example number `index` of a seed and a split, always the same one.
///
/// Each example invents a world, states a few facts of it in shuffled notes, and asks. What is asked can be answered from
/// the cited notes alone, or from none of the notes; the generator knows, because it made the world.
public final class SeedText {

    private static final int DISTRACTORS_MAX = 6;
    private static final String[] ROOMS = {"kitchen", "garden", "cellar", "library", "hall", "attic", "barn", "office",
            "yard",
            "workshop", "stable", "pantry"};
    private static final String[] MOVES = {"%s went to the %s.", "%s walked to the %s.", "%s is in the %s now.",
            "%s moved to the %s.", "%s ran to the %s.", "%s went back to the %s."};

    private final Relations relations = Relations.bundled();
    private final List<SmallTalk.Turn> talk = SmallTalk.bundled();
    private final long seed;
    private final Split split;

    /// @param seed  another seed, another world
    /// @param split which names and phrasings are used
    public SeedText(long seed, Split split) {
        this.seed = seed;
        this.split = split;
    }

    /// Example `index`; examples do not depend on each other.
    public SeedExample example(long index) {
        RandomGenerator random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + index);
        return example(kind(random.nextInt(100)), random);
    }

    /// Example `index` of one kind.
    public SeedExample example(Kind kind, long index) {
        return example(kind, new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 31 * index + kind.ordinal()));
    }

    private static Kind kind(int percent) {
        if (percent < 28) return Kind.ONE_NOTE;
        if (percent < 50) return Kind.TWO_NOTES;
        if (percent < 72) return Kind.UNANSWERABLE;
        if (percent < 78) return Kind.COMPARE;
        if (percent < 84) return Kind.YES_NO;
        if (percent < 89) return Kind.LIST;
        if (percent < 95) return Kind.WHEREABOUTS;
        return Kind.SMALL_TALK;
    }

    private SeedExample example(Kind kind, RandomGenerator random) {
        World world = new World(relations, random, split);
        return switch (kind) {
            case ONE_NOTE -> oneNote(world, random);
            case TWO_NOTES -> twoNotes(world, random);
            case UNANSWERABLE -> unanswerable(world, random);
            case COMPARE -> compare(world, random);
            case YES_NO -> yesNo(world, random);
            case LIST -> list(world, random);
            case WHEREABOUTS -> whereabouts(random);
            case SMALL_TALK -> smallTalk(random);
        };
    }

    private SeedExample oneNote(World world, RandomGenerator random) {
        Fact fact = anyFact(world, random);
        world.distract(fact, random.nextInt(DISTRACTORS_MAX));
        String question = fact.fill(pick(fact.relation().asks(split), random));
        return ask(Kind.ONE_NOTE, world, random, question, Optional.of(fact.object()), List.of(fact));
    }

    private SeedExample twoNotes(World world, RandomGenerator random) {
        Fact first, second;
        do {
            first = anyFact(world, random);
        } while (relations.of(first.relation().objectKind()).isEmpty());
        Relation next = pick(relations.of(first.relation().objectKind()), random);
        second = world.state(next, first.object());
        world.distract(random.nextBoolean() ? first : second, random.nextInt(DISTRACTORS_MAX - 1));
        String middle = first.phrase(pick(first.relation().phrases(), random));
        String question = Fact.sentence(pick(next.asks(split), random).replace("\"{s}\"", middle)
                .replace("The {s}", middle).replace("the {s}", middle).replace("A {s}", middle).replace("a {s}", middle)
                .replace("{s}", middle));
        return ask(Kind.TWO_NOTES, world, random, question, Optional.of(second.object()), List.of(first, second));
    }

    // The question is about a fact that the world holds but the notes leave out; what stays is as close as it can be.
    private SeedExample unanswerable(World world, RandomGenerator random) {
        Fact hidden = anyFact(world, random);
        world.distract(hidden, random.nextInt(1, DISTRACTORS_MAX + 1));
        world.facts().remove(hidden);
        String question = hidden.fill(pick(hidden.relation().asks(split), random));
        return ask(Kind.UNANSWERABLE, world, random, question, Optional.empty(), List.of());
    }

    private SeedExample compare(World world, RandomGenerator random) {
        String[][] comparable = {{"population", "Which has more inhabitants, %s or %s?", "more"},
                {"population", "Which is the smaller town, %s or %s?", "less"},
                {"born-year", "Who is older, %s or %s?", "less"},
                {"born-year", "Who was born later, %s or %s?", "more"},
                {"height", "Which is higher, %s or %s?", "more"},
                {"length", "Which river is longer, the %s or the %s?", "more"},
                {"town-founded", "Which town is older, %s or %s?", "less"},
                {"published", "Which book came out first, \"%s\" or \"%s\"?", "less"}};
        String[] chosen = comparable[random.nextInt(comparable.length)];
        Relation relation = relations.all().stream().filter(r -> r.name().equals(chosen[0])).findFirst().orElseThrow();
        Fact a = world.state(relation, world.thing(relation.subjectKind()));
        Fact b = world.state(relation, world.thing(relation.subjectKind()));
        world.distract(a, random.nextInt(DISTRACTORS_MAX - 2));
        boolean aIsLarger = number(a.object()) > number(b.object());
        Fact answer = aIsLarger == chosen[2].equals("more") ? a : b;
        String question = String.format(chosen[1], a.subject(), b.subject());
        return ask(Kind.COMPARE, world, random, question, Optional.of(answer.subject()), List.of(a, b));
    }

    private static long number(String text) {
        return Long.parseLong(text.replaceAll("[^0-9]", ""));
    }

    private SeedExample yesNo(World world, RandomGenerator random) {
        Fact fact = anyFact(world, random);
        world.distract(fact, random.nextInt(DISTRACTORS_MAX));
        boolean yes = random.nextBoolean();
        String claimed = yes ? fact.object() : world.thing(fact.relation().objectKind());
        if (claimed.equals(fact.object())) yes = true;
        String claim = fact.phrase(pick(fact.relation().phrases(), random));
        String question = "Is " + claimed + " " + claim + "?";
        return ask(Kind.YES_NO, world, random, question, Optional.of(yes ? "Yes" : "No"), List.of(fact));
    }

    private SeedExample list(World world, RandomGenerator random) {
        Fact fact = anyFact(world, random);
        List<Fact> about = new ArrayList<>(List.of(fact));
        for (Relation other : relations.of(fact.relation().subjectKind())) {
            if (about.size() < 3 && !world.holds(other, fact.subject()) && random.nextInt(3) == 0) {
                about.add(world.state(other, fact.subject()));
            }
        }
        for (int i = random.nextInt(DISTRACTORS_MAX); i > 0; i--) anyFact(world, random);
        String[] questions = {"What do the notes say about %s?", "What do you know about %s?", "Tell me about %s.",
                "List what is known about %s."};
        int held = questions.length - 1;
        String question = String.format(split == Split.TRAIN ? questions[random.nextInt(held)] : questions[held],
                fact.subject());
        return ask(Kind.LIST, world, random, question, null, about);
    }

    private SeedExample whereabouts(RandomGenerator random) {
        Names names = new Names(random, split);
        List<String> people = List.of(names.invent("person"), names.invent("person"), names.invent("person"));
        List<String> notes = new ArrayList<>();
        String[] last = new String[people.size()];
        int[] note = new int[people.size()];
        int moves = random.nextInt(2, 8);
        for (int i = 0; i < moves; i++) {
            int who = i == 0 ? 0 : random.nextInt(people.size());
            last[who] = ROOMS[random.nextInt(ROOMS.length)];
            note[who] = i + 1;
            notes.add(String.format(MOVES[random.nextInt(MOVES.length)], people.get(who), last[who]));
        }
        int asked = random.nextInt(people.size());
        boolean known = last[asked] != null;
        return new SeedExample(Kind.WHEREABOUTS, notes, "Where is " + people.get(asked) + "?",
                known ? Optional.of("the " + last[asked]) : Optional.empty(), known ? List.of(note[asked]) : List.of());
    }

    private SeedExample smallTalk(RandomGenerator random) {
        SmallTalk.Turn turn = pick(talk, random);
        return new SeedExample(Kind.SMALL_TALK, List.of(), pick(turn.asks(split), random),
                Optional.of(pick(turn.replies(), random)), List.of());
    }

    private Fact anyFact(World world, RandomGenerator random) {
        Relation relation = pick(relations.all(), random);
        return world.state(relation, world.thing(relation.subjectKind()));
    }

    /// Shuffles the world's facts into notes. A null answer lists the cited notes themselves, in their order.
    private SeedExample ask(Kind kind, World world, RandomGenerator random, String question, Optional<String> answer,
            List<Fact> cited) {
        List<Fact> facts = new ArrayList<>(world.facts());
        Collections.shuffle(facts, Random.from(random));
        List<String> notes = facts.stream().map(f -> f.fill(pick(f.relation().says(split), random))).toList();
        List<Integer> cites = IntStream.range(0, facts.size()).filter(i -> cited.contains(facts.get(i)))
                .mapToObj(i -> i + 1).toList();
        if (answer == null) {
            answer = Optional.of(String.join(" ", cites.stream().map(c -> notes.get(c - 1)).toList()));
        }
        return new SeedExample(kind, notes, question, answer, cites);
    }

    private static <T> T pick(List<T> from, RandomGenerator random) {
        return from.get(random.nextInt(from.size()));
    }
}
