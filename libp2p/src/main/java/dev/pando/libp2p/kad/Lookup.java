package dev.pando.libp2p.kad;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// One search for the nodes nearest to a key, along paths that share no node.
///
/// kad-dht §Peer routing: "We keep track of the set of peers we've already queried (Pq) and the set of next query
/// candidates sorted by distance from Key in ascending order (Pn)." S/Kademlia §4.4: a lookup over d disjoint paths
/// succeeds if one of them meets no adversary; so what a node tells stays on the path that asked it, and no node is asked
/// on two.
final class Lookup<P> {

    private enum State {
        NEW, ASKED, ANSWERED, FAILED
    }

    /// A node on a path; `hops` from our own table, whose nodes have 1.
    private static final class Candidate<P> {
        final Contact<P> contact;
        final int hops;
        State state = State.NEW;

        Candidate(Contact<P> contact, int hops) {
            this.contact = contact;
            this.hops = hops;
        }
    }

    /// One of the disjoint paths.
    private static final class Path<P> {
        final List<Candidate<P>> candidates = new ArrayList<>(); // nearest first
        int inFlight;
    }

    private final KadId target;
    private final Comparator<Candidate<P>> nearest;
    private final List<Path<P>> paths = new ArrayList<>();
    private final Map<P, Path<P>> owner = new HashMap<>(); // who is on which path
    private final int width; // nearest nodes of a path that must have answered
    private final int concurrency; // questions of a path under way at once
    private final int candidatesMax; // on a path: one that meets an adversary leaves the others their share
    private final Predicate<P> isSelf;

    Lookup(KadId target, List<Contact<P>> seeds, int pathCount, Predicate<P> isSelf) {
        this.target = target;
        this.isSelf = isSelf;
        Comparator<KadId> byDistance = KadId.nearest(target);
        this.nearest = (x, y) -> byDistance.compare(x.contact.id(), y.contact.id());
        int used = Math.max(1, Math.min(pathCount, seeds.size()));
        this.width = (KadParameters.K + used - 1) / used;
        this.concurrency = Math.max(1, KadParameters.ALPHA / used);
        this.candidatesMax = KadParameters.CANDIDATES_MAX / used;
        for (int i = 0; i < used; i++) paths.add(new Path<>());
        for (int i = 0; i < seeds.size(); i++) offer(paths.get(i % used), seeds.get(i), 1);
    }

    KadId target() {
        return target;
    }

    private void offer(Path<P> path, Contact<P> contact, int hops) {
        if (isSelf.test(contact.peer()) || path.candidates.size() >= candidatesMax) return;
        if (owner.putIfAbsent(contact.peer(), path) != null) return;
        Candidate<P> candidate = new Candidate<>(contact, hops);
        int at = 0;
        while (at < path.candidates.size() && nearest.compare(path.candidates.get(at), candidate) < 0) at++;
        path.candidates.add(at, candidate);
    }

    /// Whom to ask now: "Pick as many peers from the candidate peers (Pn) as the α concurrency factor allows."
    List<Contact<P>> next() {
        List<Contact<P>> now = new ArrayList<>();
        for (Path<P> path : paths) {
            int considered = 0;
            for (Candidate<P> c : path.candidates) {
                if (c.state == State.FAILED) continue;
                if (considered++ == width || path.inFlight == concurrency) break;
                if (c.state != State.NEW) continue;
                c.state = State.ASKED;
                path.inFlight++;
                now.add(c.contact);
            }
        }
        return now;
    }

    /// "If successful the response will contain the k closest nodes the peer knows to the key Key. Add them to the
    /// candidate list Pn".
    void answered(P peer, List<Contact<P>> closer) {
        Path<P> path = owner.get(peer);
        Candidate<P> c = settle(path, peer, State.ANSWERED);
        int count = 0;
        for (Contact<P> contact : closer) {
            if (count++ == KadParameters.K) break;
            offer(path, contact, c.hops + 1);
        }
    }

    /// "If an error or timeout occurs, discard it."
    void failed(P peer) {
        settle(owner.get(peer), peer, State.FAILED);
    }

    private Candidate<P> settle(Path<P> path, P peer, State state) {
        for (Candidate<P> c : path.candidates) {
            if (!c.contact.peer().equals(peer)) continue;
            assert c.state == State.ASKED;
            c.state = state;
            path.inFlight--;
            return c;
        }
        throw new AssertionError("a peer that was never on this path");
    }

    /// "The lookup terminates when the initiator has queried and gotten responses from the k closest nodes it has seen."
    boolean isDone() {
        for (Path<P> path : paths) if (path.inFlight > 0 || hasWork(path)) return false;
        return true;
    }

    private boolean hasWork(Path<P> path) {
        int considered = 0;
        for (Candidate<P> c : path.candidates) {
            if (c.state == State.FAILED) continue;
            if (considered++ == width) return false;
            if (c.state == State.NEW) return true;
        }
        return false;
    }

    /// Those that answered, nearest first, at most K.
    List<Contact<P>> closest() {
        return answered().stream().limit(KadParameters.K).map(c -> c.contact).toList();
    }

    int askedCount() {
        return answered().size();
    }

    /// Steps from our own table to `peer`; 0 if it is not on any path.
    int hops(P peer) {
        Path<P> path = owner.get(peer);
        if (path == null) return 0;
        for (Candidate<P> c : path.candidates) if (c.contact.peer().equals(peer)) return c.hops;
        return 0;
    }

    private List<Candidate<P>> answered() {
        List<Candidate<P>> all = new ArrayList<>();
        for (Path<P> path : paths) for (Candidate<P> c : path.candidates) if (c.state == State.ANSWERED) all.add(c);
        all.sort(nearest);
        return all;
    }
}
