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

    /// Lesson `index`: questions that share their notes, one or more. Lessons do not depend on each other.
    public List<SeedExample> lesson(long index, Stage stage) {
        RandomGenerator random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + index);
        int questions = random.nextInt(1, stage.questionsMax() + 1);
        Kind first = stage.draw(random);
        return switch (first) {
            case WHEREABOUTS -> whereabouts(random, questions);
            case SMALL_TALK -> smallTalk(random, questions);
            default -> fromNotes(first, questions, stage, random);
        };
    }

    /// Question `index` of one kind, alone with its notes, as hard as the last stage has it.
    public SeedExample example(Kind kind, long index) {
        RandomGenerator random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 31 * index + kind.ordinal());
        return switch (kind) {
            case WHEREABOUTS -> whereabouts(random, 1).getFirst();
            case SMALL_TALK -> smallTalk(random, 1).getFirst();
            default -> question(kind, Stage.last().notesMax(), random).question;
        };
    }

    /// A lesson and the question that it was made for.
    private record Asked(NoteLesson lesson, SeedExample question) {}

    private Asked question(Kind kind, int notesMax, RandomGenerator random) {
        while (true) {
            NoteLesson lesson = lesson(kind, random.nextInt(1, notesMax + 1), random);
            for (int i = 0; i < TRIES; i++) {
                Optional<SeedExample> question = lesson.ask(kind);
                if (question.isPresent()) return new Asked(lesson, question.get());
            }
        }
    }

    private NoteLesson lesson(Kind kind, int notes, RandomGenerator random) {
        World world = new World(relations, generic, words, random, split);
        Relation relation = kind == Kind.COMPARE ? compared(random) : world.relation();
        Fact first = world.state(relation, world.subject(relation));
        if (kind == Kind.COMPARE) world.state(relation, world.subject(relation));
        if (kind == Kind.TWO_NOTES && world.speaksOf(world.kind(first.object()))) {
            world.state(world.relationOf(world.kind(first.object())), first.object());
        }
        world.populate(notes);
        return new NoteLesson(world, random, split);
    }

    private Relation compared(RandomGenerator random) {
        String name = pick(COMPARED, random);
        return relations.all().stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
    }

    private List<SeedExample> fromNotes(Kind first, int questions, Stage stage, RandomGenerator random) {
        Asked asked = question(first, stage.notesMax(), random);
        List<SeedExample> all = new ArrayList<>(List.of(asked.question));
        for (int i = 0; i < TRIES && all.size() < questions; i++) {
            asked.lesson.ask(stage.draw(random))
                    .filter(e -> all.stream().noneMatch(a -> a.question().equals(e.question()))).ifPresent(all::add);
        }
        return all;
    }

    private List<SeedExample> whereabouts(RandomGenerator random, int questions) {
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
        List<SeedExample> all = new ArrayList<>();
        int from = random.nextInt(PEOPLE);
        for (int i = 0; i < Math.min(questions, PEOPLE); i++) {
            int who = (from + i) % PEOPLE;
            all.add(whereabouts(notes, people[who], last[who], note[who]));
        }
        return all;
    }

    private static SeedExample whereabouts(List<String> notes, String who, String room, int note) {
        String question = "Where is " + who + "?";
        return room == null
                ? new SeedExample(Kind.WHEREABOUTS, notes, question, Optional.empty(), List.of(), NoteReply.UNKNOWN)
                : new SeedExample(Kind.WHEREABOUTS, notes, question, Optional.of("the " + room), List.of(note),
                        "[" + note + "] the " + room);
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
                all.add(new SeedExample(Kind.SMALL_TALK, List.of(), question, Optional.empty(), List.of(),
                        NoteReply.UNKNOWN));
            } else {
                SmallTalk.Turn turn = pick(talk, random);
                String reply = pick(turn.replies(), random);
                all.add(new SeedExample(Kind.SMALL_TALK, List.of(), pick(turn.asks(split), random), Optional.of(reply),
                        List.of(), reply));
            }
        }
        return all;
    }

    private static <T> T pick(List<T> from, RandomGenerator random) {
        return from.get(random.nextInt(from.size()));
    }
}
