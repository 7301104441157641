package dev.pando.node.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Another node on this machine: a process of its own with a data directory of its own, spoken to by HTTP alone.
public final class NodeProcess implements AutoCloseable {

    /// How long a node may take to start or to answer, in seconds.
    public static final int PATIENCE_S = 300;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final URI address;

    private NodeProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /// Starts a node without a model, by the same program that runs here.
    ///
    /// @param options of `pando up`, such as `--p2p`
    /// @throws IOException if it does not become ready
    public static NodeProcess start(Path dataDir, String... options) throws IOException {
        List<String> command = JavaCommand.of(List.of("-Xmx512m"), "dev.pando.node.app.Main", "up", "--data-dir",
                dataDir.toString(), "--port", "0", "--no-browser");
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(dataDir.resolve("node.log").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PANDO_"));
        Process process = builder.start();
        process.getOutputStream().close();
        BufferedReader out = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line; (line = out.readLine()) != null;) {
            int at = line.indexOf("http://");
            if (at >= 0) return new NodeProcess(process, URI.create(line.substring(at).strip()));
        }
        throw new IOException("a node did not start; " + dataDir.resolve("node.log") + " says why");
    }

    /// `GET path`.
    public JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address.resolve(path)).GET());
    }

    /// `POST path` with a JSON object.
    public JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        return send(json(path, body).POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    /// `PUT path` with a JSON object.
    public JsonNode put(String path, JsonNode body) throws IOException, InterruptedException {
        return send(json(path, body).PUT(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    /// `DELETE path`.
    public JsonNode delete(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address.resolve(path)).DELETE());
    }

    private HttpRequest.Builder json(String path, JsonNode body) {
        return HttpRequest.newBuilder(address.resolve(path)).header("Content-Type", "application/json");
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response;
        // A client for each request: a node drops connections that are silent for long, and a POST is not sent twice.
        try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(PATIENCE_S)).build()) {
            response = http.send(request.timeout(Duration.ofSeconds(PATIENCE_S)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            String end = process.isAlive() ? "" : ", which has ended with " + process.exitValue();
            throw new IOException("node " + address + end + ": " + e.getMessage(), e);
        }
        JsonNode body = JSON.readTree(response.body());
        if (response.statusCode() != 200)
            throw new IOException(
                    "a node answered " + response.statusCode() + ": " + body.at("/error/message").asText());
        return body;
    }

    /// Its peer's address.
    public String peerAddress() throws IOException, InterruptedException {
        return get("/api/v1/sharing").at("/addresses/0").asText();
    }

    /// Where its page is.
    public URI uri() {
        return address;
    }

    /// Its process id.
    public long pid() {
        return process.pid();
    }

    /// Ends it as `kill -9` does.
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
