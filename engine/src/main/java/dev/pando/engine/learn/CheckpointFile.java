package dev.pando.engine.learn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.corpus.Hashes;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A checkpoint as bytes.
///
/// ```
/// ┌────────────┬────────────────┬────────────────────┬──────────────────────────────┬───────────────┐
/// │ PANDOCK1 8 │ header size u32│ header JSON, UTF-8 │ floats, little-endian, array │ SHA-256 of    │
/// │            │ big-endian     │                    │ after array                  │ all before 32 │
/// └────────────┴────────────────┴────────────────────┴──────────────────────────────┴───────────────┘
/// ```
/// The header: `{"run": …, "step": …, "weights": [lengths], "state": [lengths], "curve": [lengths]}`.
final class CheckpointFile {

    private static final byte[] MAGIC = "PANDOCK1".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH_BYTES = 32;
    private static final int HEADER_BYTES_MAX = 16 << 20;
    private static final int BUFFER_FLOATS = 1 << 16;
    private static final ObjectMapper JSON = new ObjectMapper();

    private CheckpointFile() {}

    static void write(Checkpoint c, OutputStream out) throws IOException {
        MessageDigest digest = Hashes.sha256();
        DataOutputStream data = new DataOutputStream(new DigestOutputStream(out, digest));
        ObjectNode header = JSON.createObjectNode().put("run", c.run()).put("step", c.step());
        List<float[]> curve = List.of(c.curve().losses(), c.curve().heldOutStep(), c.curve().heldOutLoss());
        lengths(header, "weights", c.weights());
        lengths(header, "state", c.state());
        lengths(header, "curve", curve);
        byte[] json = JSON.writeValueAsBytes(header);
        data.write(MAGIC);
        data.writeInt(json.length);
        data.write(json);
        for (List<float[]> arrays : List.of(c.weights(), c.state(), curve)) {
            for (float[] array : arrays) writeFloats(array, data);
        }
        data.flush();
        out.write(digest.digest());
    }

    private static void lengths(ObjectNode header, String name, List<float[]> arrays) {
        var lengths = header.putArray(name);
        for (float[] array : arrays) lengths.add(array.length);
    }

    private static void writeFloats(float[] array, OutputStream out) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES * BUFFER_FLOATS).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < array.length; from += BUFFER_FLOATS) {
            int count = Math.min(BUFFER_FLOATS, array.length - from);
            buffer.clear().asFloatBuffer().put(array, from, count);
            out.write(buffer.array(), 0, Float.BYTES * count);
        }
    }

    /// @throws IOException if it is cut short, altered, or no checkpoint
    static Checkpoint read(Path file) throws IOException {
        MessageDigest digest = Hashes.sha256();
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
            DataInputStream in = new DataInputStream(new DigestInputStream(raw, digest));
            if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) throw new IOException("no checkpoint of ours");
            JsonNode header = header(in);
            checkSize(header, Files.size(file));
            List<float[]> weights = arrays(in, header.path("weights"));
            List<float[]> state = arrays(in, header.path("state"));
            List<float[]> curve = arrays(in, header.path("curve"));
            if (!Arrays.equals(digest.digest(), raw.readNBytes(HASH_BYTES))) throw new IOException("its hash differs");
            if (curve.size() != 3) throw new IOException("it has " + curve.size() + " curves");
            return new Checkpoint(header.path("run").asText(), header.path("step").asInt(), weights, state,
                    new LossCurve(curve.get(0), curve.get(1), curve.get(2)));
        }
    }

    private static JsonNode header(DataInputStream in) throws IOException {
        int bytes = in.readInt();
        if (bytes < 2 || bytes > HEADER_BYTES_MAX) throw new IOException("a header of " + bytes + " bytes");
        return JSON.readTree(in.readNBytes(bytes));
    }

    // Before anything of that size is allocated.
    private static void checkSize(JsonNode header, long fileBytes) throws IOException {
        long floats = 0;
        for (String name : List.of("weights", "state", "curve")) {
            for (JsonNode length : header.path(name)) {
                if (!length.isInt() || length.intValue() < 0) throw new IOException("an array of " + length);
                floats += length.intValue();
            }
        }
        if (Float.BYTES * floats > fileBytes) throw new IOException("it is cut short: " + fileBytes + " bytes");
    }

    private static List<float[]> arrays(InputStream in, JsonNode lengths) throws IOException {
        List<float[]> arrays = new ArrayList<>();
        for (JsonNode length : lengths) arrays.add(readFloats(in, length.intValue()));
        return arrays;
    }

    private static float[] readFloats(InputStream in, int length) throws IOException {
        float[] array = new float[length];
        for (int from = 0; from < length; from += BUFFER_FLOATS) {
            int count = Math.min(BUFFER_FLOATS, length - from);
            byte[] bytes = in.readNBytes(Float.BYTES * count);
            if (bytes.length < Float.BYTES * count) throw new IOException("it is cut short");
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(array, from, count);
        }
        return array;
    }
}
