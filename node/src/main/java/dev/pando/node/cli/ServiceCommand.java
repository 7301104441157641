package dev.pando.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "service", description = "Starts the node when you log in: a systemd user unit, or a launchd agent.")
final class ServiceCommand implements Runnable {

    /// Who starts services.
    enum Starter {
        SYSTEMD, LAUNCHD
    }

    @ParentCommand
    private Cli pando;
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "print, install or uninstall?");
    }

    /// Where a service's file lies, and what is in it.
    static final class Choice {
        @Mixin
        private DataDir dataDir;
        @Option(names = "--for", paramLabel = "STARTER", description = "systemd or launchd (default: this machine's).")
        private Starter starter;
        @Option(names = "--folder", paramLabel = "DIR", description = "Where the file lies (default: where its starter looks).")
        private Path folder;

        private Starter starter() {
            boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
            return starter != null ? starter : mac ? Starter.LAUNCHD : Starter.SYSTEMD;
        }

        private Path file(Terminal terminal) {
            Path home = Path.of(System.getProperty("user.home"));
            String config = terminal.environment().getOrDefault("XDG_CONFIG_HOME", "");
            return switch (starter()) {
                case SYSTEMD -> (folder != null
                        ? folder
                        : (config.isEmpty() ? home.resolve(".config") : Path.of(config)).resolve("systemd/user"))
                        .resolve("pando.service");
                case LAUNCHD -> (folder != null ? folder : home.resolve("Library/LaunchAgents"))
                        .resolve("dev.pando.plist");
            };
        }

        private String text(Terminal terminal) {
            String launcher = terminal.environment().getOrDefault("PANDO_LAUNCHER", "");
            if (launcher.isEmpty()) throw new CommandFailed("start this by ./pando: it says where it lies");
            String data = dataDir.path(terminal).toAbsolutePath().normalize().toString();
            String jdk = System.getProperty("java.home");
            if ((launcher + jdk + data).chars().anyMatch(c -> c < ' '))
                throw new CommandFailed("a path with a line end in it");
            return switch (starter()) {
                case SYSTEMD -> ServiceFiles.systemd(launcher, jdk, data);
                case LAUNCHD -> ServiceFiles.launchd(launcher, jdk, data);
            };
        }
    }

    @Command(name = "print", description = "Prints the file that install would write.")
    int print(@Mixin Choice choice) {
        pando.terminal().out().print(choice.text(pando.terminal()));
        return 0;
    }

    @Command(name = "install", description = "Writes it, and says how to start it.")
    int install(@Mixin Choice choice) throws IOException {
        Path file = choice.file(pando.terminal());
        String text = choice.text(pando.terminal());
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        pando.terminal().out().println(file);
        pando.terminal().say("start it with: " + switch (choice.starter()) {
            case SYSTEMD -> "systemctl --user daemon-reload && systemctl --user enable --now pando";
            case LAUNCHD -> "launchctl load -w " + file;
        });
        return 0;
    }

    @Command(name = "uninstall", description = "Removes it; stop the service first.")
    int uninstall(@Mixin Choice choice) throws IOException {
        Path file = choice.file(pando.terminal());
        if (!Files.deleteIfExists(file)) throw new CommandFailed("there is no " + file);
        pando.terminal().out().println(file);
        return 0;
    }
}
