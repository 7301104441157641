package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Reads the fields of a request's object; whatever has the wrong type is refused by name.
///
/// @param node  the object
/// @param place where it stands in the request, with a dot behind; empty for the request itself
record Fields(JsonNode node, String place) {

    /// The fields of a whole request.
    Fields(JsonNode request) {
        this(request, "");
    }

    /// Whether the field is there and not null.
    boolean has(String name) {
        return node.hasNonNull(name);
    }

    String text(String name, String otherwise) {
        if (!has(name)) return otherwise;
        if (!node.get(name).isTextual()) throw wrong(name, "a string");
        return node.get(name).textValue();
    }

    /// A text that must be there.
    String text(String name) {
        if (!has(name)) throw ApiException.bad(place + name, place + name + ": it is missing");
        return text(name, "");
    }

    boolean flag(String name, boolean otherwise) {
        if (!has(name)) return otherwise;
        if (!node.get(name).isBoolean()) throw wrong(name, "true or false");
        return node.get(name).booleanValue();
    }

    double number(String name, double otherwise) {
        if (!has(name)) return otherwise;
        if (!node.get(name).isNumber()) throw wrong(name, "a number");
        return node.get(name).doubleValue();
    }

    OptionalLong whole(String name) {
        if (!has(name)) return OptionalLong.empty();
        JsonNode value = node.get(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) throw wrong(name, "a whole number");
        return OptionalLong.of(value.longValue());
    }

    /// A whole number of at least `least`.
    OptionalInt count(String name, int least) {
        if (!has(name)) return OptionalInt.empty();
        JsonNode value = node.get(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) throw wrong(name, "a whole number");
        if (value.intValue() < least) {
            throw ApiException.bad(place + name, place + name + ": " + value.intValue() + ", at least " + least);
        }
        return OptionalInt.of(value.intValue());
    }

    /// Refuses a field that is there with any value but `only`.
    void onlySupports(String name, String only) {
        if (has(name) && !node.get(name).asText("").equals(only)) {
            throw ApiException.of(400, place + name, "unsupported_value",
                    place + name + ": only " + only + " is supported");
        }
    }

    /// Refuses a field that is there and neither false nor empty.
    void doesNotSupport(String name) {
        if (!has(name)) return;
        JsonNode value = node.get(name);
        boolean harmless = value.isContainerNode() ? value.isEmpty() : value.isBoolean() && !value.booleanValue();
        if (!harmless) {
            throw ApiException.of(400, place + name, "unsupported_parameter", place + name + " is not supported");
        }
    }

    private ApiException wrong(String name, String expected) {
        return ApiException.of(400, place + name, "invalid_type", place + name + ": must be " + expected);
    }
}
