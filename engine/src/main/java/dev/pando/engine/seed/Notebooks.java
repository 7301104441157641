package dev.pando.engine.seed;

import dev.pando.engine.seed.SeedExample.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Notes as people write them, and what they ask about them: exercises that were written by hand, one by one. Read from `notebooks.txt`:
///
/// ```
/// group
/// n The piano tuner comes on Friday.
/// n Lift home with Barnaby.
/// q When will somebody see to the piano? | Friday | 1
/// q What does the tuner ask for it? | -
/// ```
/// Behind the answer stand the numbers of the notes that hold it; of two, first the one that the question leads to.
final class Notebooks {

    private static final int HELD_OUT_ONE_IN = 10; // notebooks
    private static final String GROUP = "group", NOTE = "n ", QUESTION = "q ", PART = " \\| ", NONE = "-";

    private Notebooks() {}

    /// The exercises of this split, always in the same order.
    static List<SeedExample> bundled(Split split) {
        List<SeedExample> all = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        int group = 0;
        for (String line : Resources.lines("notebooks.txt")) {
            if (line.equals(GROUP)) {
                notes = new ArrayList<>();
                group++;
            } else if (line.startsWith(NOTE)) {
                notes.add(line.substring(NOTE.length()));
            } else if (line.startsWith(QUESTION)) {
                boolean heldOut = group % HELD_OUT_ONE_IN == 0;
                if (heldOut == (split == Split.TEST))
                    all.add(example(notes, line.substring(QUESTION.length()).split(PART)));
            } else
                throw new IllegalStateException("notebooks.txt: " + line);
        }
        return List.copyOf(all);
    }

    private static SeedExample example(List<String> notes, String[] parts) {
        if (parts[1].equals(NONE))
            return SeedExample.of(Kind.UNANSWERABLE, notes, parts[0], Optional.empty(), List.of());
        List<Integer> cites = Arrays.stream(parts[2].split(" ")).map(Integer::valueOf).toList();
        return SeedExample.of(cites.size() == 1 ? Kind.ONE_NOTE : Kind.TWO_NOTES, notes, parts[0],
                Optional.of(parts[1]), cites);
    }
}
