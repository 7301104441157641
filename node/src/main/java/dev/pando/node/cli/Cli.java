package dev.pando.node.cli;

import dev.pando.engine.corpus.TrainingException;
import dev.pando.engine.genome.GenomeException;
import dev.pando.engine.text.TextException;
import dev.pando.engine.weights.ModelFileException;
import dev.pando.node.encode.EncodingException;
import dev.pando.node.http.AddressTakenException;
import dev.pando.node.identity.IdentityException;
import dev.pando.node.net.NetException;
import dev.pando.node.config.Configuration;
import dev.pando.node.config.ConfigurationException;
import dev.pando.node.config.Version;
import dev.pando.node.pull.PullException;
import dev.pando.node.split.SplitException;
import dev.pando.node.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `./pando`: reads the command line, runs the command, and answers with its exit status: 0 done, 1 refused or failed,
/// 2 not understood.
@Command(name = "pando", version = "pando "
        + Version.NUMBER, description = "An AI of your own: it runs on your machine and learns from you there.")
public final class Cli implements Runnable {

    // In the order in which `--help` lists them.
    private static final List<Class<?>> COMMANDS = List.of(DemoCommand.class, LearnCommand.class, ShareCommand.class,
            UpCommand.class,
            ChatCommand.class, AskCommand.class,
            CompleteCommand.class, TokenizeCommand.class, BenchCommand.class, ModelsCommand.class, PullCommand.class,
            StatusCommand.class, PeersCommand.class, DoctorCommand.class, SplitCommand.class, TrainCommand.class,
            GenomeCommand.class, MemoryCommand.class, TokenCommand.class, ServiceCommand.class, McpCommand.class);

    private final Terminal terminal;
    @Spec
    private CommandSpec spec;
    @CommandLine.Option(names = {"-h",
            "--help"}, usageHelp = true, scope = CommandLine.ScopeType.INHERIT, description = "Says what can be said here.")
    private boolean help;
    @CommandLine.Option(names = {"-V", "--version"}, versionHelp = true, description = "Says which version this is.")
    private boolean version;

    private Cli(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Runs one command line.
    ///
    /// @return the exit status
    public static int run(Terminal terminal, String... arguments) {
        try {
            Path dataDir = DataDir.of(terminal, arguments);
            return commandLine(terminal.withDefaults(Configuration.read(dataDir)), arguments).execute(arguments);
        } catch (ConfigurationException e) {
            terminal.say(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
    }

    /// What reads and runs command lines; here for whoever wants to check one without running it.
    public static CommandLine commandLine(Terminal terminal) {
        return commandLine(terminal, new String[]{});
    }

    // Reading the annotations of twenty commands takes a third of a second in a new process: only the one that is named is read.
    private static CommandLine commandLine(Terminal terminal, String[] arguments) {
        CommandLine line = new CommandLine(new Cli(terminal));
        String named = arguments.length == 0 ? "" : arguments[0];
        List<Class<?>> one = COMMANDS.stream().filter(c -> c.getSimpleName().equalsIgnoreCase(named + "Command"))
                .toList();
        for (Class<?> command : one.isEmpty() ? COMMANDS : one) line.addSubcommand(command);
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setUsageHelpAutoWidth(true).setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, _, _) -> failed(terminal, e));
        line.setParameterExceptionHandler((e, _) -> misunderstood(terminal, e));
        return line;
    }

    /// `./pando` alone says what there is, and that this was no command.
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
    }

    Terminal terminal() {
        return terminal;
    }

    private static int misunderstood(Terminal terminal, CommandLine.ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        terminal.say(e.getMessage().lines().findFirst().orElse("not understood"));
        if (e.getCommandLine().getParent() == null) {
            e.getCommandLine().usage(terminal.err());
        } else {
            terminal.say("see ./" + command + " --help");
        }
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Terminal terminal, Exception e) {
        String line = switch (e) {
            case ConfigurationException _,AddressTakenException _,TrainingException _,GenomeException _,CommandFailed _,SplitException _,NetException _,ModelFileException _,TextException _,PullException _,StoreException _,IdentityException _,EncodingException _,IllegalArgumentException _ -> e
                    .getMessage();
            case InterruptedException _ -> "stopped";
            case FileSystemException files -> files.getFile() + ": " + reason(files);
            case IOException _ -> e.getMessage();
            default -> "a mistake of Pando's own: " + e + " (PANDO_DEBUG=1 shows where)";
        };
        terminal.say(line);
        if (terminal.environment().containsKey("PANDO_DEBUG")) e.printStackTrace(terminal.err());
        return switch (e) {
            // What cannot be had as it was configured is bad usage: a number out of range, a taken port, another peer.
            case ConfigurationException _,NetException _,AddressTakenException _ -> CommandLine.ExitCode.USAGE;
            default -> CommandLine.ExitCode.SOFTWARE;
        };
    }

    private static String reason(FileSystemException e) {
        return switch (e) {
            case java.nio.file.NoSuchFileException _ -> "there is no such file";
            case java.nio.file.AccessDeniedException _ -> "it may not be used";
            case java.nio.file.FileAlreadyExistsException _ -> "it is there already, and is no folder";
            default -> e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
        };
    }
}
