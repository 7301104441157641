package dev.pando.node.http;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// Holds JSON to the part of JSON Schema that our OpenAPI document uses: type, properties, required,
/// additionalProperties, items, enum, $ref.
final class Schemas {

    private Schemas() {}

    static void check(JsonNode document, JsonNode schema, JsonNode value, String at) {
        assertTrue(schema.isObject(), at + ": no schema");
        if (schema.has("$ref")) {
            check(document, document.at(schema.get("$ref").asText().substring(1)), value, at);
            return;
        }
        List<String> types = new ArrayList<>();
        if (schema.get("type").isArray()) schema.get("type").forEach(t -> types.add(t.asText()));
        else
            types.add(schema.get("type").asText());
        assertTrue(types.stream().anyMatch(t -> is(t, value)), at + ": " + value + " is none of " + types);
        if (schema.has("enum")) {
            boolean known = false;
            for (JsonNode one : schema.get("enum")) known |= one.equals(value);
            assertTrue(known, at + ": " + value + " is none of " + schema.get("enum"));
        }
        if (value.isObject() && schema.has("properties")) object(document, schema, value, at);
        else if (value.isObject() && schema.path("additionalProperties").isObject()) {
            value.properties().forEach(
                    e -> check(document, schema.get("additionalProperties"), e.getValue(), at + "." + e.getKey()));
        }
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++)
                check(document, schema.get("items"), value.get(i), at + "[" + i + "]");
        }
    }

    private static void object(JsonNode document, JsonNode schema, JsonNode value, String at) {
        schema.path("required")
                .forEach(name -> assertTrue(value.has(name.asText()), at + ": " + name + " is missing in " + value));
        value.properties().forEach(field -> {
            JsonNode property = schema.get("properties").get(field.getKey());
            assertTrue(property != null, at + ": " + field.getKey() + " is not described");
            check(document, property, field.getValue(), at + "." + field.getKey());
        });
    }

    private static boolean is(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> false;
        };
    }
}
