package dev.pando.engine.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Two schemas that must both hold, as one: `allOf`, and keywords beside `anyOf`, `oneOf` and `$ref`.
final class Merge {

    private static final Set<String> ANNOTATIONS = Set.of("title", "description", "default", "examples", "$schema",
            "$id", "$comment", "deprecated", "readOnly", "writeOnly", "$defs", "definitions", "contentMediaType",
            "contentEncoding", "$anchor", "strict", "nullable", "discriminator");
    private static final Set<String> LARGER = Set.of("minimum", "exclusiveMinimum", "minLength", "minItems",
            "minProperties");
    private static final Set<String> SMALLER = Set.of("maximum", "exclusiveMaximum", "maxLength", "maxItems",
            "maxProperties");

    private Merge() {}

    /// Whether a schema says anything about values, apart from the keywords in `but`.
    static boolean hasAssertions(JsonNode schema, String... but) {
        Set<String> rest = new java.util.HashSet<>(List.of(but));
        for (Map.Entry<String, JsonNode> entry : schema.properties()) {
            if (!ANNOTATIONS.contains(entry.getKey()) && !rest.contains(entry.getKey())) return true;
        }
        return false;
    }

    /// A schema with `allOf`, without it.
    static JsonNode all(JsonNode schema, References references, String place) {
        JsonNode parts = schema.get("allOf");
        if (!parts.isArray()) throw new GrammarException(place, "allOf is an array");
        ObjectNode rest = ((ObjectNode) schema).deepCopy();
        rest.remove("allOf");
        if (parts.size() == 1 && !hasAssertions(rest)) return parts.get(0);
        JsonNode merged = rest;
        for (JsonNode part : parts) merged = two(merged, resolved(part, references, place), place);
        return merged;
    }

    private static JsonNode resolved(JsonNode part, References references, String place) {
        if (!part.has("$ref")) return part;
        String name = part.get("$ref").asText();
        if (hasAssertions(part, "$ref") || references.isRecursive(name, place)) {
            throw new GrammarException(place,
                    "allOf with a $ref that has more beside it, or leads to itself, is not supported");
        }
        return references.target(name, place);
    }

    /// Both at once.
    ///
    /// @throws GrammarException if they say the same keyword in ways that are not put together here
    static JsonNode two(JsonNode a, JsonNode b, String place) {
        if (a.isBoolean()) return a.booleanValue() ? b : a;
        if (b.isBoolean()) return b.booleanValue() ? a : b;
        if (!a.isObject() || !b.isObject()) throw new GrammarException(place, "a schema is an object, true or false");
        checkClosed(a, b, place);
        checkClosed(b, a, place);
        ObjectNode both = ((ObjectNode) a).deepCopy();
        for (Map.Entry<String, JsonNode> entry : b.properties()) {
            String keyword = entry.getKey();
            JsonNode one = both.get(keyword), other = entry.getValue();
            if (ANNOTATIONS.contains(keyword)) continue;
            both.set(keyword, one == null || one.equals(other) ? other : merged(keyword, one, other, place));
        }
        return both;
    }

    private static void checkClosed(JsonNode closed, JsonNode other, String place) {
        if (!closed.has("additionalProperties") || closed.get("additionalProperties").equals(
                com.fasterxml.jackson.databind.node.BooleanNode.TRUE))
            return;
        for (Map.Entry<String, JsonNode> property : other.path("properties").properties()) {
            if (!closed.path("properties").has(property.getKey())) {
                throw new GrammarException(place, "additionalProperties in one schema and properties in another that"
                        + " must both hold are not supported");
            }
        }
    }

    private static JsonNode merged(String keyword, JsonNode a, JsonNode b, String place) {
        if (LARGER.contains(keyword)) return a.decimalValue().compareTo(b.decimalValue()) >= 0 ? a : b;
        if (SMALLER.contains(keyword)) return a.decimalValue().compareTo(b.decimalValue()) <= 0 ? a : b;
        return switch (keyword) {
            case "properties" -> properties(a, b);
            case "required" -> joined(a, b);
            case "type" -> types(a, b);
            case "enum" -> common(a, b);
            case "items" -> both(a, b);
            default -> throw new GrammarException(place, "two schemas that must both hold say different "
                    + keyword + ", which is not supported");
        };
    }

    private static ObjectNode both(JsonNode a, JsonNode b) {
        ObjectNode both = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        both.putArray("allOf").add(a).add(b);
        return both;
    }

    private static JsonNode properties(JsonNode a, JsonNode b) {
        ObjectNode all = ((ObjectNode) a).deepCopy();
        b.properties().forEach(e -> {
            JsonNode there = all.get(e.getKey());
            all.set(e.getKey(), there == null || there.equals(e.getValue()) ? e.getValue() : both(there, e.getValue()));
        });
        return all;
    }

    private static JsonNode joined(JsonNode a, JsonNode b) {
        Set<JsonNode> all = new java.util.LinkedHashSet<>();
        a.forEach(all::add);
        b.forEach(all::add);
        return array(all);
    }

    private static JsonNode common(JsonNode a, JsonNode b) {
        List<JsonNode> common = new ArrayList<>();
        a.forEach(x -> b.forEach(y -> {
            if (SchemaReader.same(x, y)) common.add(x);
        }));
        return array(common);
    }

    private static JsonNode types(JsonNode a, JsonNode b) {
        List<JsonNode> common = new ArrayList<>();
        for (JsonNode x : a.isArray() ? a : List.of(a)) {
            for (JsonNode y : b.isArray() ? b : List.of(b)) {
                boolean narrower = x.asText().equals("integer") && y.asText().equals("number");
                boolean wider = y.asText().equals("integer") && x.asText().equals("number");
                if (x.equals(y) || narrower) common.add(x);
                if (wider) common.add(y);
            }
        }
        return array(common);
    }

    private static ArrayNode array(Iterable<JsonNode> items) {
        ArrayNode array = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.arrayNode();
        items.forEach(array::add);
        return array;
    }
}
