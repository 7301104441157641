package dev.pando.lab.split;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.draft.Drafter;
import dev.pando.engine.draft.ModelDrafter;
import dev.pando.engine.draft.NgramDrafter;
import dev.pando.engine.sample.SamplingOptions;
import dev.pando.engine.serve.LoadedModel;
import dev.pando.lab.report.Report;
import dev.pando.node.split.SplitListener;
import dev.pando.node.split.SplitModel;
import dev.pando.node.split.SplitOptions.Checking;
import dev.pando.node.split.SplitOptions;
import dev.pando.node.split.SplitStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab split guess`: how many round trips guessing saves, and that it changes nothing.
@Command(name = "guess", mixinStandardHelpOptions = true, description = "Round trips with and without guesses ahead; the answers must be the same, bit for bit.")
public final class GuessCommand implements Callable<Integer> {

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A GGUF file.")
    private Path model;
    @Option(names = "--draft", paramLabel = "FILE", description = "A small model that guesses (default: a table of n-grams)")
    private Path draft;
    @Option(names = "--text", paramLabel = "FILE", description = "A text that the table of n-grams reads first.")
    private Path text;
    @Option(names = "--prompts", description = "default: ${DEFAULT-VALUE}")
    private int prompts = 100;
    @Option(names = "--tokens", description = "of each answer (default: ${DEFAULT-VALUE})")
    private int tokens = 64;
    @Option(names = "--guesses", description = "in one pass (default: ${DEFAULT-VALUE})")
    private int guesses = 16;
    @Option(names = "--greedy", description = "all answers greedily (default: every other one by chance)")
    private boolean greedy;
    @Mixin
    private Report report;

    private GuessCommand() {}

    @Override
    public Integer call() throws Exception {
        try (Single single = new Single(model, 1); Rig rig = new Rig(model, 1)) {
            SplitOptions options = SplitOptions.usual().withPositions(SplitCommand.context(single)).withSequences(1, 0)
                    .withCuts(Rig.evenCuts(single.layers(), 2)).withChecking(Checking.NONE).withGuesses(guesses);
            try (SplitModel split = rig.split(rig.stages(1).stream().map(StageProcess::address).toList(), options,
                    SplitListener.NONE)) {
                return draft == null ? run(single, split, table(single)) : withModel(single, split);
            }
        }
    }

    private Drafter table(Single single) throws Exception {
        NgramDrafter table = new NgramDrafter();
        if (text == null) return table;
        table.begin().propose(single.loaded().tokenizer().encode(Files.readString(text)), 0);
        return table;
    }

    private int withModel(Single single, SplitModel split) throws Exception {
        try (LoadedModel small = LoadedModel.open(draft, 1)) {
            return run(single, split,
                    new ModelDrafter(small.model(), small.workers(), single.loaded().model().config().vocabulary()));
        }
    }

    private int run(Single single, SplitModel split, Drafter drafter) throws Exception {
        Prompts texts = new Prompts(single.loaded(), tokens);
        int same = 0;
        try (Rig.Speaker speaker = new Rig.Speaker(split, drafter, true)) {
            for (int i = 0; i < prompts; i++) {
                SamplingOptions options = greedy ? SamplingOptions.greedy() : Prompts.options(i);
                Said alone = single.say(texts.tokens(i), options, tokens);
                if (alone.difference(speaker.say(texts.tokens(i), options, tokens)).isEmpty()) same++;
            }
        }
        SplitStatus status = split.status();
        double fewer = (double) status.tokens() / status.roundTrips();
        ObjectNode result = new ObjectMapper().createObjectNode().put("model", model.getFileName().toString())
                .put("draft", draft == null ? "n-grams" : draft.getFileName().toString())
                .put("read_first", text == null ? "nothing" : text.getFileName().toString())
                .put("prompts", prompts).put("tokens", tokens).put("guesses", guesses)
                .put("sampling", greedy ? "greedy" : "greedy and 0.8, in turns").put("identical", same == prompts)
                .put("tokens_chosen", status.tokens()).put("round_trips", status.roundTrips())
                .put("times_fewer_round_trips", fewer);
        report.print(result);
        return same == prompts ? 0 : 1;
    }
}
