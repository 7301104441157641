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
    private static final int PEOPLE = 3; // who walk about
    private static final int TURNS = 3; // of small talk, at most
    private static final List<String> ROOMS = List.of("kitchen", "garden", "cellar", "library", "hall", "attic", "barn",
            "office", "yard", "workshop", "stable", "pantry", "bathroom", "bedroom", "hallway", "park", "school",
            "cinema");
    private static final List<String> MOVES = List.of("%s went to the %s.", "%s walked to the %s.",
            "%s is in the %s now.",
            "%s moved to the %s.", "%s ran to the %s.", "%s went back to the %s.", "%s travelled to the %s.",
            "%s journeyed to the %s.", "Then %s left for the %s.");
    private static final List<String> COMPARED = List.of("population", "born-year", "height", "length", "town-founded",
            "published");

    private final Relations relations = Relations.bundled();
    private final Words words = Words.bundled();
    private final Generic generic = new Generic(words);
    private final List<SmallTalk.Turn> talk = SmallTalk.bundled();
    private final long seed;
    private final Split split;

    /// @param seed  another seed, another world
    /// @param split which names and phrasings are used
    public SeedText(long seed, Split split) {
        this.seed = seed;
        this.split = split;
    }

    /// Lesson `index`: a question about notes, or a few turns of talk. Lessons do not depend on each other.
    public List<SeedExample> lesson(long index, Stage stage) {
        RandomGenerator random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + index);
        Kind kind = stage.draw(random);
        return switch (kind) {
            case WHEREABOUTS -> List.of(whereabouts(random));
            case SMALL_TALK -> smallTalk(random, random.nextInt(1, TURNS + 1));
            default -> List.of(question(kind, stage, random));
        };
    }

    /// Question `index` of one kind, alone with its notes, as hard as the last stage has it.
    public SeedExample example(Kind kind, long index) {
        RandomGenerator random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 31 * index + kind.ordinal());
        return switch (kind) {
            case WHEREABOUTS -> whereabouts(random);
            case SMALL_TALK -> smallTalk(random, 1).getFirst();
            default -> question(kind, Stage.plain(), random);
        };
    }

    private SeedExample question(Kind kind, Stage stage, RandomGenerator random) {
        while (true) {
            NoteLesson lesson = lesson(kind, random.nextInt(1, stage.notesMax() + 1), stage.strewn(), random);
            for (int i = 0; i < TRIES; i++) {
                Optional<SeedExample> question = lesson.ask(kind);
                if (question.isPresent()) return question.get();
            }
        }
    }

    private NoteLesson lesson(Kind kind, int notes, double strewn, RandomGenerator random) {
        World world = new World(relations, generic, words, random, split);
        Relation relation = kind == Kind.COMPARE ? compared(random) : world.relation();
        Fact first = world.state(relation, world.subject(relation));
        if (kind == Kind.COMPARE) world.state(relation, world.subject(relation));
        if (kind == Kind.TWO_NOTES && world.speaksOf(world.kind(first.object()))) {
            world.state(world.relationOf(world.kind(first.object())), first.object());
        }
        world.populate(notes);
        return new NoteLesson(world, random, split, new Strewn(words, random, split == Split.TRAIN ? strewn : 0));
    }

    private Relation compared(RandomGenerator random) {
        String name = pick(COMPARED, random);
        return relations.all().stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
    }

    private SeedExample whereabouts(RandomGenerator random) {
        Names names = new Names(random, split, words);
        String[] people = new String[PEOPLE], last = new String[PEOPLE];
        Arrays.setAll(people, i -> names.invent("person"));
        int[] note = new int[PEOPLE];
        List<String> notes = new ArrayList<>();
        for (int moves = random.nextInt(1, NotePrompt.NOTES_USUAL); moves > 0; moves--) {
            int who = random.nextInt(PEOPLE);
            last[who] = pick(ROOMS, random);
            note[who] = notes.size() + 1;
            notes.add(String.format(pick(MOVES, random), people[who], last[who]));
        }
        int who = random.nextInt(PEOPLE);
        return whereabouts(notes, people[who], last[who], note[who]);
    }

    private static SeedExample whereabouts(List<String> notes, String who, String room, int note) {
        String question = "Where is " + who + "?";
        return room == null
                ? SeedExample.of(Kind.WHEREABOUTS, notes, question, Optional.empty(), List.of())
                : SeedExample.of(Kind.WHEREABOUTS, notes, question, Optional.of("the " + room), List.of(note));
    }

    // One question in four asks for a fact, which nobody can know without notes.
    private List<SeedExample> smallTalk(RandomGenerator random, int questions) {
        List<SeedExample> all = new ArrayList<>();
        for (int i = 0; i < questions; i++) {
            if (random.nextInt(4) == 0) {
                World world = new World(relations, generic, words, random, split);
                Relation relation = world.relation();
                String question = Fact.sentence(
                        Fact.fill(pick(relation.asks(split), random), world.subject(relation), ""));
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
