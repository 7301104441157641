package dev.pando.node.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "split", description = "One model over several machines, bit for bit.", subcommands = {
        SplitPlanCommand.class, SplitServeCommand.class, SplitRunCommand.class, SplitStatusCommand.class})
final class SplitCommand implements Runnable {

    @ParentCommand
    private Cli pando;
    @Spec
    private CommandSpec spec;

    Terminal terminal() {
        return pando.terminal();
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(),
                "split plan, split serve, split run or split status");
    }
}
