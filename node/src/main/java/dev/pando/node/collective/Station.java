package dev.pando.node.collective;

import dev.pando.node.net.NetConfig;
import dev.pando.node.net.NodeHost;
import java.util.List;
import java.util.Optional;

/// A node among others: what it knows together with them, and the one peer through which it meets them, if it has one.
///
/// The collective stays the caller's; the peer is the station's, and everything of the node that speaks to others
/// speaks through it.
public final class Station implements AutoCloseable {

    private final Collective collective;
    private final Optional<NodeHost> host;

    private Station(Collective collective, Optional<NodeHost> host) {
        this.collective = collective;
        this.host = host;
    }

    /// Goes among others, as far as the settings want it.
    ///
    /// @throws dev.pando.node.net.NetException if the peer cannot be had as it is configured
    /// @throws IllegalArgumentException                if an invited peer does not answer where it should
    public static Station open(Collective collective, NetConfig config) {
        Optional<NodeHost> host = config.settings().map(NodeHost::start);
        Station station = new Station(collective, host);
        try {
            host.ifPresent(collective::connect);
            config.invited().forEach(collective::meet);
            return station;
        } catch (RuntimeException e) {
            station.close();
            throw e;
        }
    }

    /// What the node knows together with others.
    public Collective collective() {
        return collective;
    }

    /// The node's peer; empty while it works alone.
    public Optional<NodeHost> host() {
        return host;
    }

    /// Where peers reach it.
    public List<String> addresses() {
        return host.map(NodeHost::addresses).orElse(List.of());
    }

    /// How many peers are connected.
    public int peers() {
        return host.map(h -> h.peers().size()).orElse(0);
    }

    /// Meets nobody any more.
    @Override
    public void close() {
        collective.close();
        host.ifPresent(NodeHost::close);
    }
}
