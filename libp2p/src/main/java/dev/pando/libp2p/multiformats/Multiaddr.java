package dev.pando.libp2p.multiformats;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// An address that says every layer of the way: `/ip4/192.0.2.1/tcp/9741/p2p/12D3KooW…`.
///
/// Immutable. Binary and text say the same; both are read strictly, so that equal addresses have equal bytes.
public final class Multiaddr {

    /// The longest binary form, in bytes.
    public static final int BYTES_MAX = 1024;
    /// The most parts.
    public static final int PARTS_MAX = 16;

    private final List<Step> steps;

    /// One part with its value; `value` never leaves the package uncopied.
    private record Step(AddressPart part, byte[] value) {

        String text() {
            return "/" + part.label() + (part.hasValue() ? "/" + part.text(value) : "");
        }
    }

    private Multiaddr(List<Step> steps) {
        WireException.within("multiaddr", steps.size(), "parts", PARTS_MAX);
        this.steps = List.copyOf(steps);
        WireException.within("multiaddr", size(), "bytes", BYTES_MAX);
    }

    /// Reads the text form.
    ///
    /// @throws WireException if a part is unknown, lacks its value or has a malformed one
    public static Multiaddr parse(String text) {
        WireException.within("multiaddr", text.length(), "characters", BYTES_MAX * 2);
        String[] words = text.split("/", -1);
        if (words.length < 2 || !words[0].isEmpty()) throw new WireException("multiaddr", "no leading slash");
        List<Step> steps = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            String label = words[i];
            AddressPart part = AddressPart.ofLabel(label)
                    .orElseThrow(() -> new WireException("multiaddr", "unknown part /" + label));
            if (part.hasValue() && ++i == words.length) throw new WireException("multiaddr", "/" + label + " of what");
            steps.add(new Step(part, part.parse(words[i])));
        }
        return new Multiaddr(steps);
    }

    /// Reads the binary form.
    ///
    /// @throws WireException if it is cut off, too long or has an unknown part
    public static Multiaddr read(byte[] bytes) {
        WireException.within("multiaddr", bytes.length, "bytes", BYTES_MAX);
        if (bytes.length == 0) throw new WireException("multiaddr", "empty");
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<Step> steps = new ArrayList<>();
        while (in.hasRemaining()) {
            WireException.within("multiaddr", steps.size() + 1, "parts", PARTS_MAX);
            long code = Varint.get(in);
            AddressPart part = AddressPart.ofCode(code)
                    .orElseThrow(() -> new WireException("multiaddr", "unknown part " + code));
            steps.add(new Step(part, part.get(in)));
        }
        return new Multiaddr(steps);
    }

    /// `/ip4/…/tcp/…` or `/ip6/…/tcp/…`.
    public static Multiaddr tcp(InetSocketAddress socket) {
        return ip(socket.getAddress()).with(AddressPart.TCP, Integer.toString(socket.getPort()));
    }

    /// `/ip4/…/udp/…/quic-v1` or `/ip6/…/udp/…/quic-v1`.
    public static Multiaddr quic(InetSocketAddress socket) {
        return ip(socket.getAddress()).with(AddressPart.UDP, Integer.toString(socket.getPort()))
                .with(AddressPart.QUIC_V1, "");
    }

    /// `/ip4/…` or `/ip6/…`.
    public static Multiaddr ip(InetAddress address) {
        byte[] bytes = address.getAddress();
        return new Multiaddr(List.of(new Step(bytes.length == 4 ? AddressPart.IP4 : AddressPart.IP6, bytes)));
    }

    /// This address and one part more.
    ///
    /// @param text the value between slashes, `""` for a part without one
    /// @throws WireException if the value is malformed
    public Multiaddr with(AddressPart part, String text) {
        List<Step> more = new ArrayList<>(steps);
        more.add(new Step(part, part.parse(text)));
        return new Multiaddr(more);
    }

    /// This address and, behind it, another.
    public Multiaddr with(Multiaddr inner) {
        List<Step> more = new ArrayList<>(steps);
        more.addAll(inner.steps);
        return new Multiaddr(more);
    }

    /// This address naming `peer` at its end, once.
    public Multiaddr withPeer(Multihash peer) {
        if (peer().equals(Optional.of(peer))) return this;
        return with(AddressPart.P2P, peer.toString());
    }

    /// This address without the peer at its end; an address of a relay's client keeps the relay.
    ///
    /// @return this if it does not end in a peer, and nothing if it is only a peer
    public Optional<Multiaddr> withoutPeer() {
        if (!endsWith(AddressPart.P2P)) return Optional.of(this);
        if (steps.size() == 1) return Optional.empty();
        return Optional.of(new Multiaddr(steps.subList(0, steps.size() - 1)));
    }

    /// What stands before the last part of a kind: of a relayed address and [AddressPart#P2P_CIRCUIT], the relay.
    public Optional<Multiaddr> before(AddressPart part) {
        for (int i = steps.size() - 1; i > 0; i--) {
            if (steps.get(i).part == part) return Optional.of(new Multiaddr(steps.subList(0, i)));
        }
        return Optional.empty();
    }

    /// The peer that it ends in.
    public Optional<Multihash> peer() {
        return endsWith(AddressPart.P2P) ? Optional.of(Multihash.read(steps.getLast().value)) : Optional.empty();
    }

    /// Whether a part of this kind is anywhere in it.
    public boolean has(AddressPart part) {
        return steps.stream().anyMatch(step -> step.part == part);
    }

    /// The text of the first value of this kind.
    public Optional<String> value(AddressPart part) {
        return steps.stream().filter(step -> step.part == part).findFirst().map(step -> part.text(step.value));
    }

    /// The kinds of its parts, in order.
    public List<AddressPart> parts() {
        return steps.stream().map(Step::part).toList();
    }

    /// The IP address that it begins with.
    public Optional<InetAddress> ip() {
        Step first = steps.get(steps.size() > 1 && steps.getFirst().part == AddressPart.IP6ZONE ? 1 : 0);
        if (first.part != AddressPart.IP4 && first.part != AddressPart.IP6) return Optional.empty();
        try {
            return Optional.of(InetAddress.getByAddress(first.value));
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are an address", e);
        }
    }

    /// Whether it begins with an IP address that anybody on the Internet may be at: neither of this machine nor of its own
    /// network.
    public boolean isPublic() {
        InetAddress ip = ip().orElse(null);
        if (ip == null || ip.isAnyLocalAddress() || ip.isLoopbackAddress() || ip.isLinkLocalAddress()) return false;
        // RFC 4193: fc00::/7 is "unique local".
        boolean uniqueLocal = ip.getAddress().length == 16 && (ip.getAddress()[0] & 0xFE) == 0xFC;
        return !ip.isSiteLocalAddress() && !ip.isMulticastAddress() && !uniqueLocal;
    }

    /// The TCP or UDP port.
    public Optional<Integer> port() {
        return value(AddressPart.TCP).or(() -> value(AddressPart.UDP)).map(Integer::valueOf);
    }

    private boolean endsWith(AddressPart part) {
        return steps.getLast().part == part;
    }

    private int size() {
        return steps.stream().mapToInt(step -> step.part.bytes(step.value)).sum();
    }

    /// The binary form.
    public byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(size());
        for (Step step : steps) step.part.put(out, step.value);
        return out.array();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Multiaddr address && Arrays.equals(bytes(), address.bytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes());
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Step step : steps) text.append(step.text());
        return text.toString();
    }
}
