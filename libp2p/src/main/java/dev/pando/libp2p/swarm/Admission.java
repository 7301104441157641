package dev.pando.libp2p.swarm;

import dev.pando.libp2p.multiformats.Multiaddr;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// Counts who is in, by address and by subnet, and says who may come in.
///
/// A place is taken when somebody knocks and given back when the connection ends or never comes to be.
final class Admission {

    private static final int IPV4_SUBNET_BYTES = 3;
    private static final int IPV6_SUBNET_BYTES = 7;

    private final ConnectionLimits limits;
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;
    private int proving;

    Admission(ConnectionLimits limits) {
        this.limits = limits;
    }

    /// Takes a place for somebody who knocks.
    ///
    /// @return why there is none, or nothing
    synchronized Optional<String> knock(Multiaddr remote) {
        if (all >= limits.most()) return Optional.of("connections: " + (all + 1) + ", limit " + limits.most());
        if (proving >= limits.provingMax()) {
            return Optional.of("handshakes: " + (proving + 1) + ", limit " + limits.provingMax());
        }
        String[] keys = keys(remote);
        int[] most = {limits.perIpMax(), limits.perSubnetMax()};
        for (int i = 0; i < keys.length; i++) {
            int now = taken.getOrDefault(keys[i], 0);
            if (now >= most[i]) return Optional.of(keys[i] + ": " + (now + 1) + " connections, limit " + most[i]);
        }
        for (String key : keys) taken.merge(key, 1, Integer::sum);
        all++;
        proving++;
        return Optional.empty();
    }

    /// Takes a place for a connection that we dialed.
    synchronized boolean dialed() {
        if (all >= limits.most()) return false;
        all++;
        return true;
    }

    /// Whoever knocked has proven who it is, or failed to.
    synchronized void proved() {
        proving--;
    }

    /// Gives the place of somebody who knocked back.
    synchronized void left(Multiaddr remote) {
        for (String key : keys(remote)) taken.computeIfPresent(key, (k, n) -> n == 1 ? null : n - 1);
        all--;
    }

    /// Gives the place of a connection that we dialed back.
    synchronized void hungUp() {
        all--;
    }

    synchronized int taken() {
        return all;
    }

    /// The address and its subnet; nothing for loopback and for what has no address.
    private static String[] keys(Multiaddr remote) {
        Optional<InetAddress> ip = remote.ip().filter(address -> !address.isLoopbackAddress());
        if (ip.isEmpty()) return new String[0];
        byte[] bytes = ip.get().getAddress();
        byte[] subnet = Arrays.copyOf(bytes, bytes.length == 4 ? IPV4_SUBNET_BYTES : IPV6_SUBNET_BYTES);
        return new String[]{ip.get().getHostAddress(), "subnet " + HexFormat.of().formatHex(subnet)};
    }
}
