package dev.pando.node.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The OpenAPI 3.1 document of a table of operations. Schemas are in `schemas.json`; a test holds every reply to its own.
final class OpenApi {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectNode SCHEMAS = schemas();
    private static final Pattern NAME = Pattern.compile("\\{([a-z]+)}");

    private OpenApi() {}

    static ObjectNode document(List<Operation> operations) {
        ObjectNode root = MAPPER.createObjectNode().put("openapi", "3.1.0");
        root.putObject("info").put("title", "Pando").put("version", "1");
        root.putArray("servers").addObject().put("url", InstanceApi.BASE);
        ObjectNode paths = root.putObject("paths");
        for (Operation operation : operations) {
            ObjectNode path = paths.has(operation.path())
                    ? (ObjectNode) paths.get(operation.path())
                    : paths.putObject(operation.path());
            path.set(operation.method().toLowerCase(Locale.ROOT), described(operation));
        }
        root.putObject("components").set("schemas", SCHEMAS);
        return root;
    }

    private static ObjectNode schemas() {
        try (InputStream in = OpenApi.class.getResourceAsStream("schemas.json")) {
            return (ObjectNode) MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The fields of a schema, in its order.
    static Set<String> fields(String schema) {
        Set<String> names = new LinkedHashSet<>();
        SCHEMAS.at("/" + schema + "/properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static ObjectNode described(Operation operation) {
        ObjectNode node = MAPPER.createObjectNode().put("operationId", operation.id()).put("summary",
                operation.summary());
        ArrayNode parameters = node.putArray("parameters");
        NAME.matcher(operation.path()).results().forEach(name -> parameters.addObject().put("name", name.group(1))
                .put("in", "path").put("required", true).putObject("schema")
                .put("type", name.group(1).equals("id") ? "integer" : "string"));
        operation.query().forEach(p -> parameters.addObject().put("name", p.name()).put("in", "query")
                .put("description", p.meaning()).putObject("schema").put("type", p.type()));
        if (!operation.body().isEmpty()) {
            node.putObject("requestBody").put("required", true).set("content", json(operation.body()));
        }
        ObjectNode responses = node.putObject("responses");
        if (operation.reply().isEmpty()) {
            responses.putObject("204").put("description", "Done.");
        } else {
            ObjectNode content = responses.putObject("200").put("description", "Done.").putObject("content");
            if (operation.repliesBytes()) content.putObject(operation.reply());
            else
                content.setAll(json(operation.reply()));
            if (operation.reply().equals("Exchange")) content.setAll(media("text/event-stream", "ExchangeEvent"));
        }
        responses.putObject("default").put("description", "Refused.").set("content", json("Error"));
        return node;
    }

    private static ObjectNode json(String schema) {
        return media("application/json", schema);
    }

    private static ObjectNode media(String type, String schema) {
        ObjectNode node = MAPPER.createObjectNode();
        node.putObject(type).putObject("schema").put("$ref", "#/components/schemas/" + schema);
        return node;
    }
}
