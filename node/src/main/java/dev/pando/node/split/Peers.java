package dev.pando.node.split;

import dev.pando.libp2p.Host;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.transport.Time;
import dev.pando.node.split.Message.Ask;
import dev.pando.node.split.Message.Offer;
import dev.pando.node.split.Message.Ping;
import dev.pando.node.split.Message.Pong;
import dev.pando.node.split.plan.Machine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Peers that may compute for us: asked what they have, and how far away they are.
final class Peers {

    /// Round trips that are measured; the shortest counts.
    private static final int PINGS = 5;

    /// A peer that answered.
    ///
    /// @param roundTripMs to it and back
    record Known(PeerId peer, Offer offer, double roundTripMs) {

        Machine machine() {
            return new Machine(peer.toString(), offer.freeBytes(), offer.bytesPerSecond() / 1e3, roundTripMs);
        }
    }

    private final Host host;
    private final Time time;

    Peers(Host host, Time time) {
        this.host = host;
        this.time = time;
    }

    /// Asks all of them.
    ///
    /// @param addresses multiaddresses that end in a peer
    /// @throws SplitException naming the first that does not answer
    List<Known> ask(List<String> addresses) {
        List<Known> known = new ArrayList<>();
        for (String address : addresses) {
            try {
                PeerId peer = host.connect(Multiaddr.parse(address)).peer();
                known.add(ask(peer));
            } catch (IOException | WireException e) {
                throw new SplitException("peer at " + address + " cannot be asked (are we invited there?): "
                        + e.getMessage(), e);
            }
        }
        return known;
    }

    /// Asks one that is connected.
    Known ask(PeerId peer) throws IOException {
        try (PeerStream stream = host.open(peer, StageServer.PROTOCOL);
                var _ = time.after(SplitLimits.GREETING_MS, stream::reset)) {
            Wire wire = new Wire(stream);
            wire.send(new Ask());
            if (!(wire.receive() instanceof Offer offer)) throw new WireException("split", "a question unanswered");
            double best = Double.POSITIVE_INFINITY;
            for (int i = 0; i < PINGS; i++) best = Math.min(best, roundTripMs(wire, i));
            return new Known(peer, offer, best);
        }
    }

    private static double roundTripMs(Wire wire, int number) throws IOException {
        long begun = System.nanoTime();
        wire.send(new Ping(number));
        if (!(wire.receive() instanceof Pong)) throw new WireException("split", "a ping unanswered");
        return (System.nanoTime() - begun) / 1e6;
    }
}
