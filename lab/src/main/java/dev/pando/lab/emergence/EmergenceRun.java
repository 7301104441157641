package dev.pando.lab.emergence;

import dev.pando.engine.grid.Trace;
import dev.pando.lab.emergence.World.Wording;
import dev.pando.node.notes.FactsFile.Question;
import dev.pando.node.notes.FactsFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/// Endpoints A1 and A1′ of the design: every question to every arm, under every seed.
///
/// Seeds 1 to 3 were for choosing numbers; results begin with seed [#FIRST_SEED].
final class EmergenceRun {

    static final int FIRST_SEED = 4;
    /// Questions of one run; of a file with more, so many are drawn.
    static final int QUESTIONS_MAX = 200;

    private final FactsFile file;
    private final Vectors vectors;
    private final List<Question> questions;
    private final Map<String, List<boolean[]>> found = new LinkedHashMap<>(); // arm: (seed, question)
    private int terms;
    private int gridBytes;

    EmergenceRun(FactsFile file, Vectors vectors) {
        this.file = file;
        this.vectors = vectors;
        List<Question> all = new ArrayList<>(file.questions());
        if (all.size() > QUESTIONS_MAX) Collections.shuffle(all, Random.from(new SplittableRandom(FIRST_SEED)));
        this.questions = List.copyOf(all.subList(0, Math.min(all.size(), QUESTIONS_MAX)));
    }

    /// One comparison of two arms.
    ///
    /// @param id         as in the design
    /// @param threshold  what the difference must be above; NaN if nothing was claimed beforehand
    /// @param onlyFirst  questions times seeds that the first alone found
    /// @param onlySecond the same of the second
    /// @param p          McNemar, over questions times seeds
    /// @param pQuestions McNemar over questions, each found if more than half of the seeds find it
    record Comparison(String id, String first, String second, double difference, double threshold, int onlyFirst,
            int onlySecond, double p, double pQuestions) {}

    void run(int seeds) {
        for (int seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
            World world = new World(file, vectors, seed);
            terms = world.names.size();
            Trace a = world.first(world.mapped), b = world.second(world.mapped, Wording.EXACT);
            gridBytes = Trace.CELL_BYTES * World.grid(a, b).activeCells();
            Arm.all(world).forEach((name, arm) -> found.computeIfAbsent(name, n -> new ArrayList<>()).add(asked(arm)));
        }
    }

    private boolean[] asked(Arm arm) {
        boolean[] found = new boolean[questions.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = arm.answer().apply(questions.get(i).subject()).contains(questions.get(i).object());
        }
        return found;
    }

    List<Question> questions() {
        return questions;
    }

    List<String> arms() {
        return List.copyOf(found.keySet());
    }

    int terms() {
        return terms;
    }

    int gridBytes() {
        return gridBytes;
    }

    /// Share of questions found by an arm, seed by seed.
    List<Double> recalls(String arm) {
        return found.get(arm).stream().map(EmergenceRun::share).toList();
    }

    /// Share of questions times seeds found by an arm.
    double recall(String arm) {
        return recalls(arm).stream().mapToDouble(r -> r).average().orElse(0);
    }

    private static double share(boolean[] found) {
        int right = 0;
        for (boolean f : found) if (f) right++;
        return found.length == 0 ? 0 : (double) right / found.length;
    }

    /// The claims first, then what stands beside them.
    List<Comparison> comparisons() {
        String single = recall(Arm.A) >= recall(Arm.B) ? Arm.A : Arm.B;
        return List.of(compare("A1", Arm.C, single, 0.5),
                compare("A1' T=8 against T=0", Arm.PARAPHRASED, "paraphrased_T0", 0.1),
                compare("A1' map against random placement", Arm.PARAPHRASED, "paraphrased_random_placement", 0.1),
                compare("placebo", Arm.C, "C_placebo", Double.NaN),
                compare("grid off", Arm.C, "C_grid_off", Double.NaN),
                compare("shuffled grid", Arm.C, "C_shuffled_grid", Double.NaN),
                compare("random placement, same words", Arm.C, "C_random_placement", Double.NaN),
                compare("flat index, same words", Arm.C, "flat_index", Double.NaN),
                compare("flat index, other words", Arm.PARAPHRASED, "paraphrased_flat_index", Double.NaN),
                compare("no facts, embedding alone", Arm.C, "embedding_no_facts", Double.NaN));
    }

    private Comparison compare(String id, String first, String second, double threshold) {
        int b = 0, c = 0, bQuestions = 0, cQuestions = 0;
        for (int question = 0; question < questions.size(); question++) {
            int inFirst = 0, inSecond = 0, seeds = found.get(first).size();
            for (int seed = 0; seed < seeds; seed++) {
                boolean one = found.get(first).get(seed)[question], other = found.get(second).get(seed)[question];
                if (one && !other) b++;
                if (other && !one) c++;
                inFirst += one ? 1 : 0;
                inSecond += other ? 1 : 0;
            }
            boolean one = 2 * inFirst > seeds, other = 2 * inSecond > seeds;
            if (one && !other) bQuestions++;
            if (other && !one) cQuestions++;
        }
        return new Comparison(id, first, second, recall(first) - recall(second), threshold, b, c,
                Statistics.mcnemar(b, c), Statistics.mcnemar(bQuestions, cQuestions));
    }
}
