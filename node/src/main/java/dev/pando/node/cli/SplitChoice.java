package dev.pando.node.cli;

import dev.pando.engine.draft.NgramDrafter;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.LocalEngine;
import dev.pando.node.cli.SplitServeCommand.SplitNodeAndHost;
import dev.pando.node.gate.Trust;
import dev.pando.node.instance.Instance;
import dev.pando.node.pull.ModelShelf;
import dev.pando.node.split.SplitListener;
import dev.pando.node.split.SplitModel;
import dev.pando.node.split.SplitNode;
import dev.pando.node.split.SplitOptions;
import dev.pando.node.split.SplitStatus;
import dev.pando.node.split.StageTrust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Option;

/// Whether a running node computes its model together with peers.
///
/// The model opens beside the rest of the node, and whom the node trusts is known only when the rest is there: so it waits
/// for that, and is told when it will never come.
final class SplitChoice implements AutoCloseable {

    @Option(names = "--split-peer", paramLabel = "ADDRESS", description = "Has this peer compute layers of the model: what `split serve` says there (peers in pando.toml's [split], PANDO_SPLIT_PEERS). May be given several times; those that are not needed stand by.")
    private List<String> peers = new ArrayList<>();

    private final CompletableFuture<Trust> trust = new CompletableFuture<>();
    private volatile SplitModel model; // null until it is open

    boolean wanted(Terminal terminal) {
        return !peers(terminal).isEmpty();
    }

    private List<String> peers(Terminal terminal) {
        if (!peers.isEmpty()) return peers;
        String said = terminal.environment().getOrDefault("PANDO_SPLIT_PEERS", "");
        return Arrays.stream(said.split("[,\\s]+")).filter(address -> !address.isBlank()).toList();
    }

    /// Whose trust counts.
    void trusting(Instance instance) {
        trust.complete(instance.collective().trust());
    }

    /// Opens a model over this machine and its peers.
    ///
    /// @throws dev.pando.node.split.SplitException if it cannot be split, naming the peer if one is to blame
    ChatEngine open(Terminal terminal, Path dataDir, Path file, LocalEngine.Settings settings) {
        StageTrust trusted = new StageTrust(trust.join(), System::currentTimeMillis);
        try {
            SplitNode.Settings self = SplitNode.Settings.of(List.of(), List.of(file), SplitPeer.parts(dataDir),
                    settings.threads()).withTrust(trusted);
            SplitNodeAndHost node = SplitNodeAndHost.start(SplitPeer.host(dataDir, List.of()), self);
            try {
                terminal.say("split: this machine is " + node.node().peer() + "; " + SplitServeCommand.WARNING);
                SplitOptions options = SplitOptions.usual().withPositions(settings.contextMax())
                        .withHubName(SplitPeer.hubName(new ModelShelf(dataDir), file));
                model = node.node().split(file, peers(terminal), options, SplitListener.NONE);
                return model.engine(new NgramDrafter(), node::close);
            } catch (RuntimeException | IOException e) {
                node.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How the chain is doing; empty if this node answers alone.
    Optional<SplitStatus> status() {
        return Optional.ofNullable(model).map(SplitModel::status);
    }

    /// Lets go whoever waits for a node that did not come.
    @Override
    public void close() {
        trust.completeExceptionally(new IllegalStateException("the node ended before it began"));
    }
}
