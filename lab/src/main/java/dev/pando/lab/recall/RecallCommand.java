package dev.pando.lab.recall;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.lab.report.Report;
import dev.pando.lab.report.WarmUp;
import dev.pando.node.encode.Chorus;
import dev.pando.node.encode.Encoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab recall`: facts told once, asked for in other words, among thousands of everyday messages.
@Command(name = "recall", mixinStandardHelpOptions = true, description = "Finds again what was told, and measures what that costs.")
public final class RecallCommand implements Callable<Integer> {

    @Option(names = "--facts", description = "a file of other facts: fact, tab, question (default: the 200 of the set)")
    private Path facts;

    @Option(names = "--set", description = "${COMPLETION-CANDIDATES}: all but the last three are facts on which constants were chosen (default: ${DEFAULT-VALUE})")
    private FactSet set = FactSet.FINALE;

    @Option(names = "--distractors", description = "everyday messages around them (default: ${DEFAULT-VALUE})")
    private int distractors = 10_000;

    @Option(names = "--cost", description = "instead: time at 1,000, 10,000 and 100,000 memories, drawn into this SVG file")
    private Path cost;

    @Option(names = "--asking", description = "instead: writes what the questions of the sets on which constants are chosen have in common into this file")
    private Path asking;

    @Option(names = "--seed", description = "what chance begins from (default: ${DEFAULT-VALUE})")
    private long seed = 7;

    @Mixin
    private WarmUp warmUp;

    @Option(names = "--threads", description = "of each encoder (default: ${DEFAULT-VALUE})")
    private int threads = 1;

    @Mixin
    private Report report;

    private RecallCommand() {}

    @Override
    public Integer call() throws IOException {
        if (asking != null) {
            try (Encoder encoder = new Chorus(threads)) {
                Files.write(asking, Asking.of(encoder));
            }
            return 0;
        }
        List<Told> told = (facts == null ? set.lines("facts.tsv") : Files.readAllLines(facts)).stream()
                .filter(l -> !l.isBlank()).map(Told::of).toList();
        ObjectNode result;
        try (Encoder encoder = new Chorus(threads)) {
            result = cost == null ? recall(told, encoder) : cost(told, encoder);
        }
        report.print(result);
        return 0;
    }

    private ObjectNode recall(List<Told> told, Encoder encoder) throws IOException {
        Path dir = Files.createTempDirectory("pando-recall");
        RecallRun run = new RecallRun(dir, encoder, told, seed);
        try {
            long begun = System.nanoTime();
            run.tell(new Chatter(set, seed).messages(distractors));
            double toldMs = (System.nanoTime() - begun) / 1e6;
            RecallRun.Outcome outcome = run.ask(warmUp);
            ObjectNode node = new ObjectMapper().createObjectNode()
                    .put("set", facts == null ? set.toString() : facts.getFileName().toString())
                    .put("facts", told.size())
                    .put("distractors", distractors)
                    .put("seed", seed).put("recall_at_1", outcome.within(1)).put("recall_at_5", outcome.within(5))
                    .put("p50_ms", outcome.percentileMs(0.5)).put("p95_ms", outcome.percentileMs(0.95))
                    .put("told_ms_per_message", toldMs / (told.size() + distractors));
            ArrayNode missed = node.putArray("missed");
            for (int i = 0; i < told.size(); i++) {
                if (outcome.ranks()[i] == 0) missed.add(told.get(i).fact() + " | " + told.get(i).question());
            }
            return node;
        } finally {
            run.close();
            delete(dir);
        }
    }

    private ObjectNode cost(List<Told> told, Encoder encoder) throws IOException {
        List<CostPlot.Point> points = new ArrayList<>();
        Path dir = Files.createTempDirectory("pando-recall");
        RecallRun run = new RecallRun(dir, encoder, told, seed);
        try {
            Chatter chatter = new Chatter(set, seed);
            run.tell(List.of());
            int there = told.size();
            for (int size : new int[]{1_000, 10_000, 100_000}) {
                run.fill(chatter.messages(size - there), encoder.dimensions());
                there = size;
                RecallRun.Outcome outcome = run.ask(warmUp);
                points.add(
                        new CostPlot.Point(outcome.memories(), outcome.percentileMs(0.5), outcome.percentileMs(0.95)));
            }
        } finally {
            run.close();
            delete(dir);
        }
        Files.writeString(cost, CostPlot.svg(points));
        ObjectNode node = new ObjectMapper().createObjectNode().put("seed", seed);
        ArrayNode array = node.putArray("points");
        points.forEach(
                p -> array.addObject().put("memories", p.memories()).put("p50_ms", p.p50Ms()).put("p95_ms", p.p95Ms()));
        return node;
    }

    private static void delete(Path dir) throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
