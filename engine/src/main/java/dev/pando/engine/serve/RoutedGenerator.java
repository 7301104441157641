package dev.pando.engine.serve;

import dev.pando.engine.genome.Router;
import dev.pando.engine.model.Adapter;
import dev.pando.engine.model.Forward;
import dev.pando.engine.model.Model;
import dev.pando.engine.serve.Event.Reason;
import dev.pando.kernel.Workers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/// The [Generator] that answers with a base and adapters, routed token by token: what a node serves once it has genomes.
///
/// Answers are computed one after the other, because each of them is a batch already. Which adapters there are is looked
/// up at every token: one that is revoked has no say in the next.
public final class RoutedGenerator implements Generator {

    /// How one answer comes of several models.
    public enum Choice {
        /// By a posterior at every token: the default, and what every measurement speaks for.
        EVERY_TOKEN,
        /// Whoever predicts the prompt best answers alone.
        ONCE,
        /// The first adapter answers alone; there is one.
        FIRST
    }

    /// The adapters to route between for one answer.
    ///
    /// @param adapters made for the model
    /// @param own      which of them is the node's own, counted from 1; 0 for none
    /// @param choice   how they are chosen between
    public record Pool(List<Adapter> adapters, int own, Choice choice) {

        /// Copies the list.
        public Pool {
            adapters = List.copyOf(adapters);
            if (own < 0 || own > adapters.size()) throw new IllegalArgumentException(own + " of " + adapters.size());
        }

        /// Routed token by token.
        public Pool(List<Adapter> adapters, int own) {
            this(adapters, own, Choice.EVERY_TOKEN);
        }

        /// Nothing but the base.
        public static Pool empty() {
            return new Pool(List.of(), 0);
        }
    }

    // Tokens at a prompt's end by which adapters are chosen: about what a sentence encoder reads.
    private static final int SUBJECT_TOKENS = 128;

    private final Model model;
    private final Workers workers;
    private final Forward forward;
    private final AdapterSource source;
    private final IntFunction<byte[]> tokenBytes;
    private final int queuedMax;
    private final int positionsMax;
    private final LongSupplier nanoClock;
    private final Thread owner;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Deque<Answer> queue = new ArrayDeque<>(); // guarded by lock
    private boolean closed; // guarded by lock
    private int active; // guarded by lock
    private double answerMs = 1_000; // guarded by lock

    private RoutedGenerator(Model model, Workers workers, AdapterSource source, IntFunction<byte[]> tokenBytes,
            int queuedMax, int positionsMax, LongSupplier nanoClock) {
        this.model = model;
        this.workers = workers;
        this.forward = new Forward(model, workers);
        this.source = source;
        this.tokenBytes = tokenBytes;
        this.queuedMax = queuedMax;
        this.positionsMax = Math.min(positionsMax, model.config().contextMax());
        this.nanoClock = nanoClock;
        owner = Thread.ofPlatform().daemon().name("pando-router").unstarted(this::loop);
    }

    /// Starts answering.
    ///
    /// @param model        stays the caller's, and must stay open until this is closed
    /// @param workers      who computes; nobody else may use them until this is closed
    /// @param source       the adapters there are
    /// @param tokenBytes   what a token adds to the text, in UTF-8
    /// @param queuedMax    requests that may wait
    /// @param positionsMax tokens of prompt and answer together; the model's own limit holds as well
    /// @param nanoClock    the time, as [System#nanoTime] counts it
    public static RoutedGenerator start(Model model, Workers workers, AdapterSource source,
            IntFunction<byte[]> tokenBytes, int queuedMax, int positionsMax, LongSupplier nanoClock) {
        var generator = new RoutedGenerator(model, workers, source, tokenBytes, queuedMax, positionsMax, nanoClock);
        generator.owner.start();
        return generator;
    }

