package dev.pando.node.net;

import dev.pando.libp2p.Host;
import dev.pando.libp2p.HostPlan;
import dev.pando.libp2p.dht.Dht;
import dev.pando.libp2p.gossipsub.ScoreParameters;
import dev.pando.libp2p.gossipsub.TopicScoreParameters;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.kad.KadParameters;
import dev.pando.libp2p.kad.SignedValues;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.nat.RelayLimits;
import dev.pando.libp2p.pnet.PreSharedKey;
import dev.pando.libp2p.pubsub.PubSub;
import dev.pando.libp2p.swarm.Gater;
import dev.pando.libp2p.swarm.Swarm;
import dev.pando.libp2p.transport.Connection;
import dev.pando.libp2p.transport.Time;
import dev.pando.node.identity.IdentityException;
import dev.pando.node.identity.NodeKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The node's peer, composed from settings: connections, gossip, the table and, if the profile wants it, mDNS.
///
/// It is the same somebody as the node's person: its key is the [NodeKey] of the directory, at every start.
public final class NodeHost implements AutoCloseable {

    /// Holds what is known of peers, in the directory of the settings.
    public static final String PEERS_FILE = "net/peers.store";

    private final Identity identity;
    private final Host host;
    private final Time time = Time.system();
    private final FailedDials failures = new FailedDials(time);
    private final Neighbours neighbours;

    private NodeHost(NetSettings settings, Map<String, TopicScoreParameters> topics) throws IOException {
        identity = Identity.read(NodeKey.in(settings.directory()).secretBytes());
        Files.createDirectories(settings.directory().resolve(PEERS_FILE).getParent());
        host = plan(settings, topics).start();
        host.swarm().watch(failures::watch);
        List<Multiaddr> given = new ArrayList<>(settings.bootstrap());
        given.addAll(settings.members());
        neighbours = new Neighbours(host, time, given);
    }

    /// Starts a peer.
    ///
    /// @throws NetException in one line, if the settings cannot be had: an address is taken, a key file is broken, or
    ///                      another peer answers where a given one should be
    public static NodeHost start(NetSettings settings) {
        return start(settings, Map.of());
    }

    /// The same, judging peers by their conduct in these topics.
    public static NodeHost start(NetSettings settings, Map<String, TopicScoreParameters> topics) {
        NodeHost node;
        try {
            node = new NodeHost(settings, topics);
        } catch (IOException | IdentityException e) {
            throw new NetException(e.getMessage(), e);
        }
        try {
            node.neighbours.start();
            return node;
        } catch (NetException e) {
            node.close();
            throw e;
        }
    }

    private HostPlan plan(NetSettings settings, Map<String, TopicScoreParameters> topics) {
        Path peers = settings.directory().resolve(PEERS_FILE);
        HostPlan plan = Host.plan(identity).peerstore(peers).gossip(ScoreParameters.defaults(topics))
                .dht(KadParameters.SERVER, Map.of(SignedValues.NAMESPACE, new SignedValues())).nat();
        if (settings.relay()) plan.relay(RelayLimits.DEFAULT);
        settings.swarmKey().ifPresent(file -> plan.privateNetwork(swarmKey(file)));
        for (Multiaddr address : settings.listen()) plan.listen(address.toString());
        return switch (settings.profile()) {
            case OPEN -> plan.mdns();
            case QUIET -> plan;
            case STATIC -> plan.gater(Gater.only(members(settings)));
        };
    }

    private static PreSharedKey swarmKey(Path file) {
        try {
            return PreSharedKey.parse(Files.readString(file));
        } catch (IOException e) {
            throw new NetException("swarm-key: " + file + " cannot be read", e);
        } catch (WireException e) {
            throw new NetException("swarm-key: " + file + ": " + e.getMessage(), e);
        }
    }

    private static Set<PeerId> members(NetSettings settings) {
        return settings.members().stream().map(address -> PeerId.of(address.peer().orElseThrow()))
                .collect(Collectors.toSet());
    }

    /// The peer behind it, for protocols of one's own.
    public Host host() {
        return host;
    }

    /// Who we are, to sign with.
    public Identity identity() {
        return identity;
    }

    /// Publish and subscribe.
    public PubSub pubsub() {
        return host.pubsub();
    }

    /// The distributed table; keys begin with `/pando/`.
    public Dht dht() {
        return host.dht();
    }

    /// Who we are, as text.
    public String peer() {
        return host.peer().toString();
    }

    /// Where others reach us, each address ending in our peer id.
    public List<String> addresses() {
        return host.addresses().stream().map(Multiaddr::toString).toList();
    }

    /// Who is connected, longest first.
    public List<PeerView> peers() {
        Swarm swarm = host.swarm();
        Map<Connection, Long> since = new HashMap<>();
        for (Connection connection : swarm.connections()) {
            swarm.since(connection).ifPresent(ms -> since.put(connection, ms));
        }
        return since.entrySet().stream().sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .map(e -> view(e.getKey(), e.getValue())).toList();
    }

    private PeerView view(Connection connection, long sinceMs) {
        long stoodSeconds = (time.nowMs() - sinceMs) / 1000;
        return new PeerView(connection.peer().toString(), host.swarm().peerstore().agent(connection.peer()),
                host.way(connection), connection.remote().toString(), !connection.initiator(),
                time.unixSeconds() - stoodSeconds, connection.session().streams());
    }

    /// Why dials failed, the latest at each address where nobody has answered since, oldest first.
    public List<FailedDial> failedDials() {
        return failures.all();
    }

    /// What has happened so far, counted; names as in [dev.pando.libp2p.swarm.Counters].
    public Map<String, Long> counts() {
        return host.counters().all();
    }

    /// Ends every connection and writes down what is known of peers.
    @Override
    public void close() {
        neighbours.close();
        try {
            host.close();
        } catch (IOException e) {
            System.getLogger(NodeHost.class.getName()).log(System.Logger.Level.WARNING,
                    "what is known of peers could not be written: {0}", e.getMessage());
        }
    }
}
