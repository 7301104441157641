package dev.pando.libp2p.kad;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// The peers a node knows, many of its neighbourhood and few from afar.
///
/// kad-dht §Kademlia routing table: "An implementation of this specification must try to maintain k peers with shared key
/// prefix of length L, for every L in [0..(keyspace-length - 1)], in its routing table."
final class RoutingTable<P> {

    private static final class Entry<P> {
        final Contact<P> contact;
        final String group;
        long heardMs;

        Entry(Contact<P> contact, String group, long nowMs) {
            this.contact = contact;
            this.group = group;
            this.heardMs = nowMs;
        }
    }

    /// One prefix length: at most K entries, longest unheard of first, and those that wait for a place.
    private static final class Bucket<P> {
        final List<Entry<P>> entries = new ArrayList<>(0);
        final ArrayDeque<Entry<P>> waiting = new ArrayDeque<>(0); // newest last
        long refreshedMs = Long.MIN_VALUE;
    }

    private final KadId self;
    private final Map<Integer, Bucket<P>> buckets = new HashMap<>(); // by shared prefix length
    private final Map<String, Integer> groups = new HashMap<>(); // entries of each
    private int size;

    RoutingTable(KadId self) {
        this.self = self;
    }

    /// A peer answered us or is known to serve: it moves to the end of its bucket, or in, or onto the waiting list.
    void heard(Contact<P> contact, String group, long nowMs) {
        int prefix = self.commonPrefix(contact.id());
        if (prefix == KadId.BITS) return;
        Bucket<P> bucket = buckets.computeIfAbsent(prefix, k -> new Bucket<>());
        Entry<P> known = take(bucket.entries, contact.peer());
        if (known != null) {
            bucket.entries.add(new Entry<>(fuller(contact, known.contact), known.group, nowMs));
            return;
        }
        Entry<P> fresh = new Entry<>(contact, group, nowMs);
        if (!isDiverse(bucket, group)) return;
        if (bucket.entries.size() == KadParameters.K) evictStale(bucket, nowMs);
        if (bucket.entries.size() < KadParameters.K) admit(bucket, fresh);
        else
            wait(bucket, fresh);
    }

    private Contact<P> fuller(Contact<P> fresh, Contact<P> known) {
        return fresh.addresses().isEmpty() ? known : fresh;
    }

    // Sybils of one network cannot fill a bucket, let alone the table.
    private boolean isDiverse(Bucket<P> bucket, String group) {
        if (group.isEmpty()) return true;
        int inBucket = 0;
        for (Entry<P> e : bucket.entries) if (e.group.equals(group)) inBucket++;
        return inBucket < KadParameters.GROUP_IN_BUCKET_MAX
                && groups.getOrDefault(group, 0) < KadParameters.GROUP_IN_TABLE_MAX;
    }

    // Kademlia §2.2: "if the least-recently seen node fails to respond it is evicted … and the new sender inserted at the
    // tail", where not having been heard of through six refreshes stands for not responding.
    private void evictStale(Bucket<P> bucket, long nowMs) {
        Entry<P> oldest = bucket.entries.getFirst();
        if (oldest.heardMs + KadParameters.STALE_MS <= nowMs) dismiss(bucket, oldest);
    }

    private void admit(Bucket<P> bucket, Entry<P> entry) {
        bucket.entries.add(entry);
        size++;
        if (!entry.group.isEmpty()) groups.merge(entry.group, 1, Integer::sum);
    }

    private void dismiss(Bucket<P> bucket, Entry<P> entry) {
        bucket.entries.remove(entry);
        size--;
        if (!entry.group.isEmpty()) groups.computeIfPresent(entry.group, (g, n) -> n == 1 ? null : n - 1);
    }

    private void wait(Bucket<P> bucket, Entry<P> entry) {
        bucket.waiting.removeIf(e -> e.contact.equals(entry.contact));
        bucket.waiting.add(entry);
        if (bucket.waiting.size() > KadParameters.WAITING_MAX) bucket.waiting.remove();
    }

    /// A peer did not answer or does not serve: it leaves, and the newest of those who wait takes its place.
    void lost(Contact<P> contact) {
        Bucket<P> bucket = buckets.get(self.commonPrefix(contact.id()));
        if (bucket == null) return;
        bucket.waiting.removeIf(e -> e.contact.equals(contact));
        Entry<P> entry = find(bucket.entries, contact.peer());
        if (entry == null) return;
        dismiss(bucket, entry);
        for (Iterator<Entry<P>> newest = bucket.waiting.descendingIterator(); newest.hasNext();) {
            Entry<P> next = newest.next();
            newest.remove();
            if (isDiverse(bucket, next.group)) {
                admit(bucket, next);
                return;
            }
        }
    }

    /// The known peers nearest to `target`, nearest first, at most `count`.
    List<Contact<P>> closest(KadId target, int count) {
        List<Contact<P>> all = new ArrayList<>(size);
        for (Bucket<P> b : buckets.values()) for (Entry<P> e : b.entries) all.add(e.contact);
        Comparator<KadId> nearest = KadId.nearest(target);
        all.sort((x, y) -> nearest.compare(x.id(), y.id()));
        return all.size() <= count ? all : List.copyOf(all.subList(0, count));
    }

    /// Shared prefix lengths with peers in them that were not refreshed since `sinceMs`; marks them as refreshed now.
    List<Integer> dueForRefresh(long sinceMs, long nowMs) {
        List<Integer> due = new ArrayList<>();
        buckets.forEach((prefix, bucket) -> {
            if (bucket.entries.isEmpty() || bucket.refreshedMs > sinceMs) return;
            bucket.refreshedMs = nowMs;
            due.add(prefix);
        });
        due.sort(Comparator.naturalOrder());
        return due;
    }

    int size() {
        return size;
    }

    private Entry<P> take(List<Entry<P>> entries, P peer) {
        Entry<P> entry = find(entries, peer);
        if (entry != null) entries.remove(entry);
        return entry;
    }

    private Entry<P> find(List<Entry<P>> entries, P peer) {
        for (Entry<P> e : entries) if (e.contact.peer().equals(peer)) return e;
        return null;
    }
}
