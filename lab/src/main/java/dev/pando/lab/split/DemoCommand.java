package dev.pando.lab.split;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.draft.Drafter;
import dev.pando.engine.model.LayerRange;
import dev.pando.engine.sample.SamplingOptions;
import dev.pando.lab.report.Report;
import dev.pando.node.split.SplitListener;
import dev.pando.node.split.SplitModel;
import dev.pando.node.split.SplitOptions.Checking;
import dev.pando.node.split.SplitOptions;
import dev.pando.node.split.SplitStatus;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab split demo`: the seed's demo again. It had a coordinator and two HTTP servers with half of the layers each,
/// and printed 1.72 ms a token in one process, 7.61 ms in three, 57.9 % of it overhead of the network.
@Command(name = "demo", mixinStandardHelpOptions = true, description = "The seed's demo: one process, HTTP with base64, and our frames, for 30 tokens.")
public final class DemoCommand implements Callable<Integer> {

    private static final int WARM_UP = 30, REPEATS = 9;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A GGUF file with at least two layers.")
    private Path model;
    @Option(names = "--tokens", description = "of each answer (default: ${DEFAULT-VALUE})")
    private int tokens = 30;
    @Mixin
    private Report report;

    /// A way of computing: milliseconds of an answer, and of these, in stages or shards.
    ///
    /// @param said     the tokens
    /// @param ms       of the whole answer, its prompt included
    /// @param stagesMs arithmetic of layers that are elsewhere; less than 0 where that means nothing
    private record Turn(List<Integer> said, double ms, double stagesMs) {}

    private interface Way {
        Turn turn() throws Exception;
    }

    private DemoCommand() {}

    @Override
    public Integer call() throws Exception {
        try (Single single = new Single(model, 1); Rig rig = new Rig(model, 1)) {
            int layers = single.layers(), half = layers / 2;
            int[] prompt = Arrays.copyOf(new Prompts(single.loaded(), tokens).tokens(0), 8);
            String stage = rig.stage().address();
            try (HttpChain http = new HttpChain(model, single.loaded(),
                    List.of(new LayerRange(0, half), new LayerRange(half, layers)));
                    SplitModel split = rig.split(List.of(stage), SplitOptions.usual().withCuts(List.of(half))
                            .withPositions(SplitCommand.context(single)).withSequences(1, 0)
                            .withChecking(Checking.NONE), SplitListener.NONE);
                    Rig.Speaker speaker = new Rig.Speaker(split, Drafter.NONE, false)) {
                return print(() -> alone(single, prompt), () -> http(http, prompt),
                        () -> ours(split, speaker, prompt));
            }
        }
    }

    private Turn alone(Single single, int[] prompt) {
        long begun = System.nanoTime();
        Said said = single.say(prompt, SamplingOptions.greedy(), tokens);
        return new Turn(said.tokens(), ms(begun), -1);
    }

    private Turn http(HttpChain http, int[] prompt) throws Exception {
        long begun = System.nanoTime();
        List<Integer> said = http.say(prompt, tokens);
        return new Turn(said, ms(begun), http.shardNanos() / 1e6);
    }

    private Turn ours(SplitModel split, Rig.Speaker speaker, int[] prompt) throws Exception {
        SplitStatus before = split.status();
        long begun = System.nanoTime();
        Said said = speaker.say(prompt, SamplingOptions.greedy(), tokens);
        double ms = ms(begun);
        SplitCommand.Cost cost = SplitCommand.Cost.between(before, split.status());
        return new Turn(said.tokens(), ms, ms * (1 - cost.networkShare()));
    }

    private static double ms(long begun) {
        return (System.nanoTime() - begun) / 1e6;
    }

    private int print(Way alone, Way http, Way ours) throws Exception {
        List<Way> ways = List.of(alone, http, ours);
        List<String> names = List.of("one_process", "http_base64", "frames");
        double[][] ms = new double[3][REPEATS], stages = new double[3][REPEATS];
        boolean match = true;
        for (int i = 0; i < WARM_UP + REPEATS; i++) {
            List<Integer> first = null;
            for (int w = 0; w < 3; w++) {
                Turn turn = ways.get(w).turn();
                if (first == null) first = turn.said;
                match &= first.equals(turn.said);
                if (i < WARM_UP) continue;
                ms[w][i - WARM_UP] = turn.ms / tokens;
                stages[w][i - WARM_UP] = turn.stagesMs / tokens;
            }
        }
        ObjectNode result = new ObjectMapper().createObjectNode().put("model", model.getFileName().toString())
                .put("tokens", tokens).put("match", match);
        result.putObject("seed").put("one_process_ms_per_token", 1.72).put("http_base64_ms_per_token", 7.61)
                .put("network_share", 0.579);
        for (int w = 0; w < 3; w++) {
            double median = median(ms[w]);
            ObjectNode way = result.putObject(names.get(w)).put("ms_per_token", median);
            if (w > 0) way.put("network_share", 1 - median(stages[w]) / median);
        }
        report.print(result);
        return match ? 0 : 1;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
