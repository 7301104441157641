package dev.pando.engine.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Whether two schemas can hold for the same value. `oneOf` promises that exactly one of its schemas does; where that does
/// not follow from types, constants or required members, it is refused rather than hoped for.
final class Disjoint {

    private static final int DEPTH_MAX = 8;

    private final References references;

    private Disjoint(References references) {
        this.references = references;
    }

    /// @throws GrammarException naming the first two of `choices` that may hold together
    static void check(JsonNode choices, References references, String place) {
        Disjoint disjoint = new Disjoint(references);
        for (int i = 0; i < choices.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (!disjoint.are(choices.get(i), choices.get(j), place, 0)) {
                    throw new GrammarException(place, "oneOf: a value may be both number " + j + " and number " + i
                            + " of them; anyOf would be supported");
                }
            }
        }
    }

    private boolean are(JsonNode one, JsonNode other, String place, int depth) {
        if (depth > DEPTH_MAX) return false;
        JsonNode a = resolved(one, place), b = resolved(other, place);
        if (!a.isObject() || !b.isObject()) return false;
        List<JsonNode> valuesA = values(a), valuesB = values(b);
        if (valuesA != null && valuesB != null) {
            return valuesA.stream().noneMatch(x -> valuesB.stream().anyMatch(y -> SchemaReader.same(x, y)));
        }
        Set<String> types = types(a, place), common = types(b, place);
        common.retainAll(types);
        if (common.isEmpty()) return true;
        return common.equals(Set.of("object")) && membersDiffer(a, b, place, depth)
                || common.equals(Set.of("number")) && (below(a, b) || below(b, a));
    }

    private JsonNode resolved(JsonNode schema, String place) {
        JsonNode at = schema;
        for (int i = 0; i < DEPTH_MAX && at.has("$ref"); i++) at = references.target(at.get("$ref").asText(), place);
        return at;
    }

    // What a value is must be said by `type` or by the values themselves; keywords alone leave other types open.
    private static Set<String> types(JsonNode schema, String place) {
        Set<String> types = new TreeSet<>();
        List<JsonNode> values = values(schema);
        if (values != null) values.forEach(v -> types.add(v.getNodeType().name().toLowerCase(java.util.Locale.ROOT)));
        else if (schema.has("type")) types.addAll(SchemaReader.types(schema, place));
        else
            types.addAll(List.of("object", "array", "string", "number", "boolean", "null"));
        if (types.remove("integer")) types.add("number");
        return types;
    }

    private static List<JsonNode> values(JsonNode schema) {
        if (schema.has("const")) return List.of(schema.get("const"));
        if (!schema.has("enum")) return null;
        List<JsonNode> values = new ArrayList<>();
        schema.get("enum").forEach(values::add);
        return values;
    }

    private boolean membersDiffer(JsonNode a, JsonNode b, String place, int depth) {
        return requiredAndForbidden(a, b) || requiredAndForbidden(b, a) || requiredAndOther(a, b, place, depth)
                || requiredAndOther(b, a, place, depth);
    }

    private static boolean requiredAndForbidden(JsonNode a, JsonNode b) {
        boolean closed = BooleanNode.FALSE.equals(b.get("additionalProperties"));
        for (JsonNode name : a.path("required")) {
            if (closed && !b.path("properties").has(name.asText())) return true;
        }
        return false;
    }

    private boolean requiredAndOther(JsonNode a, JsonNode b, String place, int depth) {
        for (JsonNode name : a.path("required")) {
            JsonNode x = a.path("properties").path(name.asText()), y = b.path("properties").path(name.asText());
            if (are(x, y, place, depth + 1)) return true;
        }
        return false;
    }

    private static boolean below(JsonNode a, JsonNode b) {
        return a.path("maximum").isNumber() && b.path("minimum").isNumber()
                && a.get("maximum").decimalValue().compareTo(b.get("minimum").decimalValue()) < 0;
    }
}
