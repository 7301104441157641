package dev.pando.node.split;

import dev.pando.engine.draft.Draft;
import dev.pando.engine.draft.Drafter;
import dev.pando.engine.serve.Answer;
import dev.pando.engine.serve.Event;
import dev.pando.engine.serve.Event.Reason;
import dev.pando.engine.serve.Generator;
import dev.pando.engine.serve.Request;
import dev.pando.engine.serve.Submission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;

/// Answers requests with a chain of stages: each answer has a thread of its own, so that one is at a peer while another
/// is here.
///
/// Guesses are checked by the model itself. Every guess becomes a row; after each row the sampler chooses as it would
/// have without guessing, and as soon as its choice is not the guess, the rows behind it are forgotten. So the tokens are
/// those of plain decoding, bit for bit. For a guess made without chance this *is* rejection sampling (Leviathan et al.
/// 2023, with a draft that is certain): `y ~ p` is the guess with probability `p(guess)`, and otherwise is distributed as
/// `p` without it.
final class SplitGenerator implements Generator {

    private static final double ANSWER_MS_AT_FIRST = 1_000;

    /// How answers are computed.
    ///
    /// @param activeMax    answers computed at once
    /// @param queuedMax    requests that may wait
    /// @param positionsMax tokens of prompt and answer together
    /// @param keptMax      sequences kept for whoever begins with the same words; 0 keeps none
    /// @param guessesMax   guesses checked at once; 0 for none
    /// @param auditShare   answers of which a window is computed again elsewhere, 0 to 1
    record Settings(int activeMax, int queuedMax, int positionsMax, int keptMax, int guessesMax, double auditShare) {}

    private record Job(Answer answer) {}

    private static final Job LAST = new Job(null);

    private final SplitModel model;
    private final IntFunction<byte[]> tokenBytes;
    private final Settings settings;
    private final Drafter drafter;
    private final LogitsWatch watch;
    private final BlockingQueue<Job> queue;
    private final AtomicInteger places; // that are free, those in the queue included
    private final AtomicInteger active = new AtomicInteger();
    private final ExecutorService pool = Executors.newThreadPerTaskExecutor(Arithmetic.threads("pando-split-"));
    private final List<Journey> kept = new ArrayList<>(); // guarded by itself; least recently used first
    private final LongAdder rounds = new LongAdder(), tokens = new LongAdder();
    private volatile double answerMs = ANSWER_MS_AT_FIRST;
    private volatile boolean closed;

    SplitGenerator(SplitModel model, IntFunction<byte[]> tokenBytes, Settings settings, Drafter drafter,
            LogitsWatch watch) {
        this.model = model;
        this.drafter = drafter;
        this.tokenBytes = tokenBytes;
        this.settings = settings;
        this.watch = watch;
        queue = new ArrayBlockingQueue<>(settings.activeMax + settings.queuedMax);
        places = new AtomicInteger(settings.activeMax + settings.queuedMax);
        for (int i = 0; i < settings.activeMax; i++) pool.execute(this::serve);
    }

    @Override
    public Submission submit(Request request) {
        if (closed) return new Submission.Refused(Submission.Reason.CLOSED, "the generator is closed", 0);
        Optional<Submission.Refused> no = request.refusal(model.config().vocabulary(), settings.positionsMax);
        if (no.isPresent()) return no.get();
        try {
            Answer answer = new Answer(request, tokenBytes, System.nanoTime(), () -> {});
            if (places.getAndDecrement() > 0) {
                queue.add(new Job(answer));
                return new Submission.Accepted(answer);
            }
        } catch (IllegalArgumentException e) {
            return new Submission.Refused(Submission.Reason.BAD_STOP, e.getMessage(), 0);
        }
        places.incrementAndGet();
        return new Submission.Refused(Submission.Reason.QUEUE_FULL,
                settings.queuedMax + " requests wait, the most", Math.max(1, (long) answerMs));
    }

    private void serve() {
        for (Job job = next(); job != LAST; job = next()) {
            active.incrementAndGet();
            try {
                answer(job);
            } finally {
                active.decrementAndGet();
                places.incrementAndGet();
            }
        }
    }

    private Job next() {
        try {
            return closed ? LAST : queue.take();
        } catch (InterruptedException e) {
            return LAST; // nobody interrupts these threads but a process that ends
        }
    }

