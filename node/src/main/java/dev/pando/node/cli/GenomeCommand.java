package dev.pando.node.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "genome", description = "Adapters that nodes exchange: make them, judge them, merge them.", subcommands = {
        GenomeTrainCommand.class,
        GenomeVerifyCommand.class, GenomeShelfCommands.ListThem.class, GenomeShelfCommands.Show.class,
        GenomeShelfCommands.Import.class, GenomeShelfCommands.Export.class, GenomeShelfCommands.Remove.class,
        GenomeShareCommands.Share.class, GenomeShareCommands.Revoke.class,
        GenomeCheckCommand.class, GenomeMergeCommand.class})
final class GenomeCommand implements Runnable {

    @ParentCommand
    private Cli pando;
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which of: "
                + String.join(", ", spec.subcommands().keySet()) + "?");
    }

    Terminal terminal() {
        return pando.terminal();
    }
}
