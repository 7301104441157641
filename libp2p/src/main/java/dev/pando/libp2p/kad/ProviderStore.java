package dev.pando.libp2p.kad;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Who provides what, as told by the providers themselves; bounded by [KadParameters#PROVIDER_KEYS_MAX] keys, the farthest
/// of which go first, and [KadParameters#PROVIDERS_OF_KEY_MAX] providers a key, the oldest of which go first.
final class ProviderStore<P> {

    private record Provider<P>(Contact<P> contact, long toldMs) {}

    private final KadId self;
    private final TreeMap<KadId, Map<P, Provider<P>>> byDistance = new TreeMap<>();

    ProviderStore(KadId self) {
        this.self = self;
    }

    void add(byte[] key, Contact<P> provider, long nowMs) {
        KadId distance = self.distance(KadId.of(key));
        Map<P, Provider<P>> providers = byDistance.computeIfAbsent(distance, k -> new LinkedHashMap<>(2));
        providers.remove(provider.peer());
        providers.put(provider.peer(), new Provider<>(provider, nowMs));
        if (providers.size() > KadParameters.PROVIDERS_OF_KEY_MAX) {
            Iterator<P> oldest = providers.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        if (byDistance.size() > KadParameters.PROVIDER_KEYS_MAX) byDistance.pollLastEntry();
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
            providers.values().removeIf(p -> p.toldMs + KadParameters.PROVIDER_TTL_MS <= nowMs);
            return providers.isEmpty();
        });
    }

    int size() {
        return byDistance.size();
    }
}
