package dev.pando.node.cli;

import dev.pando.engine.learn.Control;
import dev.pando.engine.learn.FineTune;
import dev.pando.engine.learn.SeedRecipe;
import dev.pando.kernel.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "seed-model", description = "Makes the bundled model anew: vocabulary, weights, files. The same command goes on with a run that was stopped.")
final class TrainSeedModelCommand implements Callable<Integer> {

    @ParentCommand
    private TrainCommand train;
    @Option(names = "--small", required = true, description = "The recipe for two cores; there is no other yet.")
    private boolean small;
    @Option(names = "--out", paramLabel = "DIR", defaultValue = "pando-seed", description = "Where the model goes (default: ./${DEFAULT-VALUE}).")
    private Path out;
    @Option(names = "--from", paramLabel = "MODEL", description = "A model that this command made and that is to learn more, with its own vocabulary and the hardest lessons. Without it a model begins from noise.")
    private Path from;
    @Option(names = "--steps", paramLabel = "N", defaultValue = ""
            + SeedRecipe.STEPS, description = "Steps of training (default ${DEFAULT-VALUE}, which made the bundled model, in a good two hours on three cores).")
    private int steps;
    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "The same seed gives the same model (default ${DEFAULT-VALUE}).")
    private long seed;
    @Option(names = "--threads", paramLabel = "N", description = "Threads of arithmetic (default: all processors).")
    private Integer threads;
    @Option(names = "--json", description = "Prints what came out as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Terminal terminal = train.terminal();
        if (!small) throw new CommandFailed("there is only the small recipe yet");
        SeedRecipe recipe = recipe();
        Control control = new Control();
        TrainingLine line = new TrainingLine(terminal);
        terminal.say((from == null ? "learning a vocabulary, then " : "") + steps
                + " steps; Ctrl-C stops, the same command goes on");
        try (Workers workers = new Workers(TrainCommand.threads(threads)); CtrlC _ = CtrlC.during(control::cancel)) {
            var outcome = recipe.run(out, workers, control, System::nanoTime, line);
            line.end();
            if (json) terminal.out().println(FineTune.json(outcome));
            terminal.say(outcome.finished() ? "the model is in " + out : "stopped; the same command goes on");
            return outcome.finished() ? 0 : 1;
        }
    }

    private SeedRecipe recipe() {
        SeedRecipe recipe = SeedRecipe.small(steps, seed);
        if (from == null) return recipe;
        if (!Files.isRegularFile(from)) throw new CommandFailed(from + ": there is no such file");
        return recipe.goingOnFrom(from);
    }
}
