package dev.pando.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "peers", description = "Says who is connected, how and since when, and why dials failed.")
final class PeersCommand implements Callable<Integer> {

    @ParentCommand
    private Cli pando;
    @Mixin
    private DataDir dataDir;
    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = pando.terminal();
        JsonNode said = NodeAddress.of(terminal, dataDir, null).get(terminal, "/api/v1/peers");
        if (json) terminal.out().println(said);
        else
            print(terminal.out(), said);
        return 0;
    }

    private static void print(PrintStream out, JsonNode said) {
        if (!said.path("online").asBoolean()) {
            out.println("this node works alone");
            return;
        }
        out.println("we are  " + said.path("peer").asText());
        for (JsonNode address : said.path("addresses")) out.println("at      " + address.asText());
        for (JsonNode p : said.path("peers")) {
            out.println(p.path("peer").asText() + "  " + p.path("way").asText() + (p.path("inbound").asBoolean()
                    ? ", from "
                    : ", at ")
                    + p.path("address").asText() + ", since " + Instant.ofEpochSecond(p.path("since").asLong()) + ", "
                    + p.path("agent").asText());
        }
        if (said.path("peers").isEmpty()) out.println("nobody is connected");
        for (JsonNode f : said.path("failed_dials")) {
            out.println("no answer from " + f.path("peer").asText() + " at " + f.path("address").asText() + ": "
                    + f.path("reason").asText() + " (" + Instant.ofEpochSecond(f.path("at").asLong()) + ")");
        }
    }
}
