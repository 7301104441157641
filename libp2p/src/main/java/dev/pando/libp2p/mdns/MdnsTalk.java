package dev.pando.libp2p.mdns;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.mdns.DnsMessage.DnsRecord;
import dev.pando.libp2p.mdns.DnsMessage.Question;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one peer asks, answers and learns; no I/O, time passed in.
final class MdnsTalk {

    // mdns §Definitions: "`service-name` … is defined as `_p2p._udp.local`."
    static final String SERVICE = "_p2p._udp.local";
    static final String META_QUERY = "_services._dns-sd._udp.local";

    /// How long others may believe an answer, in seconds.
    static final long TTL_SECONDS = 120;
    /// RFC 6762 §6: "a … responder MUST NOT … multicast a record … until at least one second has elapsed since the last
    /// time that record was multicast".
    static final long ANSWER_GAP_MS = 1000;
    /// The most addresses that we tell and that we take from one message.
    static final int ADDRESSES_MAX = 32;

    private static final String ATTRIBUTE = "dnsaddr=";
    private static final int TEXT_BYTES_MAX = 255;

    private final PeerId self;
    private final String peerName;
    private long answeredMs = Long.MIN_VALUE / 2;

    /// @param peerName "a random, lower-case alphanumeric string of least 32 characters"
    MdnsTalk(PeerId self, String peerName) {
        this.self = self;
        this.peerName = peerName;
    }

    byte[] query() {
        return new DnsMessage(false, List.of(new Question(SERVICE, DnsMessage.TYPE_PTR)), List.of()).bytes();
    }

    /// What to answer, if it is for us to answer: "Note that a peer must respond to its own query."
    Optional<byte[]> answer(DnsMessage query, List<Multiaddr> addresses, long nowMs) {
        if (query.response()) return Optional.empty();
        List<DnsRecord> records = new ArrayList<>();
        for (Question question : query.questions()) {
            boolean any = question.type() == DnsMessage.TYPE_ANY;
            boolean ptr = any || question.type() == DnsMessage.TYPE_PTR;
            boolean txt = any || question.type() == DnsMessage.TYPE_TXT;
            if (question.name().equals(META_QUERY) && ptr) {
                records.add(new DnsRecord.Ptr(META_QUERY, TTL_SECONDS, SERVICE));
            } else if (question.name().equals(SERVICE) && ptr) {
                records.add(new DnsRecord.Ptr(SERVICE, TTL_SECONDS, peerName + "." + SERVICE));
                records.add(details(addresses));
            } else if (question.name().equals(peerName + "." + SERVICE) && txt) {
                records.add(details(addresses));
            }
        }
        if (records.isEmpty() || nowMs - answeredMs < ANSWER_GAP_MS) return Optional.empty();
        answeredMs = nowMs;
        return Optional.of(new DnsMessage(true, List.of(), records.stream().distinct().toList()).bytes());
    }

    // "Each multiaddress is a TXT attribute with the form `dnsaddr=/.../p2p/QmId`."
    private DnsRecord details(List<Multiaddr> addresses) {
        List<String> texts = addresses.stream().map(address -> ATTRIBUTE + address.withPeer(self.hash()))
                .filter(text -> text.length() <= TEXT_BYTES_MAX).limit(ADDRESSES_MAX).toList();
        return new DnsRecord.Txt(peerName + "." + SERVICE, TTL_SECONDS, texts);
    }

    /// Who a response says is there, and where; ourselves and what is no address left out.
    Map<PeerId, List<Multiaddr>> found(DnsMessage message) {
        Map<PeerId, List<Multiaddr>> found = new LinkedHashMap<>();
        if (!message.response()) return found;
        int taken = 0;
        for (DnsRecord record : message.records()) {
            if (!(record instanceof DnsRecord.Txt txt) || txt.ttlSeconds() == 0) continue;
            if (!txt.name().endsWith("." + SERVICE)) continue;
            for (String text : txt.texts()) {
                if (text.startsWith(ATTRIBUTE) && taken++ < ADDRESSES_MAX) address(text, found);
            }
        }
        return found;
    }

    private void address(String text, Map<PeerId, List<Multiaddr>> found) {
        try {
            Multiaddr address = Multiaddr.parse(text.substring(ATTRIBUTE.length()));
            PeerId peer = PeerId.of(address.peer().orElseThrow(() -> new WireException("mdns", "names no peer")));
            if (!peer.equals(self)) found.computeIfAbsent(peer, p -> new ArrayList<>()).add(address);
        } catch (WireException e) {
            // Others may announce what we do not speak.
        }
    }
}
