package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.EncodingException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Texts of a request as vectors.
///
/// @param model   the encoder's name
/// @param vectors a unit vector for each text
/// @param tokens  that the encoder read of all texts
record Embeddings(String model, List<float[]> vectors, int tokens) {

    /// Reads `input` (or Ollama's older `prompt`) and encodes it.
    ///
    /// @throws ApiException naming what is wrong, or that there is no encoder
    static Embeddings of(Optional<Encoder> encoder, JsonNode body) {
        Encoder with = encoder.orElseThrow(
                () -> ApiException.of(404, "model", "model_not_found", "this node has no encoder for embeddings"));
        List<String> texts = texts(body.has("input") ? body.get("input") : body.path("prompt"));
        int dimensions = new Fields(body).count("dimensions", 1).orElse(with.dimensions());
        if (dimensions != with.dimensions()) {
            throw ApiException.bad("dimensions", "dimensions: this encoder has " + with.dimensions());
        }
        try {
            List<float[]> vectors = new ArrayList<>();
            for (String text : texts) vectors.add(with.encode(text));
            return new Embeddings(with.id(), vectors, texts.stream().mapToInt(with::tokens).sum());
        } catch (EncodingException e) {
            throw ApiException.broken(e.getMessage());
        }
    }

    private static List<String> texts(JsonNode input) {
        List<String> texts = new ArrayList<>();
        for (JsonNode one : input.isArray() ? input : List.of(input)) {
            if (!one.isTextual()) throw ApiException.bad("input", "input: must be a text or an array of texts");
            texts.add(one.textValue());
        }
        if (texts.isEmpty() || texts.size() > HttpLimits.EMBEDDINGS_MAX) {
            throw ApiException.bad("input",
                    "input: " + texts.size() + " texts, from 1 to " + HttpLimits.EMBEDDINGS_MAX);
        }
        return texts;
    }

    static void put(ArrayNode array, float[] vector) {
        for (float element : vector) array.add(element);
    }

    /// Little-endian float32, as OpenAI's clients ask for.
    static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
