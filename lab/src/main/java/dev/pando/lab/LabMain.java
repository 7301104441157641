package dev.pando.lab;

import dev.pando.lab.cells.CellsCommand;
import dev.pando.lab.collective.AbstainCommand;
import dev.pando.lab.collective.CatchUpCommand;
import dev.pando.lab.collective.MergeLawsCommand;
import dev.pando.lab.collective.PoisonCommand;
import dev.pando.lab.collective.SizesCommand;
import dev.pando.lab.durability.DurabilityCommand;
import dev.pando.lab.durability.DurabilityWorkerCommand;
import dev.pando.lab.emergence.EmergenceCommand;
import dev.pando.lab.emergence.MapCommand;
import dev.pando.lab.genomes.BackdoorCommand;
import dev.pando.lab.genomes.GenomesCommand;
import dev.pando.lab.genomes.RoutingCostCommand;
import dev.pando.lab.genomes.ShortlistCommand;
import dev.pando.lab.gossip.AttackCommand;
import dev.pando.lab.gossip.GossipCommand;
import dev.pando.lab.gossip.GrowthCommand;
import dev.pando.lab.interop.InteropCommand;
import dev.pando.lab.kad.KadCommand;
import dev.pando.lab.schema.SchemaCommand;
import dev.pando.lab.nat.NatCommand;
import dev.pando.lab.netspeed.NetSpeedCommand;
import dev.pando.lab.recall.RecallCommand;
import dev.pando.lab.seedmodel.SeedModelCommand;
import dev.pando.lab.kernels.KernelsCommand;
import dev.pando.lab.shape.ShapeCommand;
import dev.pando.lab.speed.SpeedCommand;
import dev.pando.lab.speed.StartCommand;
import dev.pando.lab.split.SplitCommand;
import dev.pando.lab.text.TokenizeCommand;
import dev.pando.lab.trainspeed.TrainAgreeCommand;
import dev.pando.lab.trainspeed.TrainSpeedCommand;
import dev.pando.lab.trainspeed.WorkerCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The entry of `./pando lab`: each experiment is a subcommand, in a package of its own.
///
/// JSON goes to stdout alone, everything else to stderr. Exit code 0: done, 1: refused or failed, 2: bad usage.
@Command(name = "pando lab", mixinStandardHelpOptions = true, description = "Experiments, simulators and benchmarks.", synopsisSubcommandLabel = "EXPERIMENT", subcommands = {
        EmergenceCommand.class, MapCommand.class, AbstainCommand.class, MergeLawsCommand.class, PoisonCommand.class,
        SizesCommand.class, CatchUpCommand.class, CellsCommand.class,
        ShapeCommand.class, KernelsCommand.class, SpeedCommand.class, StartCommand.class, TokenizeCommand.class,
        GossipCommand.class,
        AttackCommand.class,
        GrowthCommand.class, InteropCommand.class, KadCommand.class, NatCommand.class, NetSpeedCommand.class,
        SchemaCommand.class,
        SeedModelCommand.class, RecallCommand.class, DurabilityCommand.class, DurabilityWorkerCommand.class,
        SplitCommand.class, TrainSpeedCommand.class, WorkerCommand.class,
        TrainAgreeCommand.class,
        GenomesCommand.class, BackdoorCommand.class, RoutingCostCommand.class, ShortlistCommand.class})
public final class LabMain implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private LabMain() {}

    /// Runs one experiment and exits.
    ///
    /// @param arguments the experiment's name and its options
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new LabMain()).setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler((e, c, parsed) -> {
            c.getErr().println(c.getColorScheme().errorText("pando lab: " + e.getMessage()));
            return 1;
        });
        return commandLine;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which experiment?");
    }
}
