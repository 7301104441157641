package dev.pando.libp2p.gossipsub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Messages that peers may still ask for, in windows of one heartbeat.
///
/// gossipsub v1.0 §Message Cache: "a data structure that stores message IDs and their corresponding messages, segmented
/// into history windows." Bounded by [MeshParameters#CACHE_MESSAGES_MAX] and [MeshParameters#CACHE_BYTES_MAX].
final class MessageCache<P> {

    private static final class Entry<P> {
        final Message message;
        final Map<P, Integer> sent = new HashMap<>(2);

        Entry(Message message) {
            this.message = message;
        }
    }

    private final Map<MessageId, Entry<P>> byId = new HashMap<>();
    private final ArrayDeque<ArrayDeque<Message>> windows = new ArrayDeque<>(); // newest first
    private long bytes;

    MessageCache() {
        for (int i = 0; i < MeshParameters.CACHE_WINDOWS; i++) windows.add(new ArrayDeque<>(0));
    }

    // "mcache.put(m): adds a message to the current window and the cache."
    void put(Message message) {
        if (byId.putIfAbsent(message.id(), new Entry<>(message)) != null) return;
        windows.peekFirst().add(message);
        bytes += message.size();
        while (byId.size() > MeshParameters.CACHE_MESSAGES_MAX || bytes > MeshParameters.CACHE_BYTES_MAX) dropOldest();
    }

    private void dropOldest() {
        Iterator<ArrayDeque<Message>> oldestFirst = windows.descendingIterator();
        ArrayDeque<Message> window = oldestFirst.next();
        while (window.isEmpty()) window = oldestFirst.next();
        drop(window.remove());
    }

    private void drop(Message message) {
        byId.remove(message.id());
        bytes -= message.size();
    }

    /// The message, if `peer` may have it once more; counts it as sent.
    ///
    /// v1.1 §Spam Protection Measures: "IWANT message responses are limited in the number of retransmissions to a
    /// certain peer".
    Message takeFor(P peer, MessageId id) {
        Entry<P> entry = byId.get(id);
        if (entry == null) return null;
        int times = entry.sent.merge(peer, 1, Integer::sum);
        return times <= MeshParameters.RETRANSMISSIONS_MAX ? entry.message : null;
    }

    // "mcache.get_gossip_ids(topic): retrieves the message IDs for messages in the most recent history windows"
    List<MessageId> gossipIds(String topic) {
        List<MessageId> ids = new ArrayList<>();
        int left = MeshParameters.GOSSIP_WINDOWS;
        for (ArrayDeque<Message> window : windows) {
            if (left-- == 0) break;
            for (Message m : window) if (m.topic().equals(topic)) ids.add(m.id());
        }
        return ids;
    }

    // "mcache.shift(): shifts the current window, discarding messages older than the history length of the cache"
    void shift() {
        ArrayDeque<Message> oldest = windows.removeLast();
        oldest.forEach(this::drop);
        windows.addFirst(oldest.isEmpty() ? oldest : new ArrayDeque<>(0));
    }

    int size() {
        return byId.size();
    }

    long bytes() {
        return bytes;
    }
}
