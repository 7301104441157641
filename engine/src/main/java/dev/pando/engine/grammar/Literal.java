package dev.pando.engine.grammar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// JSON values as they are written: without spaces, characters as themselves.
final class Literal {

    private static final JsonMapper JSON = new JsonMapper();

    private Literal() {}

    static String text(JsonNode value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(JsonNode value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    static String quoted(String text) {
        return text(TextNode.valueOf(text));
    }

    /// A piece of a text, for a message.
    static String shown(String text) {
        return quoted(text.length() <= 40 ? text : text.substring(0, 40) + "…");
    }
}
