package dev.pando.libp2p.kad;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;

/// A place in the key space: 256 bits, most significant first.
///
/// kad-dht §Distance: "In all cases, the distance between two keys is XOR(sha256(key1), sha256(key2))."
///
/// @param a bits 0 to 63
/// @param b bits 64 to 127
/// @param c bits 128 to 191
/// @param d bits 192 to 255
public record KadId(long a, long b, long c, long d) implements Comparable<KadId> {

    /// Bits of a place.
    public static final int BITS = 256;

    /// Where a key lies: its SHA-256.
    public static KadId of(byte[] key) {
        try {
            return ofHash(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    private static KadId ofHash(byte[] hash) {
        ByteBuffer in = ByteBuffer.wrap(hash);
        return new KadId(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    /// The distance to another place, itself 256 bits.
    public KadId distance(KadId other) {
        return new KadId(a ^ other.a, b ^ other.b, c ^ other.c, d ^ other.d);
    }

    /// Leading bits that both have alike, 0 to 256.
    public int commonPrefix(KadId other) {
        KadId x = distance(other);
        if (x.a != 0) return Long.numberOfLeadingZeros(x.a);
        if (x.b != 0) return 64 + Long.numberOfLeadingZeros(x.b);
        if (x.c != 0) return 128 + Long.numberOfLeadingZeros(x.c);
        return 192 + Long.numberOfLeadingZeros(x.d);
    }

    /// Nearest to `target` first.
    public static Comparator<KadId> nearest(KadId target) {
        return (x, y) -> compare(x, y, target);
    }

    private static int compare(KadId x, KadId y, KadId t) {
        if (x.a != y.a) return Long.compareUnsigned(x.a ^ t.a, y.a ^ t.a);
        if (x.b != y.b) return Long.compareUnsigned(x.b ^ t.b, y.b ^ t.b);
        if (x.c != y.c) return Long.compareUnsigned(x.c ^ t.c, y.c ^ t.c);
        return Long.compareUnsigned(x.d ^ t.d, y.d ^ t.d);
    }

    @Override
    public int compareTo(KadId other) {
        return compare(this, other, ZERO);
    }

    private static final KadId ZERO = new KadId(0, 0, 0, 0);

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(a) + "…";
    }
}
