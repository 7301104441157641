package dev.pando.lab.emergence;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.lab.report.Report;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.MiniLm;
import dev.pando.node.notes.FactsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab emergence`: what two nodes' notes answer together, and neither alone, beside every control.
@Command(name = "emergence", mixinStandardHelpOptions = true, description = "Two-note questions, answered from the sum of two nodes' grids, beside every control.")
public final class EmergenceCommand implements Callable<Integer> {

    @Option(names = "--facts", required = true, paramLabel = "FILE", description = "node, subject, object and sentence between tabs")
    private Path facts;

    @Option(names = "--seeds", description = "worlds to repeat it in, from seed " + EmergenceRun.FIRST_SEED
            + " on (default: ${DEFAULT-VALUE})")
    private int seeds = 10;

    @Mixin
    private Report report;

    private EmergenceCommand() {}

    @Override
    public Integer call() throws Exception {
        if (seeds < 1 || seeds > 1_000) throw new IllegalArgumentException("--seeds: " + seeds + ", from 1 to 1000");
        FactsFile file = FactsFile.read(facts);
        if (file.questions().isEmpty()) throw new IllegalArgumentException(facts + ": no question needs both nodes");
        long startNs = System.nanoTime();
        try (Encoder encoder = new MiniLm(2)) {
            EmergenceRun run = new EmergenceRun(file, new Vectors(encoder));
            run.run(seeds);
            ObjectNode result = result(file, run).put("encoder", encoder.id());
            System.err.println((System.nanoTime() - startNs) / 1_000_000 + " ms of real time");
            report.print(result);
        }
        return 0;
    }

    private ObjectNode result(FactsFile file, EmergenceRun run) {
        ObjectNode result = new ObjectMapper().createObjectNode().put("experiment", "emergence")
                .put("facts", file.facts().size()).put("questions_in_file", file.questions().size())
                .put("questions", run.questions().size()).put("top", Arm.TOP)
                .put("seed_first", EmergenceRun.FIRST_SEED).put("seeds", seeds).put("terms", run.terms())
                .put("chance", (double) Arm.TOP / run.terms()).put("grid_bytes", run.gridBytes());
        ObjectNode arms = result.putObject("recall_at_10");
        for (String arm : run.arms()) {
            ArrayNode bySeed = arms.putObject(arm).put("mean", rounded(run.recall(arm))).putArray("by_seed");
            run.recalls(arm).forEach(r -> bySeed.add(rounded(r)));
        }
        comparisons(result.putArray("comparisons"), run.comparisons());
        return result;
    }

    private static void comparisons(ArrayNode to, List<EmergenceRun.Comparison> all) {
        List<Double> holm = Statistics.holm(all.stream().map(EmergenceRun.Comparison::p).toList());
        List<Double> holmQuestions = Statistics.holm(all.stream().map(EmergenceRun.Comparison::pQuestions).toList());
        for (int i = 0; i < all.size(); i++) {
            var c = all.get(i);
            ObjectNode node = to.addObject().put("id", c.id()).put("first", c.first()).put("second", c.second())
                    .put("difference", rounded(c.difference())).put("only_first", c.onlyFirst())
                    .put("only_second", c.onlySecond()).put("mcnemar_p", c.p()).put("holm_p", holm.get(i))
                    .put("by_question_p", c.pQuestions()).put("by_question_holm_p", holmQuestions.get(i));
            if (!Double.isNaN(c.threshold())) {
                node.put("threshold", c.threshold()).put("met", c.difference() > c.threshold() && holm.get(i) < 0.05);
            }
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
