package dev.pando.libp2p.swarm;

import dev.pando.libp2p.multiformats.AddressPart;
import dev.pando.libp2p.multiformats.Multiaddr;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;

/// In which order a peer's addresses are tried; pure.
final class AddressRanking {

    /// The most addresses that one dial tries.
    static final int TRIED_MAX = 16;

    private static final int RELAYED = 1000;
    private static final int PUBLIC = 10;
    private static final int SECOND_CHOICE = 2;

    private AddressRanking() {}

    /// Near before far, direct before relayed; on a LAN TCP before QUIC, over the Internet QUIC before TCP; IPv6 before
    /// IPv4 (RFC 8305 §4). No address twice.
    static List<Multiaddr> rank(List<Multiaddr> addresses) {
        return addresses.stream().distinct().sorted(Comparator.comparingInt(AddressRanking::cost)).limit(TRIED_MAX)
                .toList();
    }

    private static int cost(Multiaddr address) {
        if (address.has(AddressPart.P2P_CIRCUIT)) return RELAYED;
        InetAddress ip = address.ip().orElse(null);
        boolean near = ip != null && !address.isPublic();
        boolean quic = address.has(AddressPart.QUIC_V1);
        return (near ? 0 : PUBLIC) + (quic == near ? SECOND_CHOICE : 0) + (ip instanceof Inet6Address ? 0 : 1);
    }
}
