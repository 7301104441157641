package dev.pando.engine.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// JSON with limits: depth, length of names, texts and numbers, no key twice, nothing after the value.
final class Json {

    private static final int NUMBER_CHARACTERS_MAX = 64;

    /// Makes parsers that throw [JsonProcessingException] on anything over a limit.
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(ModelLimits.JSON_DEPTH_MAX)
                    .maxNameLength(ModelLimits.SAFETENSORS_NAME_CHARACTERS_MAX)
                    .maxStringLength(ModelLimits.CONFIG_BYTES_MAX).maxNumberLength(NUMBER_CHARACTERS_MAX).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Its symbol table throws of its own on names made to collide.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private Json() {}

    /// The object in a small file.
    ///
    /// @throws ModelFileException if it is longer than `bytesMax`, no JSON object, or cannot be read
    static JsonNode object(Path file, int bytesMax) {
        String place = String.valueOf(file.getFileName());
        try {
            long bytes = Files.size(file);
            if (bytes > bytesMax) throw new ModelFileException(place + ": " + bytes + " bytes, limit " + bytesMax);
            JsonNode node = MAPPER.readTree(Files.readAllBytes(file));
            if (!node.isObject()) throw new ModelFileException(place + ": not a JSON object");
            return node;
        } catch (JsonProcessingException e) {
            throw broken(place, e);
        } catch (IOException e) {
            throw new ModelFileException(place + ": cannot be read: " + e.getMessage(), e);
        }
    }

    static ModelFileException broken(String place, JsonProcessingException e) {
        var at = e.getLocation();
        String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return new ModelFileException(place + ": JSON" + where + ": " + e.getOriginalMessage(), e);
    }
}
