package dev.pando.engine.learn;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.train.Weight.Parameter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/// What a peer needs to train the same weights again and compare.
///
/// @param base     SHA-256 of the model that the run began from
/// @param data     SHA-256 of the text
/// @param settings all numbers that decide the outcome
/// @param steps    steps taken
/// @param weights  SHA-256 of the weights that came out: [#hash]
public record Receipt(String base, String data, String settings, int steps, String weights) {

    /// SHA-256 of names, shapes and little-endian floats of `parameters`, in hexadecimal.
    public static String hash(List<Parameter> parameters) {
        MessageDigest digest = Hashes.sha256();
        for (Parameter p : parameters) {
            digest.update((p.name() + " " + p.rows() + " " + p.columns() + "\n").getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, p.value().length))
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(p.value());
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// As one JSON object.
    public String json() {
        ObjectNode node = new ObjectMapper().createObjectNode();
        return node.put("base_sha256", base).put("data_sha256", data).put("settings", settings).put("steps", steps)
                .put("weights_sha256", weights).toPrettyString();
    }
}
