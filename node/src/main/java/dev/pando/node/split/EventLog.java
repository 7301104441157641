package dev.pando.node.split;

import dev.pando.engine.model.LayerRange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/// The last things that happened to the peers of a split, in words; passes them on to another listener.
final class EventLog implements SplitListener {

    private static final int EVENTS_MAX = 32;

    private final SplitListener next;
    private final Deque<String> events = new ArrayDeque<>(); // guarded by this

    EventLog(SplitListener next) {
        this.next = next;
    }

    @Override
    public void lost(String peer, LayerRange layers, String why) {
        add(Link.named(peer) + " (" + Link.layers(layers) + ") is lost: " + why);
        next.lost(peer, layers, why);
    }

    @Override
    public void recovered(String peer, LayerRange layers, String by, long ms) {
        add(Link.layers(layers) + " of " + Link.named(peer) + " are computed by " + Link.named(by) + " now, after "
                + ms + " ms");
        next.recovered(peer, layers, by, ms);
    }

    @Override
    public void mismatched(String peer, LayerRange layers, int position) {
        add(Link.named(peer) + " (" + Link.layers(layers) + ") sent wrong bits at position " + position);
        next.mismatched(peer, layers, position);
    }

    @Override
    public void agreed(String peer, int rows) {
        next.agreed(peer, rows);
    }

    void leftOut(String peer, double trust) {
        add(String.format(Locale.ROOT, "%s is left out: it sent wrong bits before, or was lost often (trust %.2f)",
                Link.named(peer), trust));
    }

    private synchronized void add(String event) {
        if (events.size() == EVENTS_MAX) events.removeFirst();
        events.add(event);
    }

    synchronized List<String> events() {
        return List.copyOf(events);
    }
}
