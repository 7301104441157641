package dev.pando.node.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.net.NodeHost;
import dev.pando.node.split.SplitNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "serve", description = "Computes layers for peers that are invited, and prints where they find this machine.")
final class SplitServeCommand implements Callable<Integer> {

    /// What somebody who computes for strangers must know, and whoever lets strangers compute.
    static final String WARNING = "what travels between machines can be turned back into the prompt by whoever computes a"
            + " layer: split with peers that you trust";

    @ParentCommand
    private SplitCommand split;
    @Mixin
    private SplitPeer self;
    @Option(names = "--listen", paramLabel = "ADDRESS", defaultValue = "/ip4/0.0.0.0/tcp/9742", description = "Where to listen (default: ${DEFAULT-VALUE}); may be repeated.")
    private List<String> listen;
    @Option(names = "--invite", paramLabel = "PEER", description = "Computes for this peer id; may be repeated. Nobody else is answered.")
    private List<String> invited = List.of();
    @Option(names = "--everybody", description = "Computes for whoever comes. They can be sure of no privacy here, and should be told so.")
    private boolean everybody;
    @Option(names = "--model", paramLabel = "FILE", description = "A GGUF file that peers need not send; may be repeated. Pulled models are known anyway.")
    private List<Path> models = List.of();

    @Override
    public Integer call() throws Exception {
        Terminal terminal = split.terminal();
        if (invited.isEmpty() && !everybody) {
            throw new CommandFailed("nobody is invited: name peers with --invite, or say --everybody");
        }
        if (everybody) terminal.say("everybody may use this machine; " + WARNING);
        SplitNode.Settings settings = self.settings(terminal, invited, models);
        try (UntilSignal signal = new UntilSignal();
                SplitNodeAndHost node = SplitNodeAndHost.start(self.host(terminal, listen),
                        everybody ? settings.forEverybody() : settings)) {
            ObjectNode where = new ObjectMapper().createObjectNode().put("peer", node.node().peer());
            node.node().addresses().forEach(where.putArray("addresses")::add);
            terminal.out().println(where);
            terminal.out().flush();
            signal.await();
        }
        return 0;
    }

    /// Both, closed in the right order: first the way to others, then the arithmetic.
    ///
    /// @param host how others are met
    /// @param node what is done for them
    record SplitNodeAndHost(NodeHost host, SplitNode node) implements AutoCloseable {

        static SplitNodeAndHost start(NodeHost host, SplitNode.Settings settings) {
            try {
                return new SplitNodeAndHost(host, SplitNode.on(host, settings));
            } catch (RuntimeException e) {
                host.close();
                throw e;
            }
        }

        @Override
        public void close() {
            host.close();
            node.close();
        }
    }
}
