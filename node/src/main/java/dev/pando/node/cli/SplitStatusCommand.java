package dev.pando.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "status", description = "Shows the chain of machines behind a split model that is being served.")
final class SplitStatusCommand implements Callable<Integer> {

    @ParentCommand
    private SplitCommand split;
    @Mixin
    private DataDir dataDir;
    @Option(names = "--port", paramLabel = "P", description = "Where the node listens on this machine (default: where it says so, else 9740).")
    private Integer port;
    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = split.terminal();
        JsonNode status = NodeAddress.of(terminal, dataDir, port).get(terminal, "/api/v1/split");
        if (json) {
            terminal.out().println(status);
        } else if (!status.path("split").asBoolean()) {
            terminal.out().println("this node answers alone");
        } else {
            words(terminal, status);
        }
        return 0;
    }

    private static void words(Terminal terminal, JsonNode status) {
        for (JsonNode s : status.path("stages")) {
            terminal.out().printf(Locale.ROOT,
                    "layers %3d to %3d  %-54s %.2f ms + %.2f ms on the way, %.0f %% busy, trust %.2f%n",
                    s.path("from").asInt(), s.path("to").asInt() - 1, s.path("peer").asText(),
                    s.path("ms_per_pass").asDouble(), s.path("boundary_ms").asDouble(),
                    100 * s.path("load").asDouble(), s.path("trust").asDouble());
        }
        terminal.out().printf(Locale.ROOT, "%.2f ms a token, %.1f %% of it on the way; %d tokens in %d round trips%n",
                status.path("ms_per_token").asDouble(), 100 * status.path("network_share").asDouble(),
                status.path("tokens").asLong(), status.path("round_trips").asLong());
        for (JsonNode event : status.path("events")) terminal.out().println(event.asText());
    }
}
