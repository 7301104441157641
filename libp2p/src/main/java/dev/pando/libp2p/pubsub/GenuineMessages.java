package dev.pando.libp2p.pubsub;

import dev.pando.libp2p.gossipsub.Message;
import dev.pando.libp2p.multiformats.Multihash;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/// Checks each message's signature once, however many peers bring a copy.
///
/// Copies are known by the hash of all their bytes, not by their id: a forgery with the id of a message that was genuine is
/// another message here.
final class GenuineMessages {

    /// Hashes remembered; the oldest go first.
    static final int REMEMBERED_MAX = 4096;

    private final Predicate<Message> verifies;
    private final Set<Multihash> known = new LinkedHashSet<>();

    /// @param verifies checks a signature, at a price
    GenuineMessages(Predicate<Message> verifies) {
        this.verifies = verifies;
    }

    /// Whether its author signed it. Called on many threads; two that ask at once may both pay.
    boolean isGenuine(Message message) {
        Multihash hash = Multihash.sha256(message.wire());
        synchronized (this) {
            if (known.contains(hash)) return true;
        }
        if (!verifies.test(message)) return false;
        synchronized (this) {
            known.add(hash);
            if (known.size() > REMEMBERED_MAX) known.remove(known.iterator().next());
        }
        return true;
    }
}
