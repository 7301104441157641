package dev.pando.libp2p.quic;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.multiformats.WireException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;

/// Fuzz target: a peer's certificate.
public final class DerFuzz {

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private DerFuzz() {}

    /// Loads the classes, which takes longer under Jazzer than an input may take.
    public static void fuzzerInitialize() {
        seeds().forEach(DerFuzz::fuzzerTestOneInput);
    }

    /// Anything but a refusal is a finding.
    public static void fuzzerTestOneInput(byte[] data) {
        try {
            PeerCertificate.identity(data, NOW);
        } catch (WireException refused) {
            // what a hostile certificate should get
        }
    }

    /// A good one.
    public static List<byte[]> seeds() {
        return List.of(
                PeerCertificate.generate(Identity.ofSeed(new byte[32]), new SecureRandom(), NOW).der());
    }
}
