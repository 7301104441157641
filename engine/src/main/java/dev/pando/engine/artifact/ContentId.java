package dev.pando.engine.artifact;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// The name of content: a CIDv1 of dag-cbor under SHA-256.
///
/// ```
/// byte 0   1      2          3         4                36
///      +---+------+----------+---------+-----------------+
///      | 1 | 0x71 | 0x12     | 32      | SHA-256         |
///      +---+------+----------+---------+-----------------+
///      version codec  hash       length
/// ```
public final class ContentId implements Comparable<ContentId> {

    /// Bytes of an id.
    public static final int BYTES = 36;

    private static final byte[] PREFIX = {1, 0x71, 0x12, 32};
    private static final int TEXT_CHARS = 1 + (8 * BYTES + 4) / 5;
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

    private final byte[] bytes;

    private ContentId(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The id of content.
    public static ContentId ofContent(byte[] content) {
        byte[] bytes = Arrays.copyOf(PREFIX, BYTES);
        System.arraycopy(sha256(content), 0, bytes, PREFIX.length, 32);
        return new ContentId(bytes);
    }

    /// An id as it is written.
    ///
    /// @throws ArtifactException if it is of another kind than ours
    public static ContentId of(byte[] bytes) {
        if (bytes.length != BYTES || !Arrays.equals(bytes, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
            String shown = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, PREFIX.length));
            throw new ArtifactException(
                    "content id of " + bytes.length + " bytes, " + shown + "…: not dag-cbor under SHA-256");
        }
        return new ContentId(bytes.clone());
    }

    /// An id as people write it.
    ///
    /// @throws ArtifactException if it is none of ours
    public static ContentId parse(String text) {
        if (text.length() != TEXT_CHARS || text.charAt(0) != 'b')
            throw new ArtifactException("content id: " + text.length() + " characters, not " + TEXT_CHARS);
        byte[] bytes = new byte[BYTES];
        int bits = 0, held = 0, at = 0;
        for (int i = 1; i < text.length(); i++) {
            int value = BASE32.indexOf(text.charAt(i));
            if (value < 0) throw new ArtifactException("content id: '" + text.charAt(i) + "' is no base32");
            bits = bits << 5 | value;
            held += 5;
            if (held >= 8 && at < BYTES) {
                held -= 8;
                bytes[at++] = (byte) (bits >>> held);
            }
        }
        ContentId id = of(bytes);
        if (!id.toString().equals(text)) throw new ArtifactException("content id: not the one way to write it");
        return id;
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /// Its bytes; a copy.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// As people write it: multibase base32, `bafyrei…`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("b");
        int bits = 0, held = 0;
        for (byte b : bytes) {
            bits = bits << 8 | b & 0xFF;
            for (held += 8; held >= 5; held -= 5) text.append(BASE32.charAt(bits >>> held - 5 & 31));
        }
        if (held > 0) text.append(BASE32.charAt(bits << 5 - held & 31));
        return text.toString();
    }

    @Override
    public int compareTo(ContentId other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContentId id && Arrays.equals(id.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
