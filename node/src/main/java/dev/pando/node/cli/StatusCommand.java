package dev.pando.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "status", description = "Says whether a node runs, with which model, and how busy it is.")
final class StatusCommand implements Callable<Integer> {

    @ParentCommand
    private Cli pando;
    @Mixin
    private DataDir dataDir;
    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = pando.terminal();
        NodeAddress address = NodeAddress.of(terminal, dataDir, null);
        JsonNode health = address.get(terminal, "/health"), models = address.get(terminal, "/v1/models");
        String model = models.at("/data/0/id").asText("");
        if (json) {
            terminal.out().println(new ObjectMapper().createObjectNode().put("address", address.uri().toString())
                    .put("model", model).put("active", health.get("active").asInt())
                    .put("waiting", health.get("waiting").asInt()));
        } else {
            terminal.out().println("node     " + address.uri());
            terminal.out().println("model    " + (model.isEmpty() ? ModelChoice.NO_MODEL : model));
            terminal.out().println("answers  " + health.get("active").asInt() + " under way, "
                    + health.get("waiting").asInt() + " waiting, " + health.get("slots").asInt() + " at once");
        }
        return 0;
    }
}
