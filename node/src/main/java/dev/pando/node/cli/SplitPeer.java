package dev.pando.node.cli;

import dev.pando.node.net.NetSettings;
import dev.pando.node.net.NodeHost;
import dev.pando.node.pull.ModelShelf;
import dev.pando.node.pull.PullLimits;
import dev.pando.node.split.SplitNode;
import dev.pando.node.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// This machine as a peer of a split.
final class SplitPeer {

    @Mixin
    private DataDir dataDir;
    @Option(names = "--threads", paramLabel = "N", description = "Threads of arithmetic (default: all processors).")
    private Integer threads;
    @Option(names = "--memory", paramLabel = "BYTES", description = "Weights and caches at most (default: what is free).")
    private long memory;

    NodeHost host(Terminal terminal, List<String> listen) throws IOException {
        return host(dataDir.path(terminal), listen);
    }

    /// Keeps its key beside the node's, not in its place: a node may run meanwhile.
    static NodeHost host(Path dataDir, List<String> listen) throws IOException {
        Path directory = Files.createDirectories(dataDir.resolve("split"));
        return NodeHost.start(NetSettings.read(directory,
                Map.of("profile", "quiet", "listen", String.join(" ", listen))));
    }

    /// Where the node's API tokens are.
    Path apiTokens(Terminal terminal) {
        return dataDir.path(terminal).resolve("api-tokens");
    }

    /// Where what is held of peers outlives a run.
    Database database(Terminal terminal) {
        return Database.open(dataDir.path(terminal));
    }

    SplitNode.Settings settings(Terminal terminal, List<String> invited, List<Path> models) throws IOException {
        List<Path> all = new ArrayList<>(models);
        for (ModelShelf.Shelved shelved : dataDir.shelf(terminal).list()) {
            if (Files.isRegularFile(shelved.file())) all.add(shelved.file());
        }
        int width = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        return SplitNode.Settings.of(invited, all, parts(dataDir.path(terminal)), width).withMemory(memory)
                .withElsewhere(new HubWeights(PullCommand.hub(terminal, null), PullLimits.USUAL));
    }

    /// Where parts of models are kept that peers send.
    static Path parts(Path dataDir) {
        return dataDir.resolve("split").resolve("parts");
    }

    /// Where else a model file can be had, if it was pulled; else empty.
    String hubName(Terminal terminal, Path model) throws IOException {
        return hubName(dataDir.shelf(terminal), model);
    }

    static String hubName(ModelShelf shelf, Path model) throws IOException {
        for (ModelShelf.Shelved shelved : shelf.list()) {
            if (Files.exists(model) && Files.isSameFile(shelved.file(), model)) return shelved.hubName().orElse("");
        }
        return "";
    }
}
