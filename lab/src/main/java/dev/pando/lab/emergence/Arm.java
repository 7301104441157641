package dev.pando.lab.emergence;

import dev.pando.engine.grid.Field;
import dev.pando.engine.grid.Grid;
import dev.pando.engine.grid.Lexicon;
import dev.pando.engine.grid.Query;
import dev.pando.engine.grid.Trace;
import dev.pando.lab.emergence.World.Wording;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/// A way to answer, to be compared with others: from a subject to terms, best first.
///
/// @param name   as in the results
/// @param answer ten terms at most
record Arm(String name, Function<String, List<String>> answer) {

    /// Terms an answer may have.
    static final int TOP = 10;

    static final String C = "C_merged", A = "A_alone", B = "B_alone", PARAPHRASED = "paraphrased_T8";
    static final int[] SWEEP = {0, 1, 2, 4, 8, 12, 16};

    Arm {
        Map<String, List<String>> once = new HashMap<>();
        Function<String, List<String>> asked = answer;
        answer = subject -> once.computeIfAbsent(subject, asked);
    }

    /// Every arm of the design in one world, by name.
    static Map<String, Arm> all(World world) {
        Map<String, Arm> arms = new LinkedHashMap<>();
        Lexicon lexicon = world.mapped;
        Trace a = world.first(lexicon), b = world.second(lexicon, Wording.EXACT);
        put(arms, grid(A, lexicon, World.grid(a), 8));
        put(arms, grid(B, lexicon, World.grid(b), 8));
        put(arms, grid("C_before", lexicon, new Grid(), 8));
        put(arms, grid(C, lexicon, World.grid(a, b), 8));
        put(arms, new Arm("C_grid_off", s -> notes(pairs(world, Wording.EXACT), s)));
        put(arms, grid("C_shuffled_grid", lexicon, World.grid(world.moved(a), world.moved(b)), 8));
        put(arms, grid("C_placebo", lexicon, World.grid(a, world.placebo(lexicon)), 8));
        put(arms, new Arm("placebo_ceiling", s -> joined(with(world, world.placeboPairs()), s)));
        put(arms, grid("C_trust_half", lexicon, trusted(a, b), 8));
        put(arms, scattered("C_random_placement", world, Wording.EXACT));
        put(arms, flat("flat_index", world, Wording.EXACT, a, b));
        put(arms, new Arm("both_facts_ceiling", s -> joined(pairs(world, Wording.EXACT), s)));
        put(arms, new Arm("embedding_no_facts", s -> nearest(world, s)));
        for (int steps : SWEEP) put(arms, grid("T_" + steps, lexicon, World.grid(a, b), steps));
        paraphrased(arms, world, a);
        return arms;
    }

    private static void paraphrased(Map<String, Arm> arms, World world, Trace a) {
        Trace b = world.second(world.mapped, Wording.PARAPHRASED);
        for (int steps : SWEEP) put(arms, grid("paraphrased_T" + steps, world.mapped, World.grid(a, b), steps));
        put(arms, grid("paraphrased_B_alone", world.mapped, World.grid(b), 8));
        put(arms, scattered("paraphrased_random_placement", world, Wording.PARAPHRASED));
        put(arms, flat("paraphrased_flat_index", world, Wording.PARAPHRASED, a, b));
        put(arms, grid("paraphrased_snapped", world.mapped,
                World.grid(a, world.second(world.mapped, Wording.SNAPPED)), 8));
    }

    private static void put(Map<String, Arm> arms, Arm arm) {
        arms.put(arm.name, arm);
    }

    private static Arm grid(String name, Lexicon lexicon, Grid grid, int steps) {
        Query query = Query.usual().steps(steps);
        return new Arm(name, subject -> query.follow(grid, lexicon, lexicon.find(subject).orElseThrow(), TOP).stream()
                .map(hit -> lexicon.name(hit.term().id())).toList());
    }

    private static Grid trusted(Trace a, Trace b) {
        Field<String> field = new Field<>();
        field.add("a", a);
        field.add("b", b);
        field.weigh("a", Grid.WEIGHT_ONE / 2);
        field.weigh("b", Grid.WEIGHT_ONE / 2);
        return field.grid();
    }

    private static Arm scattered(String name, World world, Wording wording) {
        Lexicon lexicon = world.scattered;
        return grid(name, lexicon, World.grid(world.first(lexicon), world.second(lexicon, wording)), 8);
    }

    private static Arm flat(String name, World world, Wording wording, Trace a, Trace b) {
        FlatIndex index = new FlatIndex(world, pairs(world, wording),
                (long) Trace.CELL_BYTES * World.grid(a, b).activeCells());
        return new Arm(name, subject -> index.follow(subject, TOP));
    }

    private static List<List<String>> pairs(World world, Wording wording) {
        return with(world, world.secondPairs(wording));
    }

    private static List<List<String>> with(World world, List<List<String>> second) {
        return Stream.concat(world.file.of(world.file.first()).stream().map(f -> List.of(f.subject(), f.object())),
                second.stream()).toList();
    }

    // All notes of both, looked up by what they are about.
    private static List<String> notes(List<List<String>> pairs, String subject) {
        return pairs.stream().filter(p -> p.getFirst().equals(subject)).map(List::getLast).limit(TOP).toList();
    }

    private static List<String> joined(List<List<String>> pairs, String subject) {
        return notes(pairs, subject).stream()
                .flatMap(b -> pairs.stream().filter(p -> p.getFirst().equals(b)).map(List::getLast)).distinct()
                .limit(TOP)
                .toList();
    }

    private static List<String> nearest(World world, String subject) {
        float[] vector = world.vectors.of(subject);
        return world.names.stream().filter(n -> !n.equals(subject))
                .sorted(Comparator.comparingDouble(n -> -World.cosine(vector, world.vectors.of(n)))).limit(TOP)
                .toList();
    }
}
