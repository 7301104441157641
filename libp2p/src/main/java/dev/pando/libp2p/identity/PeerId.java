package dev.pando.libp2p.identity;

import dev.pando.libp2p.multiformats.Cid;
import dev.pando.libp2p.multiformats.Multibase;
import dev.pando.libp2p.multiformats.Multihash;
import dev.pando.libp2p.multiformats.WireException;
import java.util.Arrays;
import java.util.Optional;

/// Name of a peer: the hash of its public key.
///
/// Ordered by its bytes, so that two peers agree on which of them is the smaller.
public final class PeerId implements Comparable<PeerId> {

    /// The longest key that is its own hash, in bytes.
    public static final int INLINE_KEY_BYTES_MAX = 42;

    private final byte[] bytes;
    private final String text;

    private PeerId(Multihash hash) {
        bytes = hash.bytes();
        text = hash.toString();
    }

    /// The id of the peer that holds `key`.
    public static PeerId of(PublicKey key) {
        byte[] encoded = key.bytes();
        // peer-ids §Peer Ids: "Keys that serialize to more than 42 bytes must be hashed using sha256 multihash, keys
        // that serialize to at most 42 bytes must be hashed using the "identity" multihash codec."
        return new PeerId(encoded.length <= INLINE_KEY_BYTES_MAX
                ? new Multihash(Multihash.IDENTITY, encoded)
                : Multihash.sha256(encoded));
    }

    /// Reads the binary form, a multihash.
    ///
    /// @throws WireException if it is not the hash that a key can have
    public static PeerId read(byte[] bytes) {
        return of(Multihash.read(bytes));
    }

    /// The id that a multihash is.
    ///
    /// @throws WireException if it is not the hash that a key can have
    public static PeerId of(Multihash hash) {
        if (hash.code() == Multihash.IDENTITY) {
            WireException.within("peer id", hash.digest().length, "bytes", INLINE_KEY_BYTES_MAX);
        } else if (hash.code() != Multihash.SHA2_256) {
            throw new WireException("peer id", "hash 0x" + Long.toHexString(hash.code()));
        }
        return new PeerId(hash);
    }

    /// Reads either text form.
    ///
    /// @throws WireException if it is no peer id
    public static PeerId parse(String text) {
        // §Decoding: "If it starts with `1` or `Qm`, it's a bare base58btc encoded multihash."
        if (text.startsWith("1") || text.startsWith("Qm")) return read(Multibase.BASE58BTC.decodeBare(text));
        Cid cid = Cid.parse(text);
        // "Once decoded, verify that the CIDs multicodec is `libp2p-key`."
        if (cid.codec() != Cid.LIBP2P_KEY) {
            throw new WireException("peer id", "CID of codec 0x" + Long.toHexString(cid.codec()));
        }
        return of(cid.hash());
    }

    /// The binary form, a copy.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// As a multihash.
    public Multihash hash() {
        return Multihash.read(bytes);
    }

    /// As a CID of codec `libp2p-key`.
    public Cid cid() {
        return Cid.of(Cid.LIBP2P_KEY, hash());
    }

    /// The key itself, where the id is short enough to hold it.
    ///
    /// @throws WireException if the id holds something that is no key
    public Optional<PublicKey> key() {
        Multihash hash = hash();
        return hash.code() == Multihash.IDENTITY ? Optional.of(PublicKey.read(hash.digest())) : Optional.empty();
    }

    @Override
    public int compareTo(PeerId other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PeerId peer && Arrays.equals(bytes, peer.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// Base58btc, as `12D3KooW…` or `Qm…`.
    @Override
    public String toString() {
        return text;
    }
}
