package dev.pando.libp2p.noise;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.transport.Security;
import dev.pando.libp2p.transport.Stream;
import dev.pando.libp2p.transport.WrongPeerException;
import java.io.EOFException;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/// Noise XX with libp2p's payload, as a [Security].
///
/// Wire, during the handshake and after it:
/// ```
/// | 0      1 | 2 …                      |
/// | length   | Noise message of length  |   length: big-endian, at most 65535
/// ```
public final class NoiseSecurity implements Security {

    /// The longest handshake message, in bytes: an RSA identity of 8192 bits with its signature takes 2,200.
    public static final int HANDSHAKE_BYTES_MAX = 8192;

    private final Identity identity;
    private final SecureRandom random;
    private final X25519 ours;

    /// @param identity who we are
    /// @param random   of the secret keys: one for us, one for each handshake
    public NoiseSecurity(Identity identity, SecureRandom random) {
        this.identity = identity;
        this.random = random;
        // noise §Static Key Authentication: "a single static keypair may be generated when noise-libp2p is initialized
        // and used for all sessions. Implementations SHOULD NOT store the static Noise key to disk"
        ours = X25519.generate(random);
    }

    @Override
    public String protocol() {
        return "/noise";
    }

    @Override
    public Secured secure(Stream raw, boolean initiator, Optional<PeerId> expected, List<String> muxers)
            throws IOException {
        var handshake = new Handshake(initiator, ours, X25519.generate(random), new byte[0]);
        byte[] payload = HandshakePayload.of(identity, ours.publicKey(), muxers).bytes();
        HandshakePayload theirs;
        if (initiator) {
            // "the initiator MUST NOT send extensions in their first message"
            send(raw, handshake.write(new byte[0]));
            theirs = HandshakePayload.read(handshake.read(receive(raw)), handshake.theirKey());
            check(theirs, expected);
            send(raw, handshake.write(payload));
        } else {
            handshake.read(receive(raw));
            send(raw, handshake.write(payload));
            theirs = HandshakePayload.read(handshake.read(receive(raw)), handshake.theirKey());
            check(theirs, expected);
        }
        CipherState[] keys = handshake.split();
        Optional<String> muxer = initiator ? common(muxers, theirs.muxers()) : common(theirs.muxers(), muxers);
        return new Secured(new NoiseStream(raw, keys[0], keys[1]), theirs.key(), muxer);
    }

    private void check(HandshakePayload theirs, Optional<PeerId> expected) throws WrongPeerException {
        PeerId peer = theirs.key().peer();
        if (expected.isPresent() && !expected.get().equals(peer)) {
            throw new WrongPeerException("noise handshake", peer, expected.get());
        }
        if (peer.equals(identity.peer())) throw new WireException("noise handshake", "it is ourselves");
    }

    // inlined-muxer-negotiation: "The multiplexer to use is determined by picking the first item from the initiator's
    // list that both parties support." "If there is no overlap … the handshake MUST fail." A side that offers nothing
    // leaves the choice for multistream-select.
    private static Optional<String> common(List<String> initiators, List<String> responders) {
        if (initiators.isEmpty() || responders.isEmpty()) return Optional.empty();
        return Optional.of(initiators.stream().filter(responders::contains).findFirst()
                .orElseThrow(() -> new WireException("noise handshake", "no muxer in common")));
    }

    private static void send(Stream raw, byte[] message) throws IOException {
        byte[] frame = new byte[2 + message.length];
        frame[0] = (byte) (message.length >>> 8);
        frame[1] = (byte) message.length;
        System.arraycopy(message, 0, frame, 2, message.length);
        raw.out().write(frame);
    }

    private static byte[] receive(Stream raw) throws IOException {
        byte[] head = exactly(raw, 2);
        int length = (head[0] & 0xFF) << 8 | head[1] & 0xFF;
        return exactly(raw, WireException.within("noise handshake", length, "bytes", HANDSHAKE_BYTES_MAX));
    }

    private static byte[] exactly(Stream raw, int length) throws IOException {
        byte[] bytes = raw.in().readNBytes(length);
        if (bytes.length < length) throw new EOFException("noise handshake: the peer left");
        return bytes;
    }
}