    private void answer(Job job) {
        Answer answer = job.answer;
        Journey journey = take(answer.tokens());
        long begun = System.nanoTime();
        try {
            answer.begin(journey.length(), System.nanoTime());
            Reason reason = generate(answer, journey);
            String message = reason == Reason.FAILED ? "no token can be chosen: the logits are not numbers" : "";
            model.worked(System.nanoTime() - begun);
            ended(answer.end(reason, message, System.nanoTime()));
            audit(answer, journey);
            keep(journey);
        } catch (RuntimeException | Error e) {
            journey.close();
            String message = e instanceof SplitException ? e.getMessage() : String.valueOf(e);
            ended(answer.end(Reason.FAILED, message, System.nanoTime()));
        }
    }

    private void ended(Event.Usage usage) {
        answerMs += (usage.prefillMs() + usage.decodeMs() - answerMs) / 8;
    }

    private Reason generate(Answer answer, Journey journey) {
        Draft draft = drafter.begin();
        float[] logits = new float[model.config().vocabulary()];
        int[] all = answer.tokens();
        float[] hidden = journey.read(Arrays.copyOfRange(all, journey.length(), all.length), pool);
        int last = hidden.length / model.config().width() - 1;
        int[] guesses = {};
        Reason reason = null;
        while (true) {
            if (answer.cancelled() || closed) return Reason.CANCELLED;
            rounds.increment();
            reason = choose(answer, journey, hidden, last, guesses, logits);
            if (reason != null) return reason;
            int[] known = answer.tokens();
            int room = settings.positionsMax - known.length;
            guesses = draft.propose(known, Math.min(settings.guessesMax, room));
            int[] next = Arrays.copyOf(new int[]{known[known.length - 1]}, 1 + guesses.length);
            System.arraycopy(guesses, 0, next, 1, guesses.length);
            hidden = journey.step(next);
            last = 0;
        }
    }

    // The row `row` belongs to the last known token, those behind it to guesses. Ends at the first wrong guess.
    private Reason choose(Answer answer, Journey journey, float[] hidden, int row, int[] guesses, float[] logits) {
        for (int i = 0; i <= guesses.length; i++) {
            model.ends().head(hidden, new int[]{row + i}, logits);
            watch.row(answer, answer.length() - 1, logits);
            Reason reason = answer.choose(logits, settings.positionsMax, System.nanoTime());
            tokens.increment();
            if (reason != null) {
                journey.back(Math.min(journey.length(), answer.length() - 1));
                return reason;
            }
            if (i < guesses.length && answer.token(answer.length() - 1) != guesses[i]) break;
        }
        journey.back(answer.length() - 1);
        return null;
    }

    private void audit(Answer answer, Journey journey) {
        SplittableRandom random = new SplittableRandom(Arrays.hashCode(answer.tokens()) ^ System.nanoTime());
        if (random.nextDouble() >= settings.auditShare) return;
        try {
            journey.audit(random);
        } catch (SplitException e) {
            System.getLogger(SplitGenerator.class.getName()).log(System.Logger.Level.WARNING, e.getMessage());
        }
    }

    // ---- sequences that are kept

    private Journey take(int[] prompt) {
        synchronized (kept) {
            Journey best = null;
            int most = 0;
            for (Journey k : kept) {
                int common = Math.min(k.common(prompt), prompt.length - 1); // the last one's logits are wanted
                if (common > most && 2 * common >= k.length()) {
                    best = k;
                    most = common;
                }
            }
            if (best == null) return model.journey();
            kept.remove(best);
            best.back(most);
            return best;
        }
    }

    private void keep(Journey journey) {
        synchronized (kept) {
            if (settings.keptMax > 0 && !closed) kept.add(journey);
            else
                journey.close();
            while (kept.size() > settings.keptMax) kept.removeFirst().close();
        }
    }

    // ---- how it is

    /// Passes through the chain after a prompt, and tokens that came of them.
    long rounds() {
        return rounds.sum();
    }

    long tokens() {
        return tokens.sum();
    }

    @Override
    public Load load() {
        return new Load(active.get(), settings.activeMax, queue.size(), settings.queuedMax, 0);
    }

    @Override
    public void close() {
        closed = true;
        while (queue.remainingCapacity() > 0) queue.add(LAST);
        pool.close();
        for (Job job = queue.poll(); job != null; job = queue.poll()) {
            if (job != LAST) job.answer.end(Reason.CANCELLED, "", System.nanoTime());
        }
        synchronized (kept) {
            kept.forEach(Journey::close);
            kept.clear();
        }
    }
}
