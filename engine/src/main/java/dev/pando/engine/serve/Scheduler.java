package dev.pando.engine.serve;

import dev.pando.engine.model.Model;
import dev.pando.engine.serve.Event.Reason;
import dev.pando.kernel.Workers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/// The [Generator] over one local model: requests wait in a bounded queue, some are computed together in [Round]s.
///
/// Because the bits of a token do not depend on its neighbours, an answer is the same whoever else is being answered;
/// and an answer whose cache had to be taken away for another can be resumed later, to the bit.
public final class Scheduler implements Generator {

    /// What a scheduler may use.
    ///
    /// @param activeMax     answers computed at once, 1 to 256
    /// @param queuedMax     requests that may wait, 0 to 65 536
    /// @param positionsMax  tokens of prompt and answer together; the model's own limit holds as well
    /// @param cacheBytesMax bytes of all key-value caches
    public record Limits(int activeMax, int queuedMax, int positionsMax, long cacheBytesMax) {

        /// @throws IllegalArgumentException naming the number that is not allowed
        public Limits {
            if (activeMax < 1 || activeMax > 256) throw new IllegalArgumentException("activeMax: " + activeMax);
            if (queuedMax < 0 || queuedMax > 65_536) throw new IllegalArgumentException("queuedMax: " + queuedMax);
            if (positionsMax < 2) throw new IllegalArgumentException("positionsMax: " + positionsMax);
            if (cacheBytesMax < 1) throw new IllegalArgumentException("cacheBytesMax: " + cacheBytesMax);
        }
    }

    // So long a model that was loaded at once leaves the processors to whatever else begins with it.
    private static final long PATIENCE_NANOS = 500_000_000;

    private final Model model;
    private final Workers workers;
    private final IntFunction<byte[]> tokenBytes;
    private final Limits limits;
    private final LongSupplier nanoClock;
    private final int positionsMax;
    private final CachePool caches;
    private final Round round;
    private final Thread owner;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Deque<Sequence> queue = new ArrayDeque<>(); // guarded by lock
    private boolean closed; // guarded by lock
    private double answerMs = 1_000; // guarded by lock; a running mean, for Retry-After

    private final List<Sequence> active = new ArrayList<>(); // the owner's; oldest first
    private volatile int activeCount;
    private volatile long cacheBytes;

    private Scheduler(Model model, Workers workers, IntFunction<byte[]> tokenBytes, Limits limits,
            LongSupplier nanoClock) {
        this.model = model;
        this.workers = workers;
        this.tokenBytes = tokenBytes;
        this.limits = limits;
        this.nanoClock = nanoClock;
        int wanted = Math.min(limits.positionsMax, model.config().contextMax());
        positionsMax = CachePool.positionsWithin(model, limits.cacheBytesMax, wanted);
        if (positionsMax < 2) {
            throw new IllegalArgumentException("cacheBytesMax: " + limits.cacheBytesMax + " is not enough for a token");
        }
        caches = new CachePool(model, positionsMax, limits.cacheBytesMax);
        round = new Round(model, workers, nanoClock);
        owner = Thread.ofPlatform().daemon().name("pando-scheduler").unstarted(this::loop);
    }

    /// Starts answering. Until the first request comes, the owner thread runs the model on nothing of use for a second or
    /// so: then the JIT compiler has seen every kernel, and the request does not pay for it.
    ///
    /// A model that was loaded at once ([Model#loadAtOnce]) is left alone for half a second, in case that the first request comes with it;
    /// then it is repacked while nobody waits, and layer by layer between the tokens of an answer.
    ///
    /// @param model      stays the caller's, and must stay open until this is closed
    /// @param workers    who computes; nobody else may use them until this is closed
    /// @param tokenBytes what a token adds to the text, in UTF-8; empty for control tokens
    /// @param limits     what may be used
    /// @param nanoClock  the time, as [System#nanoTime] counts it
    public static Scheduler start(Model model, Workers workers, IntFunction<byte[]> tokenBytes, Limits limits,
            LongSupplier nanoClock) {
        Scheduler scheduler = new Scheduler(model, workers, tokenBytes, limits, nanoClock);
        scheduler.owner.start();
        return scheduler;
    }

    @Override
    public Submission submit(Request request) {
        Optional<Submission.Refused> refusal = request.refusal(model.config().vocabulary(), positionsMax);
        if (refusal.isPresent()) return refusal.get();
        try {
            return enqueue(new Sequence(new Answer(request, tokenBytes, nanoClock.getAsLong(), this::wake)));
        } catch (IllegalArgumentException e) {
            return new Submission.Refused(Submission.Reason.BAD_STOP, e.getMessage(), 0);
        }
    }

