package dev.pando.libp2p.swarm;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.transport.Connection;
import dev.pando.libp2p.transport.Time;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/// Dials one peer at several addresses, staggered, and keeps the first that answers (RFC 8305, "Happy Eyeballs").
final class Dialer {

    /// RFC 8305 §8: "Connection Attempt Delay … is recommended to be 250 milliseconds."
    static final long STAGGER_MS = 250;

    /// Dials one address.
    interface Attempt {
        Connection dial(Multiaddr address) throws IOException;
    }

    /// Told of each attempt that failed.
    interface Failed {
        void at(Multiaddr address, Exception why);
    }

    private sealed interface Outcome {
        record Won(Connection connection) implements Outcome {}
        record Lost(Multiaddr address, Exception why) implements Outcome {}
        record NextPlease() implements Outcome {}
    }

    private final Time time;
    private final Semaphore slots;

    Dialer(Time time, int dialingMax) {
        this.time = time;
        slots = new Semaphore(dialingMax);
    }

    /// @throws DialException if no address answers
    Connection dial(PeerId peer, List<Multiaddr> ranked, Attempt attempt, Failed failed) throws IOException {
        BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
        AtomicBoolean decided = new AtomicBoolean();
        List<Thread> running = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        List<Exception> causes = new ArrayList<>();
        int started = 0, lost = 0;
        Time.Alarm stagger = () -> {};
        try {
            outcomes.add(new Outcome.NextPlease());
            while (lost < ranked.size()) {
                switch (outcomes.take()) {
                    case Outcome.Won(Connection connection) -> {
                        return connection;
                    }
                    case Outcome.Lost(Multiaddr address, Exception why) -> {
                        lost++;
                        reasons.add(address + ": " + reason(why));
                        causes.add(why);
                        failed.at(address, why);
                        outcomes.add(new Outcome.NextPlease());
                    }
                    case Outcome.NextPlease() -> {
                        stagger.close();
                        if (started == ranked.size()) continue;
                        Multiaddr address = ranked.get(started++);
                        stagger = time.after(STAGGER_MS, () -> outcomes.add(new Outcome.NextPlease()));
                        running.add(Thread.startVirtualThread(() -> attempt(attempt, address, decided, outcomes)));
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DialException(peer + ": interrupted");
        } finally {
            stagger.close();
            decided.set(true);
            for (Thread thread : running) thread.interrupt();
            for (Outcome late; (late = outcomes.poll()) != null;) {
                if (late instanceof Outcome.Won(Connection connection)) connection.close();
            }
        }
        DialException unreached = new DialException(peer + ": " + String.join("; ", reasons));
        causes.forEach(unreached::addSuppressed);
        throw unreached;
    }

    private void attempt(Attempt attempt, Multiaddr address, AtomicBoolean decided, BlockingQueue<Outcome> outcomes) {
        try {
            slots.acquire();
        } catch (InterruptedException e) {
            return;
        }
        try {
            if (decided.get()) return;
            Connection connection = attempt.dial(address);
            // Exactly one attempt decides; whoever comes later has dialed for nothing.
            if (decided.compareAndSet(false, true)) outcomes.add(new Outcome.Won(connection));
            else
                connection.close();
        } catch (IOException | RuntimeException e) {
            outcomes.add(new Outcome.Lost(address, e));
        } finally {
            slots.release();
        }
    }

    static String reason(Exception why) {
        return why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
    }
}
