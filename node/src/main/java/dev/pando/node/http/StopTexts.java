package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// Texts that end an answer, as requests name them: one, or several.
final class StopTexts {

    private StopTexts() {}

    /// @param field what it is called, for messages
    /// @throws ApiException if there are too many, or one is too long or no text
    static List<String> read(JsonNode node, String field) {
        if (node.size() > HttpLimits.STOP_MAX) {
            throw ApiException.bad(field, field + ": " + node.size() + ", limit " + HttpLimits.STOP_MAX);
        }
        List<String> stops = new ArrayList<>();
        for (JsonNode one : node.isArray() ? node : List.of(node)) {
            if (!one.isTextual()) throw ApiException.bad(field, field + ": must be a string or an array of strings");
            if (one.textValue().length() > HttpLimits.STOP_CHARS_MAX) {
                throw ApiException.bad(field, field + ": " + one.textValue().length() + " characters, limit "
                        + HttpLimits.STOP_CHARS_MAX);
            }
            stops.add(one.textValue());
        }
        return stops;
    }
}
