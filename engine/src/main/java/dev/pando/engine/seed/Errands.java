package dev.pando.engine.seed;

import dev.pando.engine.seed.SeedExample.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Small stories in the manner of bAbI (Weston et al. 2015): who went where, who carries what, what lies north of what, and
/// what holds of whoever is a sheep. What is true depends on the order of the notes, or on two of them.
final class Errands {

    private static final int PEOPLE = 3;
    private static final int TOGETHER_ONE_IN = 4; // stories in which two go
    private static final int RULES_MAX = 5;
    private static final List<String> ROOMS = List.of("kitchen", "garden", "cellar", "library", "hall", "attic", "barn",
            "office", "yard", "workshop", "stable", "pantry", "bathroom", "bedroom", "hallway", "park", "school",
            "cinema");
    private static final List<String> MOVES = List.of("%s went to the %s.", "%s walked to the %s.",
            "%s moved to the %s.",
            "%s ran to the %s.", "%s went back to the %s.", "%s travelled to the %s.", "%s journeyed to the %s.",
            "Then %s left for the %s.", "After that %s hurried to the %s.", "Following that, %s strolled to the %s.");
    private static final List<String> THINGS = List.of("lamp", "bucket", "basket", "letter", "hammer", "kettle", "rope",
            "umbrella", "map", "bell", "candle", "loaf", "milk", "apple", "ball");
    private static final List<String> TAKES = List.of("%s took the %s.", "%s picked up the %s.", "%s got the %s there.",
            "%s grabbed the %s.", "%s lifted the %s.");
    private static final List<String> DROPS = List.of("%s put down the %s.", "%s left the %s there.",
            "%s dropped the %s.",
            "%s let go of the %s.");
    private static final List<String> SIDES = List.of("north", "south", "east", "west");
    private static final List<String> KINDS = List.of("goat goats", "cow cows", "dog dogs", "hen hens", "rat rats",
            "fox foxes", "pig pigs", "bear bears", "frog frogs", "duck ducks", "sheep sheep", "mouse mice",
            "goose geese", "wolf wolves", "cat cats", "lion lions");
    private static final List<String> FEELINGS = List.of("afraid of", "fond of", "jealous of", "tired of", "proud of",
            "curious about");

    private final Names names;
    private final RandomGenerator random;
    private final List<String> notes = new ArrayList<>();

    Errands(Names names, RandomGenerator random) {
        this.names = names;
        this.random = random;
    }

    SeedExample story() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> whereabouts();
            case 2, 3 -> carried();
            case 4 -> sides();
            default -> rules();
        };
    }

    private SeedExample whereabouts() {
        String[] people = people(), last = new String[PEOPLE];
        int[] note = new int[PEOPLE];
        boolean together = random.nextInt(TOGETHER_ONE_IN) == 0;
        for (int moves = random.nextInt(1, NotePrompt.NOTES_USUAL); moves > 0; moves--) {
            int who = random.nextInt(PEOPLE), with = (who + random.nextInt(1, PEOPLE)) % PEOPLE;
            String room = names.pick(ROOMS);
            notes.add(String.format(names.pick(MOVES), together ? people[who] + " and " + people[with] : people[who],
                    room));
            for (int moved : together ? new int[]{who, with} : new int[]{who}) {
                last[moved] = room;
                note[moved] = notes.size();
            }
        }
        int who = random.nextInt(PEOPLE);
        String question = "Where is " + people[who] + "?";
        return last[who] == null ? unknown(question) : known(question, "the " + last[who], note[who]);
    }

    // Bob took the lamp [1]. Bob went to the barn [2]. Where is the lamp? [1][2]; and once he has put it down, [3][2].
    private SeedExample carried() {
        String[] people = people();
        int[] at = new int[PEOPLE], since = {-1, 0}; // note of the last move; of the thing: who, note
        String thing = names.pick(THINGS), room = null;
        String[] rooms = new String[PEOPLE];
        int moved = 0;
        for (int left = random.nextInt(3, NotePrompt.NOTES_USUAL); left > 0; left--) {
            int who = random.nextInt(PEOPLE);
            if (since[0] == who && random.nextInt(3) == 0) {
                notes.add(String.format(names.pick(DROPS), people[who], thing));
                since = new int[]{-1, notes.size()};
            } else if (since[0] < 0 && room == null && random.nextInt(3) == 0) {
                notes.add(String.format(names.pick(TAKES), people[who], thing));
                since = new int[]{who, notes.size()};
                room = rooms[who];
                moved = at[who];
            } else {
                rooms[who] = names.pick(ROOMS);
                notes.add(String.format(names.pick(MOVES), people[who], rooms[who]));
                at[who] = notes.size();
                if (since[0] == who) {
                    room = rooms[who];
                    moved = at[who];
                }
            }
        }
        String question = "Where is the " + thing + "?";
        return room == null ? unknown(question) : known(question, "the " + room, since[1], moved);
    }

    private SeedExample sides() {
        List<String> rooms = new ArrayList<>();
        while (rooms.size() < PEOPLE) {
            String room = names.pick(ROOMS);
            if (!rooms.contains(room)) rooms.add(room);
        }
        List<String> sides = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            sides.add(names.pick(SIDES));
            notes.add("The " + rooms.get(i) + " is " + sides.get(i) + " of the " + rooms.get(i + 1) + ".");
        }
        int asked = random.nextInt(2);
        boolean whose = random.nextBoolean();
        String question = whose
                ? "What is " + sides.get(asked) + " of the " + rooms.get(asked + 1) + "?"
                : "What is the " + rooms.get(asked) + " " + sides.get(asked) + " of?";
        return known(question, "the " + rooms.get(whose ? asked : asked + 1), asked + 1);
    }

    // Sheep are afraid of wolves [1]. Ada is a sheep [2]. What is Ada afraid of? [2][1] a wolf.
    private SeedExample rules() {
        List<String[]> kinds = new ArrayList<>();
        List<String> left = new ArrayList<>(KINDS);
        int count = random.nextInt(2, RULES_MAX);
        for (int i = 0; i <= count; i++) kinds.add(left.remove(random.nextInt(left.size())).split(" "));
        String feeling = names.pick(FEELINGS);
        List<String[]> told = new ArrayList<>(); // note, what it is about, kind
        String[] called = new String[count];
        for (int i = 0; i < count; i++) {
            called[i] = names.invent("person");
            told.add(random.nextInt(told.size() + 1), new String[]{
                    Fact.sentence(kinds.get(i)[1]) + " are " + feeling + " " + kinds.get(i + 1)[1] + ".", "rule" + i});
            told.add(random.nextInt(told.size() + 1),
                    new String[]{called[i] + " is a " + kinds.get(i)[0] + ".", "is" + i});
        }
        told.forEach(note -> notes.add(note[0]));
        List<String> about = told.stream().map(note -> note[1]).toList();
        int who = random.nextInt(count);
        return known("What is " + called[who] + " " + feeling + "?", kinds.get(who + 1)[0],
                about.indexOf("is" + who) + 1,
                about.indexOf("rule" + who) + 1);
    }

    private String[] people() {
        String[] people = new String[PEOPLE];
        Arrays.setAll(people, i -> names.invent("person"));
        return people;
    }

    private SeedExample unknown(String question) {
        return SeedExample.of(Kind.WHEREABOUTS, notes, question, Optional.empty(), List.of());
    }

    private SeedExample known(String question, String answer, int... cites) {
        return SeedExample.of(Kind.WHEREABOUTS, notes, question, Optional.of(answer),
                Arrays.stream(cites).boxed().toList());
    }
}
