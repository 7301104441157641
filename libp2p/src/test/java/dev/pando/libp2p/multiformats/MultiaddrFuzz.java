package dev.pando.libp2p.multiformats;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Fuzz target: an address as bytes and as text; what is taken comes back the same.
public final class MultiaddrFuzz {

    private MultiaddrFuzz() {}

    /// Loads the classes, which takes longer under Jazzer than an input may take.
    public static void fuzzerInitialize() {
        seeds().forEach(MultiaddrFuzz::fuzzerTestOneInput);
    }

    /// Anything but a refusal, and an address that does not come back, is a finding.
    public static void fuzzerTestOneInput(byte[] data) {
        try {
            same(Multiaddr.read(data));
        } catch (WireException refused) {
            // what a hostile address should get
        }
        try {
            same(Multiaddr.parse(new String(data, StandardCharsets.UTF_8)));
        } catch (WireException refused) {
            // the same
        }
    }

    private static void same(Multiaddr address) {
        if (!Multiaddr.read(address.bytes()).equals(address)) throw new AssertionError(address + " as bytes");
        if (!Multiaddr.parse(address.toString()).equals(address)) throw new AssertionError(address + " as text");
    }

    /// Addresses of several kinds, as text and as bytes.
    public static List<byte[]> seeds() {
        String text = "/ip4/127.0.0.1/udp/4001/quic-v1/p2p/12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA"
                + "/p2p-circuit";
        return List.of(text.getBytes(StandardCharsets.UTF_8), Multiaddr.parse(text).bytes(),
                Multiaddr.parse("/ip6/::1/tcp/80").bytes(), "/dns4/a.example/tcp/443".getBytes(StandardCharsets.UTF_8));
    }
}
