package dev.pando.node.split;

import dev.pando.libp2p.Host;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.transport.Time;
import dev.pando.node.split.plan.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
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

    /// What the node may use, and whom it serves.
    ///
    /// @param secret         32 secret bytes of its identity
    /// @param listen         multiaddresses to listen on; may be empty for one that only asks
    /// @param invited        peers that it computes for
    /// @param everybody      whether it computes for whoever comes
    /// @param models         whole GGUF files that it has
    /// @param fetched        folder for parts of models that peers send
    /// @param threads        threads of arithmetic
    /// @param memoryBytesMax weights and caches at most; 0 for what is free
    /// @param hook           sees results before they are sent
    public record Settings(byte[] secret, List<String> listen, List<String> invited, boolean everybody,
            List<Path> models, Path fetched, int threads, long memoryBytesMax, ResultHook hook) {

        /// One that computes for `invited`.
        public static Settings of(byte[] secret, List<String> listen, List<String> invited, List<Path> models,
                Path fetched, int threads) {
            return new Settings(secret, listen, invited, false, models, fetched, threads, 0, ResultHook.NONE);
        }

        /// The same with a hook.
        public Settings withHook(ResultHook other) {
            return new Settings(secret, listen, invited, everybody, models, fetched, threads, memoryBytesMax, other);
        }

        /// The same with so much memory.
        public Settings withMemory(long bytes) {
            return new Settings(secret, listen, invited, everybody, models, fetched, threads, bytes, hook);
        }
    }

    private SplitNode(Settings settings) throws IOException {
        memoryBytesMax = settings.memoryBytesMax > 0 ? settings.memoryBytesMax : FreeMemory.bytes();
        settings.invited.forEach(this::invite);
        arithmetic = new Arithmetic(settings.threads);
        library = new ModelLibrary(settings.models, settings.fetched);
        var plan = Host.plan(Identity.ofSeed(settings.secret));
        settings.listen.forEach(plan::listen);
        host = plan.start();
        weights = new WeightServer(host, helpers::contains, time);
        server = new StageServer(host, p -> settings.everybody || invited.contains(p), library, arithmetic,
                memoryBytesMax, settings.hook, time);
    }

    /// Starts it.
    ///
    /// @throws IOException                                        if an address cannot be had
    /// @throws dev.pando.libp2p.multiformats.WireException if an address or a peer cannot be read
    public static SplitNode start(Settings settings) throws IOException {
        return new SplitNode(settings);
    }

    /// The secret of an identity that lives in a file; made when there is none.
    public static byte[] secretIn(Path file) throws IOException {
        if (Files.exists(file)) return Files.readAllBytes(file);
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix")) {
            Files.createFile(file, PosixFilePermissions
                    .asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.write(file, secret, StandardOpenOption.CREATE);
        return secret;
    }

    /// The peer id of an identity.
    public static String peerOf(byte[] secret) {
        return Identity.ofSeed(secret).peer().toString();
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

    /// Splits a model over this node and some peers; see [SplitModel#open].
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

    /// Ends everything: peers that it computes for lose it, as they would if the machine were switched off.
    @Override
    public void close() throws IOException {
        server.close();
        host.close();
        arithmetic.close();
    }
}
