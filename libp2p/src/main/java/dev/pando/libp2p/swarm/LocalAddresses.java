package dev.pando.libp2p.swarm;

import dev.pando.libp2p.multiformats.AddressPart;
import dev.pando.libp2p.multiformats.Multiaddr;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/// The addresses of this machine.
final class LocalAddresses {

    private LocalAddresses() {}

    /// What a bound address stands for: itself, or, of a wildcard, the address of every interface that is up. Loopback
    /// only where there is nothing else; link-local IPv6 never, because it means nothing without its zone.
    static List<Multiaddr> expand(Multiaddr bound) {
        InetAddress ip = bound.ip().orElse(null);
        if (ip == null || !ip.isAnyLocalAddress()) return List.of(bound);
        List<Multiaddr> far = new ArrayList<>(), loopback = new ArrayList<>();
        for (InetAddress own : own()) {
            if (own.getAddress().length != ip.getAddress().length || own.isLinkLocalAddress()) continue;
            (own.isLoopbackAddress() ? loopback : far).add(withIp(bound, own));
        }
        return far.isEmpty() ? loopback : far;
    }

    private static Multiaddr withIp(Multiaddr bound, InetAddress ip) {
        Multiaddr address = Multiaddr.ip(ip);
        List<AddressPart> parts = bound.parts();
        for (AddressPart part : parts.subList(1, parts.size())) {
            address = address.with(part, bound.value(part).orElseThrow());
        }
        return address;
    }

    private static List<InetAddress> own() {
        try {
            return NetworkInterface.networkInterfaces().filter(LocalAddresses::isUp)
                    .flatMap(NetworkInterface::inetAddresses).toList();
        } catch (SocketException e) {
            return List.of();
        }
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp();
        } catch (SocketException e) {
            return false;
        }
    }
}
