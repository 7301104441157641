package dev.pando.node.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

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

    double real(String name, double otherwise) {
        if (!body.hasNonNull(name)) return otherwise;
        if (!body.get(name).isNumber()) throw ApiRefusal.bad(name, "must be a number");
        return body.get(name).doubleValue();
    }
}
