package dev.pando.lab.split;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.draft.Drafter;
import dev.pando.lab.report.Report;
import dev.pando.lab.report.WarmUp;
import dev.pando.node.split.SplitListener;
import dev.pando.node.split.SplitModel;
import dev.pando.node.split.SplitOptions.Checking;
import dev.pando.node.split.SplitOptions;
import dev.pando.node.split.SplitStatus.StageStatus;
import dev.pando.node.split.SplitStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `pando lab split`: a model over separate processes against the same model in one, bit for bit; with `--kill-at`, a
/// stage is killed in the middle of each answer.
@Command(name = "split", mixinStandardHelpOptions = true, description = "One model over several processes: same bits, cost of a boundary, and what happens when a stage is killed.", subcommands = {
        StageCommand.class, LawCommand.class, DemoCommand.class, HttpShardCommand.class, GuessCommand.class,
        ChaosCommand.class, BitsCommand.class, ShareCommand.class})
public final class SplitCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;
    @Option(names = "--model", paramLabel = "FILE", description = "A GGUF file.")
    private Path model;
    @Option(names = "--stages", description = "processes, this one included (default: ${DEFAULT-VALUE})")
    private int stages = 3;
    @Option(names = "--prompts", description = "answers (default: ${DEFAULT-VALUE})")
    private int prompts = 20;
    @Option(names = "--tokens", description = "tokens of each (default: ${DEFAULT-VALUE})")
    private int tokens = 32;
    @Option(names = "--threads", description = "threads of arithmetic of each process (default: ${DEFAULT-VALUE})")
    private int threads = 1;
    @Mixin
    private WarmUp warmUp;
    @Option(names = "--kill-at", paramLabel = "random|TOKEN", description = "kills a stage after this many tokens of each run")
    private String killAt;
    @Option(names = "--runs", description = "runs with a kill (default: ${DEFAULT-VALUE})")
    private int runs = 20;
    @Option(names = "--seed", description = "what chance follows from (default: ${DEFAULT-VALUE})")
    private long seed = 1;
    @Mixin
    private Report report;

    private SplitCommand() {}

    @Override
    public Integer call() throws Exception {
        if (model == null) throw new ParameterException(spec.commandLine(), "which --model?");
        if (stages < 2 || prompts < 1 || tokens < 2 || runs < 1) {
            throw new ParameterException(spec.commandLine(),
                    "stages and tokens at least 2, prompts and runs at least 1");
        }
        if (killAt != null && !killAt.matches("random|[1-9][0-9]{0,8}")) {
            throw new ParameterException(spec.commandLine(), "--kill-at: random, or a token from 1 on, not " + killAt);
        }
        ObjectNode result = killAt == null
                ? compare()
                : new ChaosRun(model, stages, tokens, threads, seed, Checking.NONE)
                        .run(runs, List.of(ChaosRun.Fault.KILL), killAt);
        report.print(result);
        return result.path("identical").asBoolean() ? 0 : 1;
    }

    private ObjectNode compare() throws Exception {
        try (Single single = new Single(model, threads); Rig rig = new Rig(model, threads)) {
            int count = Math.min(stages, single.layers());
            if (count < stages) System.err.println("the model has " + count + " layer(s): so many stages");
            List<Integer> cuts = Rig.evenCuts(single.layers(), count);
            List<String> addresses = rig.stages(count - 1).stream().map(StageProcess::address).toList();
            SplitOptions options = SplitOptions.usual().withPositions(context(single)).withCuts(cuts)
                    .withChecking(Checking.NONE).withSequences(1, 0);
            try (SplitModel split = rig.split(addresses, options, SplitListener.NONE)) {
                return compare(single, split, count, cuts);
            }
        }
    }

    static int context(Single single) {
        return Math.min(4096, single.loaded().model().config().contextMax());
    }

    private ObjectNode compare(Single single, SplitModel split, int count, List<Integer> cuts) throws Exception {
        Prompts texts = new Prompts(single.loaded(), tokens);
        Optional<String> difference = Optional.empty();
        try (Rig.Speaker speaker = new Rig.Speaker(split, Drafter.NONE, true)) {
            for (int i = 0; i < prompts && difference.isEmpty(); i++) {
                int[] prompt = texts.tokens(i);
                Said alone = single.say(prompt, Prompts.options(i), tokens);
                Said together = speaker.say(prompt, Prompts.options(i), tokens);
                int number = i;
                difference = alone.difference(together).map(d -> "prompt " + number + ": " + d);
            }
        }
        ObjectNode json = new ObjectMapper().createObjectNode().put("model", model.getFileName().toString())
                .put("layers", single.layers()).put("stages", count).put("prompts", prompts).put("tokens", tokens)
                .put("threads", threads).put("identical", difference.isEmpty());
        cuts.forEach(json.putArray("cuts")::add);
        difference.ifPresent(d -> json.put("first_difference", d));
        return timed(single, split, json);
    }

    // The comparison looked at every logit; times are taken without that, turn by turn.
    private ObjectNode timed(Single single, SplitModel split, ObjectNode json) throws Exception {
        Prompts texts = new Prompts(single.loaded(), tokens);
        try (Rig.Speaker speaker = new Rig.Speaker(split, Drafter.NONE, false)) {
            warmUp.run(1, i -> turn(single, speaker, texts, i % prompts));
            single.forget();
            speaker.forget();
            SplitStatus before = split.status();
            for (int i = 0; i < prompts; i++) turn(single, speaker, texts, i);
            Cost cost = Cost.between(before, split.status());
            return json.put("ms_per_token", speaker.msPerToken()).put("single_ms_per_token", single.msPerToken())
                    .put("network_share", cost.networkShare()).put("boundary_ms", cost.boundaryMs());
        }
    }

    private void turn(Single single, Rig.Speaker speaker, Prompts texts, int i) throws InterruptedException {
        int[] prompt = texts.tokens(i);
        single.say(prompt, Prompts.options(i), tokens);
        speaker.say(prompt, Prompts.options(i), tokens);
    }

    /// What boundaries cost between two looks at a split.
    ///
    /// @param boundaryMs   of one pass of one boundary, not spent in arithmetic
    /// @param networkShare of all time
    record Cost(double boundaryMs, double networkShare) {

        static Cost between(SplitStatus before, SplitStatus after) {
            double between = 0;
            long passes = after.roundTrips() - before.roundTrips();
            int boundaries = after.stages().size() - 1;
            for (int i = 1; i <= boundaries; i++) {
                between += spent(after.stages().get(i), after) - spent(before.stages().get(i), before);
            }
            double worked = after.msPerToken() * after.tokens() - before.msPerToken() * before.tokens();
            return new Cost(between / Math.max(1, passes * boundaries), between / worked);
        }

        private static double spent(StageStatus s, SplitStatus all) {
            return s.boundaryMs() * s.passes();
        }
    }
}
