package dev.pando.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.collective.Collective;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.MiniLm;
import dev.pando.node.exchange.Signing;
import dev.pando.node.api.SharingCalls;
import dev.pando.node.identity.NodeKey;
import dev.pando.node.store.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "share", description = "Shows what would leave this node, byte for byte, or makes it ready to leave. The node must not be running: a running one shares by its page and by /api/v1/sharing.")
final class ShareCommand implements Callable<Integer> {

    @ParentCommand
    private Cli pando;
    @Mixin
    private DataDir dataDir;
    @Option(names = "--dry-run", description = "Shows it and changes nothing.")
    private boolean dryRun;
    @Option(names = "--agree", paramLabel = "ID", split = ",", description = "Says yes to these notes, of topics that ask.")
    private List<Long> agreed = new ArrayList<>();
    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = pando.terminal();
        Path dir = Files.createDirectories(dataDir.path(terminal));
        long now = System.currentTimeMillis();
        try (OneNode _ = OneNode.in(dir);
                Encoder encoder = new MiniLm();
                Database database = Database.open(dir);
                Collective collective = new Collective(database, encoder, InstantSource.system(),
                        Signing.as(NodeKey.in(dir)))) {
            List<Collective.Preview> previews = dryRun
                    ? collective.preview(agreed, now)
                    : collective.share(agreed, now);
            ObjectNode result = SharingCalls.described(previews, now).put("dry_run", dryRun).put("sharing",
                    collective.sharing().isOn());
            if (json) terminal.out().println(result);
            else
                print(terminal, result);
        }
        return 0;
    }

    private void print(Terminal terminal, ObjectNode result) {
        for (JsonNode node : result.get("leaves")) {
            terminal.out().println((dryRun ? "would leave  " : "left         ") + node.get("bytes").asInt() + " bytes  "
                    + (node.has("note") ? node.at("/note/sentence").asText() : "the places of the notes above") + "  "
                    + node.get("artifact").asText());
        }
        for (JsonNode node : result.get("stays")) {
            terminal.out().println(
                    "stays        " + node.at("/note/sentence").asText() + "  because " + node.get("because").asText());
        }
        terminal.out().println(result.get("bytes").asLong() + " bytes in all");
    }
}
