package dev.pando.libp2p.gossipsub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// What a router knows of one topic. The sets keep insertion order, so that a run can be repeated.
final class Topic<P> {

    final String name;
    final Set<Neighbour<P>> peers = new LinkedHashSet<>(); // all that subscribed
    final Set<Neighbour<P>> mesh = new LinkedHashSet<>(); // full-message links; empty unless joined
    final Set<Neighbour<P>> fanout = new LinkedHashSet<>(); // where our messages go while not joined
    final Set<Neighbour<P>> newcomers = new LinkedHashSet<>(0); // entered the mesh since the last gossip
    final Backoffs<P> backoffs = new Backoffs<>();
    final Map<Neighbour<P>, Long> guests = new LinkedHashMap<>(0); // strangers that were let in, and when, until judged
    long guestWaitMs = MeshParameters.GUEST_WAIT_MS;
    long nextGuestMs;
    double knocks; // of strangers who wanted to enter lately
    boolean joined;
    long lastPublishedMs;

    Topic(String name) {
        this.name = name;
    }

    /// At most `count` of the topic's peers that `fit`, drawn at random without repetition.
    List<Neighbour<P>> draw(int count, Predicate<Neighbour<P>> fit, RandomGenerator random) {
        if (count <= 0) return List.of();
        List<Neighbour<P>> candidates = new ArrayList<>();
        for (Neighbour<P> n : peers) if (fit.test(n)) candidates.add(n);
        return draw(candidates, count, random);
    }

    /// The first `count` of a random order of `candidates`, which is reordered.
    static <T> List<T> draw(List<T> candidates, int count, RandomGenerator random) {
        int taken = Math.min(count, candidates.size());
        for (int i = 0; i < taken; i++) {
            int j = i + random.nextInt(candidates.size() - i);
            T chosen = candidates.get(j);
            candidates.set(j, candidates.get(i));
            candidates.set(i, chosen);
        }
        return candidates.subList(0, Math.max(0, taken));
    }

    void forget(Neighbour<P> n) {
        peers.remove(n);
        mesh.remove(n);
        fanout.remove(n);
        newcomers.remove(n);
        guests.remove(n);
    }

    boolean isIdle() {
        return !joined && peers.isEmpty() && fanout.isEmpty() && backoffs.isEmpty();
    }
}
