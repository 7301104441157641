package dev.pando.libp2p.multiformats;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// A digest that says which hash made it: `varint code | varint length | digest`.
///
/// @param code   of the hash function in the multicodec table
/// @param digest its result; for [#IDENTITY] the message itself
public record Multihash(long code, byte[] digest) {

    /// The "hash" that leaves its input alone.
    public static final long IDENTITY = 0x00;
    /// SHA-256.
    public static final long SHA2_256 = 0x12;
    /// SHA-512.
    public static final long SHA2_512 = 0x13;
    /// The longest digest, in bytes.
    public static final int DIGEST_BYTES_MAX = 128;

    /// @throws WireException if the digest is longer than [#DIGEST_BYTES_MAX] or not as long as its hash makes it
    public Multihash {
        WireException.within("multihash", digest.length, "bytes", DIGEST_BYTES_MAX);
        int bytes = code == SHA2_256 ? 32 : code == SHA2_512 ? 64 : digest.length;
        if (digest.length != bytes) {
            throw new WireException("multihash", "digest of " + digest.length + " bytes where " + bytes + " belong");
        }
        digest = digest.clone();
    }

    /// The SHA-256 of `message`.
    public static Multihash sha256(byte[] message) {
        try {
            return new Multihash(SHA2_256, MessageDigest.getInstance("SHA-256").digest(message));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /// Takes one multihash from `in`.
    ///
    /// @throws WireException if it is cut off or its digest is too long
    public static Multihash get(ByteBuffer in) {
        long code = Varint.get(in);
        int length = WireException.within("multihash", Varint.get(in), "bytes", DIGEST_BYTES_MAX);
        if (length > in.remaining()) {
            throw new WireException("multihash", "cut off, " + in.remaining() + " of " + length + " bytes");
        }
        byte[] digest = new byte[length];
        in.get(digest);
        return new Multihash(code, digest);
    }

    /// Reads `bytes` as one multihash and nothing else.
    ///
    /// @throws WireException if it is cut off, too long or followed by more
    public static Multihash read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Multihash hash = get(in);
        if (in.hasRemaining()) throw new WireException("multihash", in.remaining() + " bytes behind its end");
        return hash;
    }

    /// The digest alone, a copy.
    @Override
    public byte[] digest() {
        return digest.clone();
    }

    /// The binary form.
    public byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(Varint.size(code) + Varint.size(digest.length) + digest.length);
        Varint.put(out, code);
        Varint.put(out, digest.length);
        return out.put(digest).array();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Multihash(long c, byte[] d) && c == code && Arrays.equals(d, digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest) * 31 + Long.hashCode(code);
    }

    /// Base58btc without a prefix, as `QmYyQS…`.
    @Override
    public String toString() {
        return Multibase.BASE58BTC.encodeBare(bytes());
    }
}
