package dev.pando.node.cli;

import dev.pando.node.pull.ModelShelf;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// Where a node keeps what is its own.
final class DataDir {

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where the node keeps its data (PANDO_DATA_DIR; default ~/.pando).")
    private Path given;

    Path path(Terminal terminal) {
        if (given != null) return given;
        String environment = terminal.environment().getOrDefault("PANDO_DATA_DIR", "");
        return environment.isEmpty() ? Path.of(System.getProperty("user.home"), ".pando") : Path.of(environment);
    }

    ModelShelf shelf(Terminal terminal) {
        return new ModelShelf(path(terminal));
    }
}
