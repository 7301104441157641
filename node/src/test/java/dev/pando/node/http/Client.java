package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/// What the tests of this room send.
final class Client {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Client() {}

    static HttpResponse<String> post(URI node, String path, String body, String... headers) throws Exception {
        return send(HttpRequest.newBuilder(node.resolve(path)).POST(HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json"), headers);
    }

    static HttpResponse<String> get(URI node, String path, String... headers) throws Exception {
        return send(HttpRequest.newBuilder(node.resolve(path)), headers);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String... headers) throws Exception {
        for (int i = 0; i < headers.length; i += 2) request.header(headers[i], headers[i + 1]);
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    static String chat(String said, String more) {
        return "{\"model\":\"scripted\",\"messages\":[{\"role\":\"user\",\"content\":\"" + said + "\"}]" + more + "}";
    }

    /// Sends bytes as they are and returns the first line of the answer; empty if the node just hangs up.
    static String raw(URI node, String request) throws IOException {
        try (Socket socket = new Socket(node.getHost(), node.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            String answer = new String(socket.getInputStream().readNBytes(64), StandardCharsets.ISO_8859_1);
            return answer.lines().findFirst().orElse("");
        } catch (java.net.SocketException e) {
            return "";
        }
    }
}
