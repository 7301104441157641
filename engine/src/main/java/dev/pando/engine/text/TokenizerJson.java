package dev.pando.engine.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads a `tokenizer.json` within limits, and says where it is wrong.
final class TokenizerJson {

    /// Bytes of the file; the largest real ones have about 35 MB.
    static final int BYTES_MAX = 128 << 20;
    /// How deep objects and arrays may nest.
    static final int DEPTH_MAX = 32;

    /// Parts of a normalizer or pre-tokenizer.
    static final int PARTS_MAX = 64;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX)
                    .maxNameLength(Vocabulary.TOKEN_CHARS_MAX).maxStringLength(1 << 20).maxNumberLength(64).build())
            .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private TokenizerJson() {}

    static JsonNode read(Path file) {
        try {
            long bytes = Files.size(file);
            if (bytes > BYTES_MAX) throw new TextException("tokenizer.json: " + bytes + " bytes, limit " + BYTES_MAX);
            return parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new TextException("tokenizer.json: cannot be read: " + e.getMessage(), e);
        }
    }

    static JsonNode parse(byte[] bytes) {
        try {
            JsonNode root = MAPPER.readTree(bytes);
            if (!root.isObject()) throw new TextException("tokenizer.json: not a JSON object");
            return root;
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new TextException("tokenizer.json" + where + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new TextException("tokenizer.json: cannot be read: " + e.getMessage(), e);
        }
    }

    /// The `type` of a part of the pipeline; empty if the part is null or not there.
    static String type(JsonNode part) {
        return part.path("type").asText("");
    }

    /// What a normalizer or pre-tokenizer is made of, sequences taken apart; nothing if it is null or not there.
    ///
    /// @param field what a sequence calls its parts
    /// @throws TextException if there are too many
    static List<JsonNode> parts(JsonNode node, String field) {
        List<JsonNode> parts = new ArrayList<>();
        collect(node, field, parts);
        return parts;
    }

    private static void collect(JsonNode node, String field, List<JsonNode> parts) {
        if (type(node).isEmpty()) return;
        if (!type(node).equals("Sequence")) parts.add(node);
        else
            for (JsonNode part : node.path(field)) collect(part, field, parts);
        if (parts.size() > PARTS_MAX) throw new TextException("tokenizer.json: over " + PARTS_MAX + " " + field);
    }

    /// @throws TextException naming the part and its type
    static TextException unknown(String part, JsonNode node) {
        return new TextException("tokenizer.json: " + part + " \"" + shortened(type(node)) + "\" is not one we know");
    }

    static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    /// Text that a part of the pipeline needs.
    static String text(JsonNode node, String part, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) throw new TextException("tokenizer.json: " + part + ": \"" + field + "\" is not text");
        return value.textValue();
    }
}
