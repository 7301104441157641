package dev.pando.libp2p.multiformats;

import java.nio.ByteBuffer;

/// A content identifier: a hash together with what was hashed.
///
/// multiformats/cid: `<cidv1> ::= <multicodec-cidv1><multicodec-content-type><multihash-content-address>`; a version 0
/// is a bare SHA-256 multihash of dag-pb.
///
/// @param version 0 or 1
/// @param codec   how the content is encoded, from the multicodec table
/// @param hash    of the content
public record Cid(int version, long codec, Multihash hash) {

    /// Uninterpreted bytes.
    public static final long RAW = 0x55;
    /// MerkleDAG protobuf.
    public static final long DAG_PB = 0x70;
    /// MerkleDAG CBOR.
    public static final long DAG_CBOR = 0x71;
    /// A libp2p public key.
    public static final long LIBP2P_KEY = 0x72;

    private static final int V0_BYTES = 34;
    private static final int V0_CHARS = 46;

    /// @throws WireException if the version is unknown or a version 0 is not the SHA-256 of dag-pb
    public Cid {
        if (version != 0 && version != 1) throw new WireException("cid", "version " + version);
        if (version == 0 && (codec != DAG_PB || hash.code() != Multihash.SHA2_256)) {
            throw new WireException("cid", "version 0 that is not the SHA-256 of dag-pb");
        }
    }

    /// The version 1 identifier of a content.
    public static Cid of(long codec, Multihash hash) {
        return new Cid(1, codec, hash);
    }

    /// Reads the binary form.
    ///
    /// @throws WireException if it is no CID or is followed by more
    public static Cid read(byte[] bytes) {
        // multiformats/cid §Decoding Algorithm: "If it's 34 bytes long with the leading bytes [0x12, 0x20, ...], it's a
        // CIDv0"
        if (bytes.length == V0_BYTES && bytes[0] == 0x12 && bytes[1] == 0x20) {
            return new Cid(0, DAG_PB, Multihash.read(bytes));
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long version = Varint.get(in);
        if (version != 1) throw new WireException("cid", "version " + version);
        Cid cid = of(Varint.get(in), Multihash.get(in));
        if (in.hasRemaining()) throw new WireException("cid", in.remaining() + " bytes behind its end");
        return cid;
    }

    /// Reads the text form, in any [Multibase].
    ///
    /// @throws WireException if it is no CID
    public static Cid parse(String text) {
        // §Decoding Algorithm: "If it's 46 characters long and starts with Qm..., it's a CIDv0."
        if (text.length() == V0_CHARS && text.startsWith("Qm")) {
            return new Cid(0, DAG_PB, Multihash.read(Multibase.BASE58BTC.decodeBare(text)));
        }
        byte[] bytes = Multibase.decode(text);
        // "If the first decoded byte is 0x12, return an error."
        if (bytes.length > 0 && bytes[0] == 0x12) throw new WireException("cid", "version 0 in a multibase");
        return read(bytes);
    }

    /// The binary form.
    public byte[] bytes() {
        byte[] tail = hash.bytes();
        if (version == 0) return tail;
        ByteBuffer out = ByteBuffer.allocate(1 + Varint.size(codec) + tail.length);
        Varint.put(out, 1);
        Varint.put(out, codec);
        return out.put(tail).array();
    }

    /// The text form: base58btc for version 0, base32 for version 1.
    @Override
    public String toString() {
        return version == 0 ? hash.toString() : Multibase.BASE32.encode(bytes());
    }
}
