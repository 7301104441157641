package dev.pando.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.node.http.NodeServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "status", description = "Says whether a node runs, with which model, and how busy it is.")
final class StatusCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @ParentCommand
    private Cli pando;
    @Mixin
    private DataDir dataDir;
    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = pando.terminal();
        URI address = address(terminal);
        try {
            JsonNode health = get(terminal, address.resolve("/health")),
                    models = get(terminal, address.resolve("/v1/models"));
            String model = models.at("/data/0/id").asText("");
            if (json) {
                terminal.out().println(new ObjectMapper().createObjectNode().put("address", address.toString())
                        .put("model", model)
                        .put("active", health.get("active").asInt()).put("waiting", health.get("waiting").asInt()));
            } else {
                terminal.out().println("node     " + address);
                terminal.out().println("model    " + (model.isEmpty() ? ModelChoice.NO_MODEL : model));
                terminal.out()
                        .println("answers  " + health.get("active").asInt() + " under way, "
                                + health.get("waiting").asInt()
                                + " waiting, " + health.get("slots").asInt() + " at once");
            }
            return 0;
        } catch (IOException e) {
            throw new CommandFailed("no node answers at " + address + "; start one with ./pando up");
        }
    }

    private URI address(Terminal terminal) throws IOException {
        Path file = dataDir.path(terminal).resolve(UpCommand.ADDRESS_FILE);
        if (Files.exists(file)) return URI.create(Files.readString(file).strip());
        return URI.create(
                "http://127.0.0.1:" + terminal.environment().getOrDefault("PANDO_PORT", "" + NodeServer.PORT_DEFAULT));
    }

    private static JsonNode get(Terminal terminal, URI address) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(PATIENCE);
        String token = terminal.environment().getOrDefault("PANDO_API_TOKEN", "");
        if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 401)
                throw new CommandFailed("the node at " + address + " wants a token: set PANDO_API_TOKEN");
            return new ObjectMapper().readTree(response.body());
        }
    }
}
