package dev.pando.node.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "train", description = "Teaches a model on this machine, or measures it on a text.", subcommands = {
        TrainLoraCommand.class, TrainEvalCommand.class, TrainSeedModelCommand.class,
        TrainReaderCommand.class})
final class TrainCommand implements Runnable {

    @ParentCommand
    private Cli pando;
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "train lora, train eval or train seed-model");
    }

    Terminal terminal() {
        return pando.terminal();
    }

    /// Threads to compute with.
    static int threads(Integer given) {
        if (given != null && given < 1) throw new CommandFailed("threads: " + given + ", at least 1");
        return given != null ? given : Runtime.getRuntime().availableProcessors();
    }
}
