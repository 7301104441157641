package dev.pando.node.split;

import dev.pando.engine.model.LayerRange;
import dev.pando.libp2p.Host;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.transport.Time;
import dev.pando.node.split.Message.Load;
import dev.pando.node.split.Peers.Known;
import dev.pando.node.split.plan.ModelSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Everybody who could compute layers of one model, this node included: who takes over when somebody is lost, and who
/// checks whom.
final class Crew {

    /// How this node computes layers itself.
    interface Here {

        /// Bytes of memory that are free.
        long freeBytes();

        /// Loads layers.
        Stage load(LayerRange layers);
    }

    private final Host host;
    private final Time time;
    private final ModelSize size;
    private final List<Known> known;
    private final Function<LayerRange, Load> order;
    private final Here here;
    private final SplitListener listener;
    private final Set<String> gone = ConcurrentHashMap.newKeySet();

    /// @param known    peers that answered when they were asked
    /// @param order    what a peer is asked to load
    /// @param listener told what becomes of them
    Crew(Host host, Time time, ModelSize size, List<Known> known, Function<LayerRange, Load> order, Here here,
            SplitListener listener) {
        this.host = host;
        this.time = time;
        this.size = size;
        this.known = List.copyOf(known);
        this.order = order;
        this.here = here;
        this.listener = listener;
    }

    /// Has a peer load layers.
    Stage remote(Known peer, LayerRange layers, RemoteStage.Progress progress) throws LostException {
        return RemoteStage.open(host, peer.peer(), order.apply(layers), progress, time);
    }

    /// Another machine for layers whose stage is lost: the peer that would be fastest, else this node.
    ///
    /// @throws SplitException naming the lost peer, if nobody can
    Stage replacement(LayerRange layers, String lost, String why) {
        List<String> refusals = new ArrayList<>();
        for (Known peer : inOrder(layers, Set.of(lost))) {
            try {
                return remote(peer, layers, RemoteStage.Progress.NONE);
            } catch (LostException e) {
                gone.add(peer.peer().toString());
                refusals.add(Link.named(peer.peer().toString()) + " " + e.getMessage());
            }
        }
        Optional<String> no = refusalHere(layers);
        if (no.isEmpty()) return here.load(layers);
        refusals.add(no.get());
        throw new SplitException(Link.named(lost) + " (" + Link.layers(layers) + ") is lost: " + why
                + "; nobody can take its place: " + String.join("; ", refusals));
    }

    /// These layers on this node, if there is memory for them.
    Optional<Stage> here(LayerRange layers) {
        return refusalHere(layers).isEmpty() ? Optional.of(here.load(layers)) : Optional.empty();
    }

    /// A second opinion: another peer if there is one, else this node.
    ///
    /// @throws SplitException if there is none
    Stage witness(LayerRange layers, String first) {
        for (Known peer : inOrder(layers, Set.of(first))) {
            try {
                return remote(peer, layers, RemoteStage.Progress.NONE);
            } catch (LostException e) {
                gone.add(peer.peer().toString());
            }
        }
        Optional<String> no = refusalHere(layers);
        if (no.isEmpty()) return here.load(layers);
        throw new SplitException("nobody can check " + Link.layers(layers) + " of " + Link.named(first) + ": "
                + no.get());
    }

    // A spare peer comes before one that is at work for us already, the faster before the slower.
    private List<Known> inOrder(LayerRange layers, Set<String> except) {
        long bytes = size.memory(layers.from(), layers.to());
        List<Known> able = new ArrayList<>();
        for (Known k : known) {
            String name = k.peer().toString();
            if (gone.contains(name) || except.contains(name)) continue;
            fresh(k.peer()).filter(f -> f.offer().freeBytes() >= bytes).ifPresent(able::add);
        }
        able.sort(Comparator.comparingDouble(
                k -> bytes / k.machine().bytesPerMs() + k.roundTripMs() + k.offer().sessions() * k.roundTripMs()));
        return able;
    }

    private Optional<Known> fresh(PeerId peer) {
        try {
            return Optional.of(new Peers(host, time).ask(peer));
        } catch (IOException | WireException e) {
            return Optional.empty();
        }
    }

    private Optional<String> refusalHere(LayerRange layers) {
        long bytes = size.memory(layers.from(), layers.to()), free = here.freeBytes();
        return bytes <= free
                ? Optional.empty()
                : Optional.of("this node needs " + bytes + " bytes for them, " + free + " are free");
    }

    // ---- what became of them

    void lost(String peer, LayerRange layers, String why) {
        gone.add(peer);
        listener.lost(peer, layers, why);
    }

    void recovered(String peer, LayerRange layers, String by, long ms) {
        listener.recovered(peer, layers, by, ms);
    }

    void mismatched(String peer, LayerRange layers, int position) {
        listener.mismatched(peer, layers, position);
    }

    void agreed(String peer, int rows) {
        listener.agreed(peer, rows);
    }
}
