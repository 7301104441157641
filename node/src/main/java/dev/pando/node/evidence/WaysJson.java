package dev.pando.node.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/// Ways as they lie in the database: the numbers of the sources behind each step.
final class WaysJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private WaysJson() {}

    static String write(List<List<Integer>> ways) {
        try {
            return MAPPER.writeValueAsString(ways);
        } catch (JsonProcessingException e) {
            throw new AssertionError("numbers can be written", e);
        }
    }

    static List<List<Integer>> read(String json) {
        try {
            return MAPPER.readValue(json, new TypeReference<>() {
            });
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("evidence_field.ways: " + json, e);
        }
    }
}
