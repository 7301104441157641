package dev.pando.lab.schema;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.serve.LoadedModel;
import dev.pando.lab.schema.SchemaRun.Outcome;
import dev.pando.lab.shape.ShapeCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `pando lab schema`: the share of valid answers to random schemas, and what holding to them costs.
@Command(name = "schema", mixinStandardHelpOptions = true, description = "Random JSON Schemas, a model at high temperature: are the answers valid, and what does it cost?")
public final class SchemaCommand implements Callable<Integer> {

    /// Answers before the clock counts, held and free alike. Java's second compiler takes a method after 15,000 calls at
    /// most (`Tier4CompileThreshold`), and an answer is some 60 tokens long: so both ways have been compiled by then, as they
    /// are in a node that has answered for a minute.
    private static final int WARM_UP_SCHEMAS = 250;

    @Option(names = "--model", description = "a model file (default: one of random weights and 1,024 tokens)")
    private Path model;

    @Option(names = "--schemas", description = "schemas to draw (default: ${DEFAULT-VALUE})")
    private int schemas = 500;

    @Option(names = "--temperature", description = "how wildly the model speaks (default: ${DEFAULT-VALUE})")
    private float temperature = 1.5f;

    @Option(names = "--tokens", description = "tokens of an answer at most (default: ${DEFAULT-VALUE})")
    private int tokens = 384;

    @Option(names = "--threads", description = "threads of arithmetic (default: ${DEFAULT-VALUE})")
    private int threads = 2;

    @Option(names = "--seed", description = "the same seed draws the same schemas and answers (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--json", description = "one JSON object on stdout")
    private boolean json;

    private SchemaCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("pando-schema");
        Path file = model != null ? model : ShapeCommand.tiny(folder.resolve("tiny.gguf"));
        try (LoadedModel loaded = LoadedModel.open(file, threads, 4096);
                SchemaRun run = new SchemaRun(loaded, temperature, tokens)) {
            run.run(Math.min(schemas, WARM_UP_SCHEMAS), seed + 1);
            ObjectNode result = summary(run.run(schemas, seed), loaded.model().config().vocabulary());
            if (json) System.out.println(new ObjectMapper().writeValueAsString(result));
            else
                System.out.println(line(result));
            return result.get("valid").asInt() + result.get("length").asInt() == schemas ? 0 : 1;
        } finally {
            if (model == null) Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    private ObjectNode summary(List<Outcome> outcomes, int vocabulary) {
        ObjectNode result = new ObjectMapper().createObjectNode().put("schemas", outcomes.size());
        List<Outcome> ended = outcomes.stream().filter(Outcome::ended).toList();
        List<Outcome> wrong = ended.stream().filter(o -> !o.complaint().isEmpty()).toList();
        double held = outcomes.stream().mapToDouble(Outcome::heldMs).sum();
        double free = outcomes.stream().mapToDouble(Outcome::freeMs).sum();
        long said = outcomes.stream().mapToLong(Outcome::tokens).sum();
        result.put("ended", ended.size()).put("valid", ended.size() - wrong.size())
                .put("length", outcomes.size() - ended.size())
                .put("valid_share", (ended.size() - wrong.size()) / (double) outcomes.size())
                .put("temperature", temperature).put("vocabulary", vocabulary).put("tokens", said)
                .put("free_ms_per_token", free / said).put("held_ms_per_token", held / said)
                .put("overhead", held / free - 1).put("overhead_median_answer", medianOverhead(outcomes))
                .put("compile_ms_median", median(outcomes.stream().mapToDouble(Outcome::compileMs).sorted().toArray()))
                .put("seed", seed).put("threads", threads);
        ArrayNode complaints = result.putArray("complaints");
        wrong.stream().limit(5).forEach(o -> complaints.addObject().put("schema", o.schema()).put("answer", o.answer())
                .put("complaint", o.complaint()));
        return result;
    }

    private static double medianOverhead(List<Outcome> outcomes) {
        return median(outcomes.stream().filter(o -> o.tokens() > 1).mapToDouble(o -> o.heldMs() / o.freeMs() - 1)
                .sorted().toArray());
    }

    private static double median(double[] sorted) {
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    private static String line(ObjectNode result) {
        return String.format(Locale.ROOT,
                "%d of %d valid, %d ended by their tokens, overhead %.1f %% of %.2f ms a token",
                result.get("valid").asInt(), result.get("schemas").asInt(), result.get("length").asInt(),
                100 * result.get("overhead").asDouble(), result.get("free_ms_per_token").asDouble());
    }
}
