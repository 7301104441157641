package dev.pando.libp2p.nat;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.swarm.Swarm;
import dev.pando.libp2p.transport.Connection;
import dev.pando.libp2p.transport.Delimited;
import dev.pando.libp2p.transport.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// Asks others whether they can dial us, and dials them when asked: AutoNAT v1.
public final class AutoNat {

    /// The question.
    public static final String PROTOCOL = "/libp2p/autonat/1.0.0";
    /// Time for an answer, which takes a dial, in milliseconds.
    public static final long ANSWER_MS = 30_000;

    /// What a peer found out.
    public enum Answer {
        /// It has dialed us.
        REACHABLE,
        /// It has tried and failed.
        UNREACHABLE,
        /// It has not tried.
        REFUSED
    }

    private final Swarm swarm;
    private final Time time;
    private final DialBacks budget = new DialBacks();

    /// Starts to answer.
    public AutoNat(Swarm swarm, Time time) {
        this.swarm = swarm;
        this.time = time;
        swarm.handle(PROTOCOL, this::serve);
    }

    /// Asks one peer.
    ///
    /// @param addresses where we think that we can be reached; it may choose among them
    /// @throws IOException if it does not answer
    public Answer ask(PeerId server, List<Multiaddr> addresses) throws IOException {
        try (PeerStream stream = swarm.open(server, PROTOCOL); var _ = time.after(ANSWER_MS, stream::reset)) {
            List<Multiaddr> some = addresses.subList(0, Math.min(addresses.size(), AutoNatMessage.ADDRESSES_MAX));
            Delimited.write(stream.out(), new AutoNatMessage.Dial(swarm.peer(), some).bytes());
            byte[] bytes = Delimited.expect(stream.in(), "autonat", AutoNatMessage.BYTES_MAX);
            if (!(AutoNatMessage.read(bytes) instanceof AutoNatMessage.Response response)) {
                throw new WireException("autonat", "a question for an answer").from(server);
            }
            return switch (response.status()) {
                case AutoNatMessage.OK -> Answer.REACHABLE;
                case AutoNatMessage.DIAL_ERROR -> Answer.UNREACHABLE;
                default -> Answer.REFUSED;
            };
        }
    }

    private void serve(PeerStream stream) throws IOException {
        AutoNatMessage message;
        try (var _ = time.after(Relay.ANSWER_MS, stream::reset)) {
            byte[] bytes = Delimited.read(stream.in(), "autonat", AutoNatMessage.BYTES_MAX);
            if (bytes == null) return;
            message = AutoNatMessage.read(bytes);
        }
        AutoNatMessage.Response answer = message instanceof AutoNatMessage.Dial dial
                ? dialed(stream.connection(), dial)
                : refused(AutoNatMessage.BAD_REQUEST, "not a question");
        Delimited.write(stream.out(), answer.bytes());
    }

    private static AutoNatMessage.Response refused(int status, String why) {
        return new AutoNatMessage.Response(status, why, Optional.empty());
    }

    // "implementations MUST NOT dial any multiaddress unless it is based on the IP address the requesting node is observed
    // as. … MUST NOT accept dial requests via relayed connections".
    private AutoNatMessage.Response dialed(Connection connection, AutoNatMessage.Dial dial) {
        PeerId peer = connection.peer();
        Optional<InetAddress> seenAt = connection.remote().ip();
        if (!dial.peer().equals(peer)) return refused(AutoNatMessage.BAD_REQUEST, "of another peer");
        if (connection.relayed()) return refused(AutoNatMessage.DIAL_REFUSED, "through a relay");
        List<Multiaddr> allowed = dial.addresses().stream().map(a -> a.withoutPeer().orElse(a))
                .filter(a -> a.ip().isPresent() && a.ip().equals(seenAt) && swarm.speaks(a)).toList();
        if (allowed.isEmpty()) return refused(AutoNatMessage.DIAL_REFUSED, "no address where we see you");
        if (!budget.take(peer, time.nowMs())) return refused(AutoNatMessage.DIAL_REFUSED, "too often");
        for (Multiaddr address : allowed) {
            try (Connection _ = swarm.probe(peer, address)) {
                return new AutoNatMessage.Response(AutoNatMessage.OK, "", Optional.of(address));
            } catch (IOException e) {
                // The next one, perhaps.
            }
        }
        return refused(AutoNatMessage.DIAL_ERROR, "none of " + allowed.size() + " answered");
    }
}
