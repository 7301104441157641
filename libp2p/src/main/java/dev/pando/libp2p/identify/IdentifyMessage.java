package dev.pando.libp2p.identify;

import dev.pando.libp2p.identity.Envelope;
import dev.pando.libp2p.identity.PublicKey;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoReader;
import dev.pando.libp2p.protobuf.ProtoWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a peer says about itself. All of it may be missing: a push carries what has changed.
///
/// @param protocolVersion family of protocols
/// @param agentVersion    what it runs
/// @param key             its public key
/// @param listenAddresses where it listens; those with parts that we do not know are left out
/// @param observedAddress where it sees us
/// @param protocols       what it answers
/// @param signedRecord    its addresses again, as a sealed [dev.pando.libp2p.identity.PeerRecord]
public record IdentifyMessage(Optional<String> protocolVersion, Optional<String> agentVersion, Optional<PublicKey> key,
        List<Multiaddr> listenAddresses, Optional<Multiaddr> observedAddress, List<String> protocols,
        Optional<byte[]> signedRecord) {

    /// The longest message, in bytes.
    public static final int BYTES_MAX = 64 * 1024;
    /// The most addresses.
    public static final int ADDRESSES_MAX = 64;
    /// The most protocols.
    public static final int PROTOCOLS_MAX = 512;
    /// The longest name of a protocol, a version or an agent, in bytes.
    public static final int TEXT_BYTES_MAX = 256;

    private static final String PLACE = "identify";

    /// The binary form.
    public byte[] bytes() {
        var out = new ProtoWriter();
        key.ifPresent(k -> out.bytes(1, k.bytes()));
        listenAddresses.forEach(address -> out.bytes(2, address.bytes()));
        protocols.forEach(protocol -> out.string(3, protocol));
        observedAddress.ifPresent(address -> out.bytes(4, address.bytes()));
        protocolVersion.ifPresent(version -> out.string(5, version));
        agentVersion.ifPresent(version -> out.string(6, version));
        // Not in the specification's text yet, but sent by go, rust and js.
        signedRecord.ifPresent(record -> out.bytes(8, record));
        return out.toBytes();
    }

    /// Reads the binary form; of several messages one behind the other, the later fields win and lists grow.
    ///
    /// @throws WireException if it is malformed or breaks a limit
    public static IdentifyMessage read(byte[] bytes) {
        WireException.within(PLACE, bytes.length, "bytes", BYTES_MAX);
        var in = new ProtoReader(PLACE, bytes);
        Optional<String> protocolVersion = Optional.empty(), agentVersion = Optional.empty();
        Optional<PublicKey> key = Optional.empty();
        Optional<Multiaddr> observed = Optional.empty();
        Optional<byte[]> record = Optional.empty();
        List<Multiaddr> listen = new ArrayList<>();
        List<String> protocols = new ArrayList<>();
        int addresses = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> key = Optional.of(PublicKey.read(in.bytes(PublicKey.BYTES_MAX)));
                case 2 -> {
                    WireException.within(PLACE, ++addresses, "addresses", ADDRESSES_MAX);
                    known(in.bytes(Multiaddr.BYTES_MAX)).ifPresent(listen::add);
                }
                case 3 -> {
                    WireException.within(PLACE, protocols.size() + 1, "protocols", PROTOCOLS_MAX);
                    protocols.add(in.string(TEXT_BYTES_MAX));
                }
                case 4 -> observed = known(in.bytes(Multiaddr.BYTES_MAX));
                case 5 -> protocolVersion = Optional.of(in.string(TEXT_BYTES_MAX));
                case 6 -> agentVersion = Optional.of(in.string(TEXT_BYTES_MAX));
                case 8 -> record = Optional.of(in.bytes(Envelope.BYTES_MAX));
                default -> in.skip();
            }
        }
        return new IdentifyMessage(protocolVersion, agentVersion, key, List.copyOf(listen), observed,
                List.copyOf(protocols), record);
    }

    // Others may speak what we do not; that is no reason to refuse the rest.
    private static Optional<Multiaddr> known(byte[] address) {
        try {
            return Optional.of(Multiaddr.read(address));
        } catch (WireException e) {
            return Optional.empty();
        }
    }
}
