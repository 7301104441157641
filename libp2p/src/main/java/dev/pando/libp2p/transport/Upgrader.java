package dev.pando.libp2p.transport;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Makes a [Connection] of a raw stream: agree on a security, shake hands, agree on a muxer.
///
/// A peer that dawdles is cut off after [#UPGRADE_MS]; whatever fails, the raw stream is reset.
public final class Upgrader {

    /// Time for the whole upgrade, in milliseconds.
    public static final long UPGRADE_MS = 10_000;

    private final List<Security> securities;
    private final List<Muxer> muxers;
    private final Time time;
    private final Shield shield;

    /// What lies under everything else, such as the key of a private network.
    @FunctionalInterface
    public interface Shield {
        /// Wraps a raw stream before its first byte is read.
        Stream protect(Stream raw) throws IOException;
    }

    /// @param securities what we speak, best first
    /// @param muxers     what we speak, best first
    /// @param time       rings when a peer dawdles
    public Upgrader(List<Security> securities, List<Muxer> muxers, Time time) {
        this(securities, muxers, time, raw -> raw);
    }

    /// The same with a shield under it.
    public Upgrader(List<Security> securities, List<Muxer> muxers, Time time, Shield shield) {
        this.securities = List.copyOf(securities);
        this.muxers = List.copyOf(muxers);
        this.time = time;
        this.shield = shield;
    }

    /// Upgrades a raw stream, which belongs to the connection from now on.
    ///
    /// @param expected who must be at the other end, if we know
    /// @param way      how it runs, for people
    /// @throws IOException   if the peer dawdles, leaves, is another, or speaks nothing that we speak
    /// @throws WireException if it breaks the rules; names the peer's address
    public Connection upgrade(Stream raw, Multiaddr local, Multiaddr remote, boolean initiator,
            Optional<PeerId> expected, String way) throws IOException {
        boolean done = false;
        try (var _ = time.after(UPGRADE_MS, raw::reset)) {
            Stream shielded = shield.protect(raw);
            Security security = agree(shielded, initiator, securities, Security::protocol);
            var secured = security.secure(shielded, initiator, expected, muxers.stream().map(Muxer::protocol).toList());
            Muxer muxer = secured.muxer().isPresent()
                    ? named(muxers, Muxer::protocol, secured.muxer().get())
                    : agree(secured.stream(), initiator, muxers, Muxer::protocol);
            var session = muxer.session(secured.stream(), initiator);
            done = true;
            return new Connection(session, secured.peer(), local, remote, initiator, way);
        } catch (WireException e) {
            throw e.from(remote);
        } finally {
            if (!done) raw.reset();
        }
    }

    private static <T> T agree(Stream stream, boolean initiator, List<T> choices,
            java.util.function.Function<T, String> name) throws IOException {
        List<String> names = choices.stream().map(name).toList();
        String agreed = (initiator
                ? MultistreamSelect.propose(stream, names)
                : MultistreamSelect.answer(stream, names::contains))
                .orElseThrow(() -> new IOException("the peer speaks none of " + names));
        return named(choices, name, agreed);
    }

    private static <T> T named(List<T> choices, java.util.function.Function<T, String> name, String wanted) {
        return choices.stream().filter(choice -> name.apply(choice).equals(wanted)).findFirst().orElseThrow();
    }
}
