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

/// Where the node of this data directory can be asked.
///
/// @param uri its page
record NodeAddress(URI uri) {

    private static final Duration PATIENCE = Duration.ofSeconds(3), WORK = Duration.ofMinutes(10);

    /// @param port where it listens, or null for where it says that it does
    static NodeAddress of(Terminal terminal, DataDir dataDir, Integer port) throws IOException {
        Path file = dataDir.path(terminal).resolve(UpCommand.ADDRESS_FILE);
        if (port == null && Files.exists(file)) return new NodeAddress(URI.create(Files.readString(file).strip()));
        int number = terminal.number("port", port, NodeServer.PORT_DEFAULT, 1, NodeServer.PORT_MAX);
        return new NodeAddress(URI.create("http://127.0.0.1:" + number));
    }

    /// @throws CommandFailed if nobody answers, or a token is wanted
    JsonNode get(Terminal terminal, String path) throws InterruptedException {
        return send(terminal, HttpRequest.newBuilder(uri.resolve(path)).timeout(PATIENCE));
    }

    /// The same for a call that changes something; what is refused comes back as `{"error": …}`.
    JsonNode post(Terminal terminal, String path, JsonNode body) throws InterruptedException {
        return send(terminal, HttpRequest.newBuilder(uri.resolve(path)).timeout(WORK)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .header("Content-Type", "application/json"));
    }

    private JsonNode send(Terminal terminal, HttpRequest.Builder request) throws InterruptedException {
        String token = terminal.environment().getOrDefault("PANDO_API_TOKEN", "");
        if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 401) {
                throw new CommandFailed("the node at " + uri + " wants a token: set PANDO_API_TOKEN");
            }
            return new ObjectMapper().readTree(response.body());
        } catch (IOException e) {
            throw new CommandFailed("no node answers at " + uri + "; start one with ./pando up");
        }
    }
}
