package dev.pando.node.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/// JSON with limits: what a request may contain, and the bytes of an answer.
final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(HttpLimits.JSON_DEPTH_MAX)
                    .maxStringLength(HttpLimits.JSON_STRING_CHARS_MAX).maxNameLength(HttpLimits.JSON_NAME_CHARS_MAX)
                    .maxNumberLength(HttpLimits.JSON_NUMBER_CHARS_MAX).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private Json() {}

    /// An empty object.
    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// Reads a body that must be one JSON object.
    ///
    /// @throws ApiException 400 with the place in the body
    static JsonNode readObject(byte[] body) {
        try {
            JsonNode node = MAPPER.readTree(body);
            if (node.isObject()) return node;
            throw ApiException.bad(null, "the body must be a JSON object");
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            String place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw ApiException.bad(null, "the body is not JSON that is accepted here" + place + ": " + oneLine(e));
        } catch (IOException e) {
            throw ApiException.bad(null, "the body is not JSON: " + e.getMessage());
        }
    }

    private static String oneLine(JsonProcessingException e) {
        String message = e.getOriginalMessage().lines().findFirst().orElse("");
        return message.length() <= 200 ? message : message.substring(0, 200) + "…";
    }

    /// The UTF-8 bytes of a node.
    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
