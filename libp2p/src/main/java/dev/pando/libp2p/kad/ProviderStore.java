package dev.pando.libp2p.kad;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Who provides what, as told by the providers themselves; bounded by [KadParameters#PROVIDER_KEYS_MAX] keys and
/// [KadParameters#PROVIDERS_BYTES_MAX], beyond which the farthest keys go first, and [KadParameters#PROVIDERS_OF_KEY_MAX]
/// providers a key, the oldest of which go first.
final class ProviderStore<P> {

    /// What a provider takes beside its addresses, about: the maps' entries, its name and its place.
    private static final int PROVIDER_BYTES = 256;

    private record Provider<P>(Contact<P> contact, long toldMs) {

        int bytes() {
            int bytes = PROVIDER_BYTES;
            for (byte[] address : contact.addresses()) bytes += address.length;
            return bytes;
        }
    }

    private final KadId self;
    private final TreeMap<KadId, Map<P, Provider<P>>> byDistance = new TreeMap<>();
    private long bytes;

    ProviderStore(KadId self) {
        this.self = self;
    }

    void add(byte[] key, Contact<P> provider, long nowMs) {
        KadId distance = self.distance(KadId.of(key));
        Map<P, Provider<P>> providers = byDistance.computeIfAbsent(distance, k -> new LinkedHashMap<>(2));
        forget(providers.remove(provider.peer()));
        if (providers.size() == KadParameters.PROVIDERS_OF_KEY_MAX) {
            forget(providers.remove(providers.keySet().iterator().next()));
        }
        Provider<P> fresh = new Provider<>(provider, nowMs);
        providers.put(provider.peer(), fresh);
        bytes += fresh.bytes();
        while (byDistance.size() > KadParameters.PROVIDER_KEYS_MAX || bytes > KadParameters.PROVIDERS_BYTES_MAX) {
            byDistance.pollLastEntry().getValue().values().forEach(this::forget);
        }
    }

    private void forget(Provider<P> gone) {
        if (gone != null) bytes -= gone.bytes();
    }

    /// The newest providers of a key first, at most `count`.
    List<Contact<P>> get(byte[] key, int count, long nowMs) {
        Map<P, Provider<P>> providers = byDistance.getOrDefault(self.distance(KadId.of(key)), Map.of());
        List<Contact<P>> found = new ArrayList<>();
        for (Provider<P> p : providers.values()) {
            if (p.toldMs + KadParameters.PROVIDER_TTL_MS > nowMs) found.add(fresh(p, nowMs));
        }
        return found.reversed().stream().limit(count).toList();
    }

    // "After that period, peers provide the provider's peerID only, in order to avoid pointing to stale network
    // addresses".
    private Contact<P> fresh(Provider<P> p, long nowMs) {
        boolean current = p.toldMs + KadParameters.PROVIDER_ADDRESS_TTL_MS > nowMs;
        return current ? p.contact : new Contact<>(p.contact.peer(), p.contact.id(), List.of());
    }

    void expire(long nowMs) {
        byDistance.values().removeIf(providers -> {
            providers.values().removeIf(p -> isOver(p, nowMs));
            return providers.isEmpty();
        });
    }

    private boolean isOver(Provider<P> p, long nowMs) {
        boolean over = p.toldMs + KadParameters.PROVIDER_TTL_MS <= nowMs;
        if (over) forget(p);
        return over;
    }

    int size() {
        return byDistance.size();
    }

    long bytes() {
        return bytes;
    }
}
