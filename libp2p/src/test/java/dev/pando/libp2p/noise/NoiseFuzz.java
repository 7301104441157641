package dev.pando.libp2p.noise;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.testing.Said;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Fuzz target: a peer's half of a handshake to either side, the payload in it, and frames after it.
public final class NoiseFuzz {

    private static final Identity US = Identity.ofSeed(new byte[32]);
    private static final NoiseSecurity SECURITY = new NoiseSecurity(US, new SecureRandom());
    private static final List<String> MUXERS = List.of("/yamux/1.0.0");

    private NoiseFuzz() {}

    /// Loads the classes, which takes longer under Jazzer than an input may take.
    public static void fuzzerInitialize() {
        seeds().forEach(NoiseFuzz::fuzzerTestOneInput);
    }

    private interface Reading {
        void read() throws IOException;
    }

    private static void refused(Reading reading) {
        try {
            reading.read();
        } catch (WireException | IOException e) {
            // what a hostile peer should get
        }
    }

    /// Anything but a refusal is a finding.
    public static void fuzzerTestOneInput(byte[] data) {
        refused(() -> SECURITY.secure(new Said(data), true, Optional.empty(), MUXERS));
        refused(() -> SECURITY.secure(new Said(data), false, Optional.empty(), MUXERS));
        refused(() -> HandshakePayload.read(data, new byte[32]));
        CipherState unused = new CipherState(new byte[32]);
        refused(() -> new NoiseStream(new Said(data), unused, new CipherState(new byte[32])).in().readAllBytes());
    }

    /// A payload, two frames that open, the first message of a handshake.
    public static List<byte[]> seeds() {
        CipherState sealing = new CipherState(new byte[32]);
        byte[] frames = new byte[2 * (2 + 5 + CipherState.TAG_BYTES)];
        for (int at = 0; at < frames.length; at += frames.length / 2) {
            frames[at + 1] = 5 + CipherState.TAG_BYTES;
            sealing.encrypt(new byte[0], new byte[]{1, 2, 3, 4, 5}, 0, 5, frames, at + 2);
        }
        byte[] hello = new byte[34];
        Arrays.fill(hello, (byte) 9);
        hello[0] = 0;
        hello[1] = 32;
        return List.of(HandshakePayload.of(Identity.ofSeed(new byte[32]), new byte[32], MUXERS).bytes(), frames, hello);
    }
}
