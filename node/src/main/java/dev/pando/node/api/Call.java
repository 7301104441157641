package dev.pando.node.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/// One call of an operation: what stands in its path, its query and its body.
///
/// @param path  values of the names in the path
/// @param query values of the query; the first of each name
/// @param body  a JSON object; empty if the operation takes none
public record Call(Map<String, String> path, Map<String, String> query, JsonNode body) {

    /// Copies the maps.
    public Call {
        path = Map.copyOf(path);
        query = Map.copyOf(query);
    }

    long id() {
        return id("id");
    }

    long id(String name) {
        String text = path.get(name);
        if (text == null || !text.matches("[0-9]{1,18}")) throw ApiRefusal.notThere("such address");
        return Long.parseLong(text);
    }

    long number(String name, long otherwise, long least, long most) {
        String text = query.get(name);
        if (text == null) return otherwise;
        if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) < least || Long.parseLong(text) > most)
            throw ApiRefusal.bad(name, "a whole number from " + least + " to " + most);
        return Long.parseLong(text);
    }

    String query(String name) {
        return query.getOrDefault(name, "");
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> ApiRefusal.bad(name, "it is missing"));
    }

    Optional<String> optionalText(String name) {
        if (!body.hasNonNull(name)) return Optional.empty();
        if (!body.get(name).isTextual()) throw ApiRefusal.bad(name, "must be a string");
        return Optional.of(body.get(name).textValue());
    }

    boolean flag(String name, boolean otherwise) {
        if (!body.hasNonNull(name)) return otherwise;
        if (!body.get(name).isBoolean()) throw ApiRefusal.bad(name, "must be true or false");
        return body.get(name).booleanValue();
    }

    OptionalLong whole(String name) {
        if (!body.hasNonNull(name)) return OptionalLong.empty();
        if (!body.get(name).isIntegralNumber() || !body.get(name).canConvertToLong())
            throw ApiRefusal.bad(name, "must be a whole number");
        return OptionalLong.of(body.get(name).longValue());
    }

    int count(String name, int least, int otherwise) {
        OptionalLong said = whole(name);
        if (said.isEmpty()) return otherwise;
        if (said.getAsLong() < least || said.getAsLong() > Integer.MAX_VALUE)
            throw ApiRefusal.bad(name, "a whole number from " + least + " to " + Integer.MAX_VALUE);
        return (int) said.getAsLong();
    }

    List<String> texts(String name) {
        return elements(name, "texts", JsonNode::isTextual).stream().map(JsonNode::textValue).toList();
    }

    List<Long> wholes(String name) {
        return elements(name, "whole numbers", n -> n.isIntegralNumber() && n.canConvertToLong()).stream()
                .map(JsonNode::longValue).toList();
    }

    private List<JsonNode> elements(String name, String kind, Predicate<JsonNode> fits) {
        if (!body.hasNonNull(name)) return List.of();
        List<JsonNode> elements = new ArrayList<>();
        body.get(name).forEach(elements::add);
        if (!body.get(name).isArray() || !elements.stream().allMatch(fits))
            throw ApiRefusal.bad(name, "must be a list of " + kind);
        return elements;
    }

    /// An object whose values are texts, in its order.
    Map<String, String> entries(String name) {
        if (!body.hasNonNull(name)) return Map.of();
        Map<String, String> entries = new LinkedHashMap<>();
        body.get(name).properties().forEach(e -> entries.put(e.getKey(), e.getValue().textValue()));
        if (!body.get(name).isObject() || entries.containsValue(null))
            throw ApiRefusal.bad(name, "must be an object whose values are texts");
        return entries;
    }

    double real(String name, double otherwise) {
        if (!body.hasNonNull(name)) return otherwise;
        if (!body.get(name).isNumber()) throw ApiRefusal.bad(name, "must be a number");
        return body.get(name).doubleValue();
    }
}
