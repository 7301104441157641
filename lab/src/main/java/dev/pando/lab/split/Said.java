package dev.pando.lab.split;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// An answer: its tokens, and the SHA-256 of the raw bits of all logits that each was chosen from.
final class Said {

    private final List<Integer> tokens = new ArrayList<>();
    private final List<String> logits = new ArrayList<>();

    List<Integer> tokens() {
        return tokens;
    }

    void logits(float[] row) {
        ByteBuffer bytes = ByteBuffer.allocate(row.length * Float.BYTES);
        for (float x : row) bytes.putInt(Float.floatToRawIntBits(x));
        try {
            logits.add(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array())));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /// Where another answer is not the same, if anywhere.
    Optional<String> difference(Said other) {
        for (int i = 0; i < Math.max(logits.size(), other.logits.size()); i++) {
            if (i >= logits.size() || i >= other.logits.size()) return Optional.of("length at token " + i);
            if (!logits.get(i).equals(other.logits.get(i))) return Optional.of("bits of logits at token " + i);
        }
        return tokens.equals(other.tokens) ? Optional.empty() : Optional.of("tokens");
    }
}
