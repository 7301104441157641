package dev.pando.node.split;

import dev.pando.libp2p.Host;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.transport.Time;
import dev.pando.node.gate.Trust;
import dev.pando.node.net.NodeHost;
import dev.pando.node.split.plan.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// This machine as a part of splits: it computes for peers that are invited, and has peers compute for it.
public final class SplitNode implements AutoCloseable {

    private final Host host;
    private final Time time = Time.system();
    private final Arithmetic arithmetic;
    private final ModelLibrary library;
    private final WeightServer weights;
    private final StageServer server;
    private final Set<PeerId> invited = ConcurrentHashMap.newKeySet();
    private final Set<PeerId> helpers = ConcurrentHashMap.newKeySet(); // peers that compute for us
    private final long memoryBytesMax;
    private final StageTrust trust;

    /// What the node may use, and whom it serves.
    ///
    /// @param invited        peers that it computes for
    /// @param everybody      whether it computes for whoever comes
    /// @param models         whole GGUF files that it has
    /// @param fetched        folder for parts of models that peers send
    /// @param threads        threads of arithmetic
    /// @param memoryBytesMax weights and caches at most; 0 for what is free
    /// @param hook           sees results before they are sent
    /// @param trust          what is held of peers that computed for it
    /// @param elsewhere      where it may have parts of models from, beside the peers that want them computed
    public record Settings(List<String> invited, boolean everybody, List<Path> models, Path fetched, int threads,
            long memoryBytesMax, ResultHook hook, StageTrust trust, Elsewhere elsewhere) {

        /// Copies what it is given.
        public Settings {
            invited = List.copyOf(invited);
            models = List.copyOf(models);
        }

        /// One that computes for `invited` with what memory is free, and forgets whom it trusted when it ends.
        public static Settings of(List<String> invited, List<Path> models, Path fetched, int threads) {
            return new Settings(invited, false, models, fetched, threads, 0, ResultHook.NONE,
                    new StageTrust(new Trust(), System::currentTimeMillis), Elsewhere.NONE);
        }

        /// The same with a hook.
        public Settings withHook(ResultHook other) {
            return new Settings(invited, everybody, models, fetched, threads, memoryBytesMax, other, trust,
                    elsewhere);
        }

        /// The same with so much memory.
        public Settings withMemory(long bytes) {
            return new Settings(invited, everybody, models, fetched, threads, bytes, hook, trust, elsewhere);
        }

        /// The same for whoever comes.
        public Settings forEverybody() {
            return new Settings(invited, true, models, fetched, threads, memoryBytesMax, hook, trust, elsewhere);
        }

        /// The same with trust that outlives it.
        public Settings withTrust(StageTrust other) {
            return new Settings(invited, everybody, models, fetched, threads, memoryBytesMax, hook, other, elsewhere);
        }

        /// The same with somewhere else to look for models.
        public Settings withElsewhere(Elsewhere other) {
            return new Settings(invited, everybody, models, fetched, threads, memoryBytesMax, hook, trust, other);
        }
    }

    private SplitNode(NodeHost net, Settings settings) {
        host = net.host();
        memoryBytesMax = settings.memoryBytesMax > 0 ? settings.memoryBytesMax : FreeMemory.bytes();
        trust = settings.trust;
        settings.invited.forEach(this::invite);
        arithmetic = new Arithmetic(settings.threads);
        library = new ModelLibrary(settings.models, settings.fetched);
        weights = new WeightServer(host, helpers::contains, time);
        server = new StageServer(host, p -> settings.everybody || invited.contains(p), library,
                settings.elsewhere, arithmetic, memoryBytesMax, settings.hook, time);
    }

    /// Starts to compute for others.
    ///
    /// @param net how it meets them; stays the caller's, and must be closed first
    /// @throws dev.pando.libp2p.multiformats.WireException if an invited peer cannot be read
    public static SplitNode on(NodeHost net, Settings settings) {
        return new SplitNode(net, settings);
    }

    /// Computes for a peer from now on.
    ///
    /// @throws dev.pando.libp2p.multiformats.WireException if it is no peer id
    public void invite(String peer) {
        invited.add(PeerId.parse(peer));
    }

    /// Whom it computes for.
    public Collection<String> invited() {
        return invited.stream().map(PeerId::toString).sorted().toList();
    }

    /// Who it is.
    public String peer() {
        return host.peer().toString();
    }

    /// Where it can be reached, each address with its peer at the end.
    public List<String> addresses() {
        return host.addresses().stream().map(Multiaddr::toString).toList();
    }

    /// Splits a model over this node and some peers; see [SplitModel#open]. Peers that sent wrong bits before are left out.
    public SplitModel split(Path file, List<String> peers, SplitOptions options, SplitListener listener)
            throws IOException {
        List<Peers.Known> known = new Peers(host, time).ask(peers);
        known.forEach(k -> helpers.add(k.peer()));
        return SplitModel.open(this, file, known, options, listener);
    }

    /// What peers have to offer, this node first.
    public List<Machine> machines(List<String> peers) {
        List<Machine> machines = new ArrayList<>();
        machines.add(here());
        for (Peers.Known known : new Peers(host, time).ask(peers)) machines.add(known.machine());
        return machines;
    }

    /// This machine, for the planner.
    public Machine here() {
        return new Machine(Stage.HERE, freeBytes(), server.bytesPerSecond() / 1e3, 0);
    }

    StageTrust trust() {
        return trust;
    }

    Host host() {
        return host;
    }

    Time time() {
        return time;
    }

    Arithmetic arithmetic() {
        return arithmetic;
    }

    ModelLibrary library() {
        return library;
    }

    WeightServer weights() {
        return weights;
    }

    long freeBytes() {
        return Math.min(memoryBytesMax, FreeMemory.bytes());
    }

    /// Lets the threads go. Parts of models go when their streams do.
    @Override
    public void close() {
        server.close();
        arithmetic.close();
    }
}
