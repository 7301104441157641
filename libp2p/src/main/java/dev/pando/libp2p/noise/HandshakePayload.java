package dev.pando.libp2p.noise;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PublicKey;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoReader;
import dev.pando.libp2p.protobuf.ProtoWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What each side says inside the handshake: who it is, proof of it, and which muxers it speaks.
///
/// @param key       the identity key
/// @param signature of the Noise static key
/// @param muxers    best first; empty if the peer leaves that for later
record HandshakePayload(PublicKey key, byte[] signature, List<String> muxers) {

    static final int MUXERS_MAX = 16;
    static final int MUXER_BYTES_MAX = 128;
    static final int SIGNATURE_BYTES_MAX = 1024;
    static final int EXTENSIONS_BYTES_MAX = 4096;

    private static final String PLACE = "noise payload";

    static HandshakePayload of(Identity identity, byte[] noiseKey, List<String> muxers) {
        return new HandshakePayload(identity.key(), identity.sign(signed(noiseKey)), muxers);
    }

    // noise §The libp2p Handshake Payload: "The data to be signed is the UTF-8 string `noise-libp2p-static-key:`,
    // followed by the Noise static public key"
    private static byte[] signed(byte[] noiseKey) {
        byte[] prefix = "noise-libp2p-static-key:".getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[prefix.length + noiseKey.length];
        System.arraycopy(prefix, 0, all, 0, prefix.length);
        System.arraycopy(noiseKey, 0, all, prefix.length, noiseKey.length);
        return all;
    }

    byte[] bytes() {
        var out = new ProtoWriter().bytes(1, key.bytes()).bytes(2, signature);
        var extensions = new ProtoWriter();
        for (String muxer : muxers) extensions.string(2, muxer);
        return muxers.isEmpty() ? out.toBytes() : out.message(4, extensions).toBytes();
    }

    /// Reads a payload and checks it against the static key that came with it.
    ///
    /// @throws WireException if it is malformed, or the signature is not over that key
    static HandshakePayload read(byte[] bytes, byte[] noiseKey) {
        var in = new ProtoReader(PLACE, bytes);
        byte[] key = new byte[0], signature = new byte[0];
        List<String> muxers = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> key = in.bytes(PublicKey.BYTES_MAX);
                case 2 -> signature = in.bytes(SIGNATURE_BYTES_MAX);
                case 4 -> extensions(in.message(EXTENSIONS_BYTES_MAX), muxers);
                default -> in.skip();
            }
        }
        var payload = new HandshakePayload(PublicKey.read(key), signature, List.copyOf(muxers));
        // "If the signature is invalid, the connection MUST be terminated immediately."
        if (!payload.key.verifies(signed(noiseKey), signature)) {
            throw new WireException(PLACE, "not signed by " + payload.key.peer());
        }
        return payload;
    }

    private static void extensions(ProtoReader in, List<String> muxers) {
        while (in.next()) {
            if (in.field() != 2) continue;
            WireException.within(PLACE, muxers.size() + 1, "muxers", MUXERS_MAX);
            muxers.add(in.string(MUXER_BYTES_MAX));
        }
    }
}
