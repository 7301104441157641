package dev.pando.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.node.api.InstanceApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;

/// A node's `/api/v1`, called by what its own document says: every request and every reply is held to its schema, and what was
/// never called is known.
public final class Documented {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI node;
    private final JsonNode document;
    private final Set<String> called = new TreeSet<>(Set.of("GET /openapi.json"));

    /// Reads the document of a node.
    public Documented(URI node) throws Exception {
        this.node = node;
        this.document = Client.JSON.readTree(Client.get(node, InstanceApi.BASE + "/openapi.json").body());
    }

    /// All of it.
    public JsonNode document() {
        return document;
    }

    /// Sends a request as it is.
    public HttpResponse<byte[]> send(String method, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node + InstanceApi.BASE + path)).method(method,
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) request.header("Content-Type", "application/json");
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /// Calls an operation by its template and holds request and reply to the document; empty if it replies nothing, a binary
    /// node if it replies bytes.
    public JsonNode call(String method, String template, String path, String body) throws Exception {
        JsonNode operation = document
                .at("/paths/" + template.replace("~", "~0").replace("/", "~1") + "/" + method.toLowerCase());
        assertFalse(operation.isMissingNode(), method + " " + template + " is not in the document");
        called.add(method + " " + template);
        assertEquals(operation.has("requestBody"), body != null, method + " " + template + ": its body");
        if (body != null) {
            Schemas.check(document, operation.at("/requestBody/content/application~1json/schema"),
                    Client.JSON.readTree(body), template);
        }
        HttpResponse<byte[]> response = send(method, path, body);
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (operation.at("/responses/204").isObject()) {
            assertEquals(204, response.statusCode(), method + " " + path);
            return Client.JSON.createObjectNode();
        }
        assertEquals(200, response.statusCode(), () -> method + " " + path + ": " + new String(response.body()));
        assertTrue(operation.at("/responses/200/content").has(type), method + " " + path + ": " + type);
        if (!type.equals("application/json")) return Client.JSON.getNodeFactory().binaryNode(response.body());
        JsonNode reply = Client.JSON.readTree(response.body());
        Schemas.check(document, operation.at("/responses/200/content/application~1json/schema"), reply, template);
        return reply;
    }

    /// Calls what is refused, and holds the refusal to its schema.
    public JsonNode refused(int status, String method, String path, String body) throws Exception {
        HttpResponse<byte[]> response = send(method, path, body);
        JsonNode reply = Client.JSON.readTree(response.body());
        assertEquals(status, response.statusCode(), method + " " + path + ": " + reply);
        Schemas.check(document, document.at("/components/schemas/Error"), reply, path);
        assertEquals(1, reply.at("/error/message").asText().lines().count(), reply.toString());
        return reply;
    }

    /// What was called so far.
    public Set<String> called() {
        return called;
    }

    /// What the document describes.
    public Set<String> described() {
        Set<String> described = new TreeSet<>();
        document.get("paths").properties().forEach(path -> path.getValue().fieldNames()
                .forEachRemaining(method -> described.add(method.toUpperCase() + " " + path.getKey())));
        return described;
    }
}
