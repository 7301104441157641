package dev.pando.lab.net;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Nodes, what is between them, and the order in which everything happens.
///
/// Frames from one node to another keep their order, as on a stream. A lost frame is lost whole; the link lives on.
public final class Network {

    private static final int NOBODY = -1;
    private static final double JITTER = 0.1;

    private final Weather weather;
    private final SplittableRandom random;
    private final List<Actor> actors = new ArrayList<>();
    private final Timeline timeline = new Timeline();
    private final double[] x, y; // (node) place on the torus
    private final long[] uplinkFreeUs; // (node)
    private final boolean[] down; // (node)
    private long nowUs;
    private long events;
    private long hash = 0x9E3779B97F4A7C15L;

    /// A network of up to `nodes` nodes, none of them there yet.
    public Network(int nodes, Weather weather, long seed) {
        this.weather = weather;
        this.random = new SplittableRandom(seed);
        this.x = new double[nodes];
        this.y = new double[nodes];
        this.uplinkFreeUs = new long[nodes];
        this.down = new boolean[nodes];
        for (int i = 0; i < nodes; i++) {
            x[i] = random.nextDouble();
            y[i] = random.nextDouble();
        }
    }

    /// Adds a node.
    ///
    /// @return its number, from 0
    public int add(Actor actor) {
        actors.add(actor);
        return actors.size() - 1;
    }

    /// Chance for the nodes, theirs to draw from in their turn.
    public RandomGenerator random() {
        return random;
    }

    /// The time, in microseconds since the beginning.
    public long nowUs() {
        return nowUs;
    }

    /// The time, in whole milliseconds since the beginning.
    public long nowMs() {
        return nowUs / 1_000;
    }

    /// Tells two nodes that they are connected, `dialler` first.
    public void connect(int dialler, int listener) {
        actors.get(dialler).connected(listener, true);
        actors.get(listener).connected(dialler, false);
    }

    /// Sends a frame, unless it is lost.
    ///
    /// @param bytes what it takes of the uplink
    public void send(int from, int to, Object frame, int bytes) {
        long startUs = Math.max(nowUs, uplinkFreeUs[from]);
        uplinkFreeUs[from] = startUs + bytes * 1_000L / weather.uplinkBytesPerMs();
        if (weather.loss() > 0 && random.nextDouble() < weather.loss()) return;
        timeline.add(uplinkFreeUs[from] + delayUs(from, to), from, to, frame);
    }

    // The jitter is one number a direction of a link, so frames never overtake each other.
    private long delayUs(int from, int to) {
        double dx = Math.abs(x[from] - x[to]), dy = Math.abs(y[from] - y[to]);
        dx = Math.min(dx, 1 - dx);
        dy = Math.min(dy, 1 - dy);
        double straight = weather.baseUs() + Math.sqrt(dx * dx + dy * dy) * weather.perDistanceUs();
        long bits = mix(((long) from << 32 | to) * 0xD1342543DE82EF95L);
        double jitter = ((bits >>> 11) * 0x1.0p-53 * 2 - 1) * JITTER;
        return (long) (straight * (1 + jitter));
    }

    /// Calls `node` again after a while.
    public void wakeAfter(int node, long delayUs, Object what) {
        timeline.add(nowUs + delayUs, NOBODY, node, what);
    }

    /// Takes a node off the network, or brings it back; what is on its way to it while it is off is lost.
    public void setDown(int node, boolean isDown) {
        down[node] = isDown;
    }

    /// Whether a node is off the network.
    public boolean isDown(int node) {
        return down[node];
    }

    /// Lets everything happen up to and including `untilUs`.
    public void run(long untilUs) {
        while (!timeline.isEmpty() && timeline.nextUs() <= untilUs) {
            nowUs = timeline.nextUs();
            int from = timeline.nextFrom(), to = timeline.nextTo();
            Object body = timeline.nextBody();
            timeline.remove();
            events++;
            hash = mix(hash ^ nowUs * 0xD1342543DE82EF95L ^ (long) from << 32 ^ to);
            if (down[to]) continue;
            if (from == NOBODY) actors.get(to).wake(body);
            else
                actors.get(to).receive(from, body);
        }
        nowUs = untilUs;
    }

    private static long mix(long z) {
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /// How many events have happened.
    public long events() {
        return events;
    }

    /// A fingerprint of every event that happened, with its time and its nodes, in order: 16 hexadecimal digits.
    public String hash() {
        return String.format("%016x", hash);
    }
}
