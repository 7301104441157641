package dev.pando.node.cli;

import dev.pando.node.pull.ModelShelf;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// Where a node keeps what is its own.
final class DataDir {

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where the node keeps its data (PANDO_DATA_DIR; default ~/.pando).")
    private Path given;

    /// The data directory of a command line that is not read yet: its settings are needed before.
    static Path of(Terminal terminal, String... arguments) {
        DataDir dataDir = new DataDir();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].startsWith("--data-dir=")) dataDir.given = Path.of(arguments[i].substring(11));
            if (arguments[i].equals("--data-dir") && i + 1 < arguments.length)
                dataDir.given = Path.of(arguments[i + 1]);
        }
        return dataDir.path(terminal);
    }

    Path path(Terminal terminal) {
        if (given != null) return given;
        String environment = terminal.environment().getOrDefault("PANDO_DATA_DIR", "");
        return environment.isEmpty() ? Path.of(System.getProperty("user.home"), ".pando") : Path.of(environment);
    }

    ModelShelf shelf(Terminal terminal) {
        return new ModelShelf(path(terminal));
    }
}
