package dev.pando.lab.genomes;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.engine.model.Adapter;
import dev.pando.engine.model.Adapter.Delta;
import dev.pando.engine.model.Forward;
import dev.pando.engine.model.Model;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.model.Site;
import dev.pando.engine.serve.RoutedText;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `pando lab routing-cost`: what it costs to ask adapters beside the base, at worst: adapters that change nothing predict
/// alike, so that none is ever dropped.
@Command(name = "routing-cost", mixinStandardHelpOptions = true, description = "Time of a prompt and of a token with adapters that are all asked, beside the base alone.")
public final class RoutingCostCommand implements Callable<Integer> {

    private static final int WARM_UP = 16;

    @Option(names = "--model", required = true, description = "a GGUF file or a Hugging Face folder")
    private Path path;

    @Option(names = "--adapters", description = "how many (default: ${DEFAULT-VALUE})")
    private int adapters = 4;

    @Option(names = "--rank", description = "of each (default: ${DEFAULT-VALUE})")
    private int rank = 8;

    @Option(names = "--prompt-tokens", description = "tokens of the prompt (default: ${DEFAULT-VALUE})")
    private int promptTokens = 512;

    @Option(names = "--tokens", description = "tokens behind it (default: ${DEFAULT-VALUE})")
    private int tokens = 32;

    @Option(names = "--rounds", description = "both, in turns (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--threads", description = "threads of arithmetic (default: ${DEFAULT-VALUE})")
    private int threads = 2;

    private RoutingCostCommand() {}

    /// Milliseconds of the prompt and of one token.
    private record Cost(double promptMs, double tokenMs) {}

    @Override
    public Integer call() {
        try (ModelFile file = ModelFile.open(path);
                Workers workers = new Workers(threads);
                Model model = Model.load(file, workers)) {
            List<Adapter> pool = new ArrayList<>();
            for (int k = 0; k < adapters; k++) pool.add(idle("idle " + k, model.config()));
            Forward forward = new Forward(model, workers);
            measure(model, forward, pool, WARM_UP, WARM_UP);
            List<Cost> alone = new ArrayList<>(), routed = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                alone.add(measure(model, forward, List.of(), promptTokens, tokens));
                routed.add(measure(model, forward, pool, promptTokens, tokens));
            }
            System.out.println(json(median(alone), median(routed)));
        }
        return 0;
    }

    private Adapter idle(String name, ModelConfig config) {
        List<Delta> deltas = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            for (Site site : Site.values()) {
                float[] a = new float[rank * site.inputs(config)];
                Arrays.fill(a, 0.01f);
                deltas.add(new Delta(layer, site, rank, 1, a, new float[site.outputs(config) * rank]));
            }
        }
        return new Adapter(name, config, deltas);
    }

    private static Cost measure(Model model, Forward forward, List<Adapter> pool, int prompt, int count) {
        SplittableRandom random = new SplittableRandom(1);
        int[] tokens = random.ints(prompt, 0, model.config().vocabulary()).toArray();
        RoutedText text = new RoutedText(model, forward, pool, 0, prompt + count);
        long start = System.nanoTime();
        text.read(tokens);
        long read = System.nanoTime();
        for (int i = 0; i < count; i++) {
            float[] logits = text.logits();
            text.read(i % logits.length);
        }
        return new Cost((read - start) / 1e6, (System.nanoTime() - read) / 1e6 / count);
    }

    private static Cost median(List<Cost> costs) {
        double[] prompts = costs.stream().mapToDouble(Cost::promptMs).sorted().toArray();
        double[] tokens = costs.stream().mapToDouble(Cost::tokenMs).sorted().toArray();
        return new Cost(prompts[prompts.length / 2], tokens[tokens.length / 2]);
    }

    private String json(Cost alone, Cost routed) {
        return new ObjectMapper().createObjectNode().put("adapters", adapters).put("rank", rank).put("threads", threads)
                .put("prompt_ms_base", alone.promptMs).put("prompt_ms_routed", routed.promptMs)
                .put("prompt_ratio", routed.promptMs / alone.promptMs).put("token_ms_base", alone.tokenMs)
                .put("token_ms_routed", routed.tokenMs).put("token_ratio", routed.tokenMs / alone.tokenMs).toString();
    }
}