    private static Submission.Refused refused(Submission.Reason reason, String message, long retryAfterMs) {
        return new Submission.Refused(reason, message, retryAfterMs);
    }

    private Submission enqueue(Sequence sequence) {
        lock.lock();
        try {
            if (closed) return refused(Submission.Reason.CLOSED, "the generator is closed", 0);
            // One that finds a free place waits for no more than the owner's next look: it is not queueing.
            boolean free = activeCount + queue.size() < limits.activeMax;
            if (!free && queue.size() >= limits.queuedMax) {
                long retryMs = (long) (answerMs * (queue.size() + 1) / limits.activeMax);
                return refused(Submission.Reason.QUEUE_FULL,
                        queue.size() + " requests wait, limit " + limits.queuedMax, Math.max(1, retryMs));
            }
            queue.add(sequence);
            work.signal();
            return new Submission.Accepted(sequence.answer());
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Load load() {
        lock.lock();
        try {
            return new Load(activeCount, limits.activeMax, queue.size(), limits.queuedMax, cacheBytes);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        Owner.awaitEnd(owner);
    }

    // ---- the owner thread ----

    private void loop() {
        if (!model.isRepacked()) awaitFirst();
        repackWhileIdle();
        warmUp();
        while (awaitWork()) {
            dropCancelled();
            admit();
            makeRoom();
            compute();
            repackWhileIdle();
            cacheBytes = caches.keptBytes() + active.stream().mapToLong(s -> s.cache().bytes()).sum();
        }
        for (Sequence s : List.copyOf(active)) leave(s, Reason.CANCELLED, "");
        caches.clear();
        cacheBytes = 0;
        Sequence waiting = poll();
        for (; waiting != null; waiting = poll()) waiting.end(Reason.CANCELLED, "", nanoClock.getAsLong());
    }

    private void awaitFirst() {
        lock.lock();
        try {
            if (queue.isEmpty() && !closed) work.awaitNanos(PATIENCE_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void repackWhileIdle() {
        while (active.isEmpty() && idle() && model.repackNext(workers)) continue;
    }

    private void warmUp() {
        try {
            round.warmUp(this::idle);
        } catch (RuntimeException | Error e) {
            caches.clear(); // whatever it was, the first request will meet it again, and say so
        }
    }

    private boolean idle() {
        lock.lock();
        try {
            return queue.isEmpty() && !closed;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until there is something to do.
    ///
    /// @return false if it is to end
    private boolean awaitWork() {
        lock.lock();
        try {
            while (!closed && queue.isEmpty() && active.isEmpty()) work.awaitUninterruptibly();
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private Sequence poll() {
        lock.lock();
        try {
            return queue.poll();
        } finally {
            lock.unlock();
        }
    }

    private void dropCancelled() {
        for (Sequence s : List.copyOf(active)) if (s.cancelled()) leave(s, Reason.CANCELLED, "");
        List<Sequence> gone = new ArrayList<>();
        lock.lock();
        try {
            queue.removeIf(s -> s.cancelled() && gone.add(s));
        } finally {
            lock.unlock();
        }
        for (Sequence s : gone) s.end(Reason.CANCELLED, "", nanoClock.getAsLong());
    }

    private void admit() {
        while (active.size() < limits.activeMax) {
            Sequence next = poll();
            if (next == null) return;
            if (!active.isEmpty() && !caches.fits(active, next.length())) {
                postpone(next);
                return;
            }
            next.begin(caches.take(next.tokens(), active), nanoClock.getAsLong());
            active.add(next);
            activeCount = active.size();
        }
    }

    // Answers grow: when memory ends, the youngest waits and is computed anew later.
    private void makeRoom() {
        while (!caches.makeRoom(active) && active.size() > 1) {
            Sequence youngest = active.removeLast();
            activeCount = active.size();
            youngest.leave();
            postpone(youngest);
        }
    }

    private void postpone(Sequence s) {
        lock.lock();
        try {
            queue.addFirst(s);
        } finally {
            lock.unlock();
        }
    }

    private void compute() {
        if (active.isEmpty()) return;
        try {
            round.run(active, this::leave);
            model.repackNext(workers);
        } catch (RuntimeException | Error e) {
            // Whatever went wrong belongs to these answers; the next ones get a clean start.
            for (Sequence s : List.copyOf(active)) leave(s, Reason.FAILED, String.valueOf(e));
            caches.clear();
        }
    }

    private void leave(Sequence s, Reason reason, String message) {
        active.remove(s);
        activeCount = active.size();
        caches.keep(s.leave(), s.tokens());
        Event.Usage usage = s.end(reason, message, nanoClock.getAsLong());
        lock.lock();
        try {
            answerMs += (usage.prefillMs() + usage.decodeMs() - answerMs) / 8;
        } finally {
            lock.unlock();
        }
    }
}
