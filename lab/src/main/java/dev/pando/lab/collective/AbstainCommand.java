package dev.pando.lab.collective;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.lab.emergence.Fact;
import dev.pando.lab.emergence.FactsFile;
import dev.pando.lab.emergence.FactsFile.Question;
import dev.pando.lab.emergence.Statistics;
import dev.pando.lab.emergence.Statistics.Coverage;
import dev.pando.lab.emergence.Vectors;
import dev.pando.node.collective.Answer;
import dev.pando.node.collective.Collective;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.MiniLm;
import dev.pando.node.exchange.Signing;
import dev.pando.node.identity.NodeKey;
import dev.pando.node.notes.Names;
import dev.pando.node.notes.Statement;
import dev.pando.node.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `pando lab abstain`: does a node know when it does not know? As many questions that notes answer as questions they do not.
@Command(name = "abstain", mixinStandardHelpOptions = true, description = "Questions with and without an answer in the notes: how well confidence tells them apart.")
public final class AbstainCommand implements Callable<Integer> {

    private static final String[] FORMS = {"How does %s lead to %s?", "Does %s cause %s?", "How does %s affect %s?",
            "What has %s to do with %s?",
            "How is %s linked to %s?", "Can %s bring %s?"};

    @Option(names = "--facts", required = true, paramLabel = "FILE", description = "node, subject, object and sentence between tabs")
    private Path facts;

    @Option(names = "--each", description = "questions of each kind (default: ${DEFAULT-VALUE})")
    private int each = 200;

    @Option(names = "--seed", description = "what chance begins from (default: ${DEFAULT-VALUE})")
    private long seed = 4;

    @Option(names = "--svg", paramLabel = "FILE", description = "where to draw the coverage-risk curve")
    private Path svg;

    @Option(names = "--json", description = "one JSON object on stdout")
    private boolean json;

    private record Asked(boolean answerable, double confidence, boolean right) {}

    private AbstainCommand() {}

    @Override
    public Integer call() throws Exception {
        FactsFile file = FactsFile.read(facts);
        if (file.questions().isEmpty()) throw new IllegalArgumentException(facts + ": no question needs both nodes");
        Path folder = Files.createTempDirectory("pando-abstain");
        List<Asked> asked = new ArrayList<>();
        try (Encoder encoder = new MiniLm(2);
                Database database = Database.open(folder);
                Collective collective = new Collective(database, encoder, InstantSource.system(),
                        Signing.as(NodeKey.in(folder)))) {
            for (Fact f : file.facts()) {
                String subject = Names.canonical(f.subject()), object = Names.canonical(f.object());
                if (!subject.equals(object))
                    collective.learn(new Statement(subject, "", object, f.sentence()), "facts", "lab",
                            Collective.TAUGHT);
            }
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < each; i++) {
                Question q = file.questions().get(i % file.questions().size());
                asked.add(ask(collective, true,
                        String.format(FORMS[i / file.questions().size() % FORMS.length], q.subject(), q.object()),
                        q.object()));
                asked.add(ask(collective, false, unanswerable(file, random, i), ""));
            }
        } finally {
            delete(folder);
        }
        ObjectNode result = result(asked);
        System.out.println(json ? result.toString() : result.toPrettyString());
        return 0;
    }

    private static Asked ask(Collective collective, boolean answerable, String question, String object) {
        Answer answer = collective.ask(question);
        boolean right = answerable && answer.known()
                && answer.ways().stream().anyMatch(w -> Names.key(w.names().getLast()).equals(Names.key(object)));
        return new Asked(answerable, answer.confidence(), right);
    }

    // Half: two names of the file that no way of one or two steps joins. Half: a subject that nobody wrote about.
    private static String unanswerable(FactsFile file, SplittableRandom random, int i) {
        List<String> terms = List.copyOf(file.terms()), crowd = Vectors.crowd();
        Set<List<String>> joined = joined(file);
        String form = FORMS[i % FORMS.length];
        while (true) {
            String object = terms.get(random.nextInt(terms.size()));
            String subject = i % 2 == 0
                    ? terms.get(random.nextInt(terms.size()))
                    : crowd.get(random.nextInt(crowd.size()));
            boolean free = !subject.equals(object) && !joined.contains(List.of(subject, object))
                    && (i % 2 == 0 || !terms.contains(subject));
            if (free) return String.format(form, subject, object);
        }
    }

    private static Set<List<String>> joined(FactsFile file) {
        Set<List<String>> joined = new HashSet<>();
        for (Fact a : file.facts()) {
            joined.add(List.of(a.subject(), a.object()));
            for (Fact b : file.facts())
                if (a.object().equals(b.subject())) joined.add(List.of(a.subject(), b.object()));
        }
        return joined;
    }

    private ObjectNode result(List<Asked> asked) throws IOException {
        List<Double> with = asked.stream().filter(Asked::answerable).map(Asked::confidence).toList();
        List<Double> without = asked.stream().filter(a -> !a.answerable()).map(Asked::confidence).toList();
        List<Coverage> curve = Statistics.coverageRisk(asked.stream().map(Asked::confidence).toList(),
                asked.stream().map(Asked::right).toList());
        if (svg != null) Files.writeString(svg, picture(curve));
        ObjectNode result = new ObjectMapper().createObjectNode().put("experiment", "abstain")
                .put("answerable", with.size())
                .put("unanswerable", without.size()).put("auroc", Statistics.auroc(with, without))
                .put("right", asked.stream().filter(Asked::right).count())
                .put("risk_at_half_coverage", curve.get(curve.size() / 2 - 1).risk());
        var points = result.putArray("coverage_risk");
        for (int i = 0; i < curve.size(); i += Math.max(1, curve.size() / 40)) {
            points.addObject().put("coverage", curve.get(i).coverage()).put("risk", curve.get(i).risk());
        }
        return result;
    }

    private static String picture(List<Coverage> curve) {
        StringBuilder path = new StringBuilder();
        for (Coverage c : curve)
            path.append(path.isEmpty() ? "M" : "L").append(Math.round(40 + 400 * c.coverage())).append(' ')
                    .append(Math.round(240 - 200 * c.risk()));
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 290" font-family="sans-serif" font-size="12">
                <rect width="480" height="290" fill="white"/>
                <path d="M40 40V240H440" fill="none" stroke="black"/>
                <path d="%s" fill="none" stroke="#06c" stroke-width="2"/>
                <text x="200" y="275">coverage: share of questions answered</text>
                <text x="45" y="30">risk: share of answers that are wrong (top is 1)</text>
                <text x="36" y="258">0</text><text x="434" y="258">1</text>
                </svg>
                """.formatted(path);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
