package dev.pando.engine.seed;

import dev.pando.engine.seed.SeedExample.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// The door: lesson number `index` of a seed and a split, always the same one.
///
/// Each lesson invents a world, states a few facts of it in shuffled notes, and asks. What is asked can be answered from
/// the cited notes alone, or from none of the notes; the generator knows, because it made the world.
public final class SeedText {

    private static final int TRIES = 20; // to find a question of a kind that a world allows
    private static final int INVERSE_ONE_IN = 3; // joins that go from an object to what else is said of its subject
    private static final double DRESSED = 0.3; // share of sentences
    private static final int TURNS = 3; // of small talk, at most
    private static final List<String> COMPARED = List.of("population", "born-year", "height", "length", "town-founded",
            "published");

    private final Relations relations;
    private final Words words;
    private final Generic generic;
    private final List<SmallTalk.Turn> talk = SmallTalk.bundled();
    private final List<SeedExample> notebooks;
    private final long seed;
    private final Split split;

    /// @param seed  another seed, another world
    /// @param split which names and phrasings are used
    public SeedText(long seed, Split split) {
        this(seed, split, Relations.bundled(), Words.bundled());
    }

    private SeedText(long seed, Split split, Relations relations, Words words) {
        this.seed = seed;
        this.words = words;
        this.split = split;
        this.relations = relations;
        this.generic = new Generic(words, relations);
        this.notebooks = Notebooks.bundled(split);
    }

    /// The same worlds in more words, for somebody who learns to read and need not speak; for training alone.
    public static SeedText retold(long seed) {
        return new SeedText(seed, Split.TRAIN, Relations.retold(), Words.retold());
    }

    /// Lesson `index`: a question about notes, or a few turns of talk. Lessons do not depend on each other.
    public List<SeedExample> lesson(long index, Stage stage) {
        RandomGenerator random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + index);
        Kind kind = stage.draw(random);
        return switch (kind) {
            case WHEREABOUTS -> List.of(errand(random));
            case SMALL_TALK -> smallTalk(random, random.nextInt(1, TURNS + 1));
            default -> List.of(question(kind, stage, random));
        };
    }

    /// Question `index` of one kind, alone with its notes, as hard as the last stage has it.
    public SeedExample example(Kind kind, long index) {
        RandomGenerator random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 31 * index + kind.ordinal());
        return switch (kind) {
            case WHEREABOUTS -> errand(random);
            case SMALL_TALK -> smallTalk(random, 1).getFirst();
            default -> question(kind, Stage.plain(), random);
        };
    }

    /// Number `index` of the questions with what sounds like an answer and is none.
    public NearMiss nearMiss(long index) {
        RandomGenerator random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 31 * index + Kind.values().length);
        World world = new World(relations, generic, words, random, split);
        return new NearMisses(relations, world, wording(0, random)).invent();
    }

    /// A question that somebody wrote by hand: number `index` of an order without end, in which each comes again and again.
    public SeedExample notebook(long index) {
        RandomGenerator random = new SplittableRandom(
                seed * 0x9E3779B97F4A7C15L + 31 * index + Kind.values().length + 1);
        return pick(notebooks, random);
    }

    private SeedExample question(Kind kind, Stage stage, RandomGenerator random) {
        while (true) {
            NoteLesson lesson = lesson(kind, random.nextInt(1, stage.notesMax() + 1), stage.strewn(), random);
            for (int i = 0; i < TRIES; i++) {
                Optional<SeedExample> question = lesson.ask(kind);
                if (question.isPresent()) {
                    return random.nextDouble() < stage.sifted() ? question.get().sifted() : question.get();
                }
            }
        }
    }

    private NoteLesson lesson(Kind kind, int notes, double strewn, RandomGenerator random) {
        World world = new World(relations, generic, words, random, split);
        Relation relation = kind == Kind.COMPARE ? compared(random) : world.relation();
        Fact first = world.state(relation, world.subject(relation)).orElseThrow();
        if (kind == Kind.COMPARE) world.state(relation, world.subject(relation));
        if (kind == Kind.TWO_NOTES) {
            boolean inverse = random.nextInt(INVERSE_ONE_IN) == 0 && !first.relation().inverse().isEmpty();
            world.stateOf(inverse ? first.subject() : first.object());
        }
        world.populate(notes);
        return new NoteLesson(world, wording(strewn, random));
    }

    private Wording wording(double strewn, RandomGenerator random) {
        return new Wording(random, split,
                new Strewn(words, relations.frames(), random, split == Split.TRAIN ? strewn : 0),
                new Dress(relations.frames(), random, split, DRESSED));
    }

    private Relation compared(RandomGenerator random) {
        String name = pick(COMPARED, random);
        return relations.all().stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
    }

    private SeedExample errand(RandomGenerator random) {
        return new Errands(new Names(random, split, words), random).story();
    }

    // One question in four asks for a fact, which nobody can know without notes.
    private List<SeedExample> smallTalk(RandomGenerator random, int questions) {
        List<SeedExample> all = new ArrayList<>();
        for (int i = 0; i < questions; i++) {
            if (random.nextInt(4) == 0) {
                World world = new World(relations, generic, words, random, split);
                Relation relation = world.relation();
                String question = Fact.sentence(
                        Fact.fill(relation.asks().pick(split, random), world.subject(relation), ""));
                all.add(SeedExample.of(Kind.SMALL_TALK, List.of(), question, Optional.empty(), List.of()));
            } else {
                SmallTalk.Turn turn = pick(talk, random);
                String reply = pick(turn.replies(), random);
                all.add(SeedExample.of(Kind.SMALL_TALK, List.of(), pick(turn.asks(split), random), Optional.of(reply),
                        List.of()));
            }
        }
        return all;
    }

    private static <T> T pick(List<T> from, RandomGenerator random) {
        return from.get(random.nextInt(from.size()));
    }
}
