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
import java.util.stream.Collectors;

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
        Race race = new Race(ranked, attempt, failed);
        try {
            Connection first = race.first();
            if (first != null) return first;
            throw race.unreached(peer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DialException(peer + ": interrupted");
        } finally {
            race.end();
        }
    }

    /// One dial: the attempts say what became of them, whoever dials listens.
    private final class Race {

        private final List<Multiaddr> ranked;
        private final Attempt attempt;
        private final Failed failed;
        private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
        private final List<Thread> running = new ArrayList<>(); // one for each address that was begun with
        private final List<Outcome.Lost> lost = new ArrayList<>();
        private Time.Alarm stagger = () -> {};
        private boolean decided; // by an attempt or by the end; guarded by this

        Race(List<Multiaddr> ranked, Attempt attempt, Failed failed) {
            this.ranked = ranked;
            this.attempt = attempt;
            this.failed = failed;
        }

        /// The first connection; null if every address has failed.
        Connection first() throws InterruptedException {
            outcomes.add(new Outcome.NextPlease());
            while (lost.size() < ranked.size()) {
                switch (outcomes.take()) {
                    case Outcome.Won(Connection connection) -> {
                        return connection;
                    }
                    case Outcome.Lost loss -> {
                        lost.add(loss);
                        failed.at(loss.address, loss.why);
                        outcomes.add(new Outcome.NextPlease());
                    }
                    case Outcome.NextPlease() -> next();
                }
            }
            return null;
        }

        private void next() {
            stagger.close();
            if (running.size() == ranked.size()) return;
            Multiaddr address = ranked.get(running.size());
            stagger = time.after(STAGGER_MS, () -> outcomes.add(new Outcome.NextPlease()));
            running.add(Thread.startVirtualThread(() -> run(address)));
        }

        private void run(Multiaddr address) {
            try {
                slots.acquire();
            } catch (InterruptedException e) {
                return;
            }
            try {
                if (isDecided()) return;
                Connection connection = attempt.dial(address);
                if (!decides(connection)) connection.close();
            } catch (IOException | RuntimeException e) {
                outcomes.add(new Outcome.Lost(address, e));
            } finally {
                slots.release();
            }
        }

        private synchronized boolean isDecided() {
            return decided;
        }

        // Exactly one attempt decides; whoever comes later has dialed for nothing.
        private synchronized boolean decides(Connection connection) {
            if (decided) return false;
            decided = true;
            return outcomes.add(new Outcome.Won(connection));
        }

        /// Stops the attempts, and hangs up where nobody listens any more.
        void end() {
            stagger.close();
            synchronized (this) {
                decided = true;
            }
            running.forEach(Thread::interrupt);
            for (Outcome late; (late = outcomes.poll()) != null;) {
                if (late instanceof Outcome.Won(Connection connection)) connection.close();
            }
        }

        DialException unreached(PeerId peer) {
            DialException unreached = new DialException(peer + ": "
                    + lost.stream().map(l -> l.address + ": " + reason(l.why)).collect(Collectors.joining("; ")));
            lost.forEach(loss -> unreached.addSuppressed(loss.why));
            return unreached;
        }
    }

    static String reason(Exception why) {
        return why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
    }
}