    @Override
    public Submission submit(Request request) {
        Optional<Submission.Refused> no = request.refusal(model.config().vocabulary(), positionsMax);
        if (no.isPresent()) return no.get();
        lock.lock();
        try {
            if (closed) return new Submission.Refused(Submission.Reason.CLOSED, "the generator is closed", 0);
            if (queue.size() > queuedMax) {
                return new Submission.Refused(Submission.Reason.QUEUE_FULL, queue.size() + " requests wait, limit "
                        + queuedMax, Math.max(1, (long) (answerMs * (queue.size() + 1))));
            }
            Answer answer = new Answer(request, tokenBytes, nanoClock.getAsLong(), this::wake);
            queue.add(answer);
            work.signal();
            return new Submission.Accepted(answer);
        } catch (IllegalArgumentException e) {
            return new Submission.Refused(Submission.Reason.BAD_STOP, e.getMessage(), 0);
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

    private void loop() {
        while (model.repackNext(workers)) continue;
        for (Answer answer = next(); answer != null; answer = next()) {
            answer.begin(0, nanoClock.getAsLong());
            Reason reason;
            String message = "";
            try {
                reason = generate(answer);
                if (reason == Reason.FAILED) message = "no token can be chosen: the logits are not numbers";
            } catch (RuntimeException | Error e) {
                reason = Reason.FAILED; // it belongs to this answer; the next one gets a clean start
                message = String.valueOf(e);
            }
            ended(answer.end(reason, message, nanoClock.getAsLong()));
        }
    }

    private Answer next() {
        lock.lock();
        try {
            while (!closed && queue.isEmpty()) work.awaitUninterruptibly();
            if (closed) return null;
            active = 1;
            return queue.poll();
        } finally {
            lock.unlock();
        }
    }

    private void ended(Event.Usage usage) {
        lock.lock();
        try {
            active = 0;
            answerMs += (usage.prefillMs() + usage.decodeMs() - answerMs) / 8;
        } finally {
            lock.unlock();
        }
    }

    private Reason generate(Answer answer) {
        int[] prompt = answer.tokens();
        Pool begun = source.about(ending(prompt));
        RoutedText text = new RoutedText(model, forward, begun.adapters, begun.own, positionsMax);
        if (begun.choice == Choice.FIRST && !begun.adapters.isEmpty()) text.router().settle(1);
        for (int from = 0; from < prompt.length; from += Forward.CHUNK_ROWS) {
            if (cancelled(answer)) return Reason.CANCELLED;
            boolean last = prompt.length - from <= Forward.CHUNK_ROWS + RoutedText.PROOF_TOKENS;
            int to = last ? prompt.length : from + Forward.CHUNK_ROWS;
            if (last) {
                text.read(Arrays.copyOfRange(prompt, from, to));
                break;
            }
            text.skim(Arrays.copyOfRange(prompt, from, to));
        }
        if (begun.choice == Choice.ONCE) text.router().settle(text.router().best());
        Credit credit = new Credit(begun.adapters);
        while (true) {
            if (cancelled(answer)) return Reason.CANCELLED;
            credit.give(text.router());
            Reason reason = answer.choose(text.logits(), positionsMax, nanoClock.getAsLong());
            if (reason != null) {
                List<Voice> voices = credit.voices();
                answer.voices(voices);
                source.heard(begun, voices);
                return reason;
            }
            for (Adapter adapter : begun.adapters) if (!source.has(adapter)) text.takeBack(adapter);
            text.read(answer.token(answer.length() - 1));
        }
    }

    private String ending(int[] prompt) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = Math.max(0, prompt.length - SUBJECT_TOKENS); i < prompt.length; i++) {
            bytes.writeBytes(tokenBytes.apply(prompt[i]));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /// How far each adapter was believed, token by token.
    private static final class Credit {
        // Whoever was believed less had no say that anybody could notice.
        private static final double LEAST = 0.01;

        private final List<Adapter> adapters;
        private final double[] sums;
        private int tokens;

        Credit(List<Adapter> adapters) {
            this.adapters = adapters;
            sums = new double[adapters.size()];
        }

        void give(Router router) {
            for (int k = 0; k < sums.length; k++) sums[k] += router.weight(k + 1);
            tokens++;
        }

        List<Voice> voices() {
            List<Voice> voices = new ArrayList<>();
            for (int k = 0; k < sums.length; k++) {
                if (sums[k] / tokens >= LEAST) voices.add(new Voice(adapters.get(k).name(), sums[k] / tokens));
            }
            voices.sort(Comparator.comparingDouble(Voice::weight).reversed());
            return voices;
        }
    }

    private boolean cancelled(Answer answer) {
        lock.lock();
        try {
            return closed || answer.cancelled();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Load load() {
        lock.lock();
        try {
            return new Load(active, 1, queue.size(), queuedMax, 0);
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
        for (Answer waiting : queue) waiting.end(Reason.CANCELLED, "", nanoClock.getAsLong());
    }
}
