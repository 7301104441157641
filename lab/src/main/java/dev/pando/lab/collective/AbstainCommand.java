package dev.pando.lab.collective;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.lab.emergence.Statistics.Coverage;
import dev.pando.lab.emergence.Statistics;
import dev.pando.lab.report.Report;
import dev.pando.node.collective.Answer;
import dev.pando.node.collective.Collective;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.MiniLm;
import dev.pando.node.exchange.Signing;
import dev.pando.node.identity.NodeKey;
import dev.pando.node.notes.Fact;
import dev.pando.node.notes.FactsFile;
import dev.pando.node.notes.Names;
import dev.pando.node.notes.Statement;
import dev.pando.node.store.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab abstain`: does a node know when it does not know? As many questions that notes answer as questions they do not.
///
/// All of it three times: asked as the demonstration asks, in other words that were looked at, and in other words that no rule was
/// written for.
@Command(name = "abstain", mixinStandardHelpOptions = true, description = "Questions with and without an answer in the notes: how well confidence tells them apart.")
public final class AbstainCommand implements Callable<Integer> {

    private static final double[] GATES = {0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5}; // the node's own first
    private static final int EACH_MAX = 10_000, POINTS = 40;

    @Option(names = "--facts", required = true, paramLabel = "FILE", description = "node, subject, object and sentence between tabs")
    private Path facts;

    @Option(names = "--each", description = "questions of each kind (default: ${DEFAULT-VALUE})")
    private int each = 200;

    @Option(names = "--seed", description = "what chance begins from (default: ${DEFAULT-VALUE})")
    private long seed = 4;

    @Option(names = "--svg", paramLabel = "FILE", description = "where to draw the coverage-risk curve")
    private Path svg;

    @Mixin
    private Report report;

    /// A question and what became of it.
    private record Outcome(AbstainQuestions.Asked asked, double confidence, boolean known, boolean right) {}

    private AbstainCommand() {}

    @Override
    public Integer call() throws Exception {
        if (each < 1 || each > EACH_MAX)
            throw new IllegalArgumentException("--each: " + each + ", from 1 to " + EACH_MAX);
        FactsFile file = FactsFile.read(facts);
        Path folder = Files.createTempDirectory("pando-abstain");
        ObjectNode result = new ObjectMapper().createObjectNode().put("experiment", "abstain")
                .put("facts", file.facts().size()).put("two_note_questions", file.questions().size());
        try (Encoder encoder = new MiniLm(2);
                Database database = Database.open(folder);
                Collective collective = new Collective(database, encoder, InstantSource.system(),
                        Signing.as(NodeKey.in(folder)))) {
            for (Fact f : file.facts()) learn(collective, f);
            List<Coverage> usual = describe(result, outcomes(collective, file, AbstainQuestions.USUAL));
            describe(result.putObject("in_other_words_looked_at"),
                    outcomes(collective, file, AbstainQuestions.LOOKED_AT));
            List<Coverage> other = describe(result.putObject("in_other_words"),
                    outcomes(collective, file, AbstainQuestions.OTHER));
            if (svg != null) Files.writeString(svg, CoveragePlot.svg(usual, other));
        } finally {
            Folders.delete(folder);
        }
        report.print(result);
        return 0;
    }

    private static void learn(Collective collective, Fact f) {
        String subject = Names.canonical(f.subject()), object = Names.canonical(f.object());
        if (subject.equals(object)) return;
        collective.learn(new Statement(subject, "", object, f.sentence()), "facts", "lab", Collective.TAUGHT);
    }

    private List<Outcome> outcomes(Collective collective, FactsFile file, List<String> forms) {
        return new AbstainQuestions(file, forms, seed).all(each).stream().map(q -> outcome(collective, q)).toList();
    }

    private static Outcome outcome(Collective collective, AbstainQuestions.Asked asked) {
        Answer answer = collective.ask(asked.text());
        boolean right = asked.isAnswerable() && answer.known() && answer.ways().stream()
                .anyMatch(w -> Names.key(w.names().getLast()).equals(Names.key(asked.object())));
        return new Outcome(asked, answer.confidence(), answer.known(), right);
    }

    private static List<Coverage> describe(ObjectNode into, List<Outcome> all) {
        List<Double> with = all.stream().filter(o -> o.asked.isAnswerable()).map(Outcome::confidence).toList();
        List<Double> without = all.stream().filter(o -> !o.asked.isAnswerable()).map(Outcome::confidence).toList();
        List<Coverage> curve = Statistics.coverageRisk(all.stream().map(Outcome::confidence).toList(),
                all.stream().map(Outcome::right).toList());
        into.put("answerable", with.size()).put("unanswerable", without.size())
                .put("auroc", Statistics.auroc(with, without))
                .put("right", all.stream().filter(Outcome::right).count())
                .put("answered_without_an_answer",
                        all.stream().filter(o -> !o.asked.isAnswerable() && o.known).count())
                .put("risk_at_half_coverage", curve.get(curve.size() / 2 - 1).risk());
        var gates = into.putArray("gates");
        for (double least : GATES)
            gates.addObject().put("confidence_min", least)
                    .put("right", all.stream().filter(o -> o.right && o.confidence >= least).count())
                    .put("wrong", all.stream().filter(o -> o.known && !o.right && o.confidence >= least).count());
        var points = into.putArray("coverage_risk");
        for (int i = 0; i < curve.size(); i += Math.max(1, curve.size() / POINTS)) {
            points.addObject().put("coverage", curve.get(i).coverage()).put("risk", curve.get(i).risk());
        }
        return curve;
    }
}
