package dev.pando.libp2p.nat;

import dev.pando.libp2p.gossipsub.Message;
import dev.pando.libp2p.gossipsub.Rpc;
import dev.pando.libp2p.gossipsub.RpcCodec;
import dev.pando.libp2p.gossipsub.SignedMessages;
import dev.pando.libp2p.gossipsub.Subscription;
import dev.pando.libp2p.identify.IdentifyMessage;
import dev.pando.libp2p.identity.Envelope;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.identity.PeerRecord;
import dev.pando.libp2p.identity.PublicKey;
import dev.pando.libp2p.kad.KadCodec;
import dev.pando.libp2p.kad.KadRequest;
import dev.pando.libp2p.multiformats.WireException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/// Fuzz target: every message that is protobuf, read by every reader.
public final class MessagesFuzz {

    private static final Identity SOMEBODY = Identity.ofSeed(new byte[32]);
    private static final PeerId PEER = SOMEBODY.peer();
    private static final List<Consumer<byte[]>> READERS = List.of(
            data -> RpcCodec.decode(data).messages().forEach(SignedMessages::isGenuine), IdentifyMessage::read,
            data -> KadCodec.decodeRequest(data, PEER), KadCodec::decodeResponse, AutoNatMessage::read,
            AutoNatV2Message::read, HolePunch::read, RelayCodec::hop, RelayCodec::stop, Voucher::open,
            data -> Envelope.open("domain", data), PeerRecord::open, PublicKey::read, PeerId::read);

    private MessagesFuzz() {}

    /// Loads the classes, which takes longer under Jazzer than an input may take.
    public static void fuzzerInitialize() {
        seeds().forEach(MessagesFuzz::fuzzerTestOneInput);
    }

    /// Anything but a refusal is a finding.
    public static void fuzzerTestOneInput(byte[] data) {
        for (Consumer<byte[]> reader : READERS) {
            try {
                reader.accept(data);
            } catch (WireException refused) {
                // what a hostile message should get
            }
        }
    }

    /// One of each that can be had without a conversation.
    public static List<byte[]> seeds() {
        Message message = SignedMessages.sign(SOMEBODY, 7, "topic", "hello".getBytes(StandardCharsets.UTF_8));
        Rpc rpc = new Rpc(List.of(new Subscription("topic", true)), List.of(message), List.of());
        return List.of(RpcCodec.encode(rpc), KadCodec.encode(new KadRequest.FindNode(new byte[]{1, 2}), PEER),
                new Voucher(PEER, PEER, 1_700_000_000).seal(SOMEBODY), SOMEBODY.key().bytes(), PEER.bytes(),
                Envelope.seal(SOMEBODY, "domain", new byte[]{1}, new byte[]{2}).bytes(),
                new AutoNatV2Message.Data(100).bytes(), new HolePunch.Sync().bytes());
    }
}
