package dev.pando.libp2p;

import dev.pando.libp2p.gossipsub.ScoreParameters;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.kad.KadParameters;
import dev.pando.libp2p.kad.RecordValidator;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.nat.RelayLimits;
import dev.pando.libp2p.pnet.PreSharedKey;
import dev.pando.libp2p.swarm.ConnectionLimits;
import dev.pando.libp2p.swarm.Gater;
import dev.pando.libp2p.swarm.Peerstore;
import dev.pando.libp2p.transport.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How a [Host] is to be; each call changes one thing and returns the same plan.
public final class HostPlan {

    final Identity identity;
    final List<Multiaddr> listen = new ArrayList<>();
    Time time = Time.system();
    Peerstore peerstore = Peerstore.inMemory(time);
    Gater gater = Gater.OPEN;
    ConnectionLimits limits = ConnectionLimits.defaults();
    String protocolVersion = "/pando/0.1.0";
    String agentVersion = "pando/0.1.0";

    boolean mdns;
    boolean nat;
    RelayLimits relay;
    PreSharedKey network;
    ScoreParameters gossip;
    KadParameters table;
    Map<String, RecordValidator> validators = Map.of();

    HostPlan(Identity identity) {
        this.identity = identity;
    }

    /// Listens there; port 0 lets the system choose.
    ///
    /// @throws dev.pando.libp2p.multiformats.WireException if it is no multiaddr
    public HostPlan listen(String address) {
        listen.add(Multiaddr.parse(address));
        return this;
    }

    /// Remembers peers in a file, across restarts.
    public HostPlan peerstore(Path file) {
        peerstore = Peerstore.inFile(file, time);
        return this;
    }

    /// Talks only to whom the gater lets through. [Gater#only] makes the membership static.
    public HostPlan gater(Gater gater) {
        this.gater = gater;
        return this;
    }

    /// Has so many connections.
    public HostPlan limits(ConnectionLimits limits) {
        this.limits = limits;
        return this;
    }

    /// Finds peers on the LAN by multicast DNS and connects to them.
    public HostPlan mdns() {
        mdns = true;
        return this;
    }

    /// Speaks gossipsub, with the default scores.
    public HostPlan gossip() {
        return gossip(ScoreParameters.defaults(Map.of()));
    }

    /// Speaks gossipsub.
    ///
    /// @param scoring what to think of peers, topic by topic
    public HostPlan gossip(ScoreParameters scoring) {
        gossip = scoring;
        return this;
    }

    /// Takes part in the distributed hash table.
    ///
    /// @param table      as a server, which others ask, or as a client
    /// @param validators by namespace; keys of other namespaces are neither stored nor believed
    public HostPlan dht(KadParameters table, Map<String, RecordValidator> validators) {
        this.table = table;
        this.validators = Map.copyOf(validators);
        return this;
    }

    /// Finds out whether others can dial it, helps others find that out, and makes direct connections of relayed ones.
    public HostPlan nat() {
        nat = true;
        return this;
    }

    /// Belongs to a private network: only TCP and relays, and only with those who have the key. QUIC has no such networks.
    public HostPlan privateNetwork(PreSharedKey key) {
        network = key;
        return this;
    }

    /// Serves as a relay for others.
    public HostPlan relay(RelayLimits limits) {
        relay = limits;
        return this;
    }

    /// What it says it is.
    ///
    /// @param protocolVersion family of protocols, such as `/pando/0.1.0`
    /// @param agentVersion    such as `pando/0.1.0`
    public HostPlan agent(String protocolVersion, String agentVersion) {
        this.protocolVersion = protocolVersion;
        this.agentVersion = agentVersion;
        return this;
    }

    /// Starts it.
    ///
    /// @throws IOException if an address to listen on is taken or no transport speaks it
    public Host start() throws IOException {
        return new Host(this);
    }
}
