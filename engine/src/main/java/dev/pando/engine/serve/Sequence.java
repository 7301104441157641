package dev.pando.engine.serve;

import dev.pando.engine.model.KvCache;
import dev.pando.engine.sample.Choice;
import dev.pando.engine.sample.Sampler;
import dev.pando.engine.sample.TextStream;
import dev.pando.engine.serve.Event.Delta;
import dev.pando.engine.serve.Event.End;
import dev.pando.engine.serve.Event.Reason;
import dev.pando.engine.serve.Event.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntFunction;

/// One answer: its tokens so far, and what it remembers of them.
///
/// The cache may be behind the tokens: what is [#pending] must go through the layers before the next token can be
/// chosen. A prompt, an answer under way (one token pending) and an answer whose cache was taken away differ in that
/// number only. Everything but [#take] and [#cancel] belongs to the owner thread.
final class Sequence implements Generation {

    private final Request request;
    private final Sampler sampler;
    private final TextStream text;
    private final IntFunction<byte[]> tokenBytes;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Runnable wake;
    private final List<Choice> held = new ArrayList<>(); // chosen, but their text is not shown yet
    private volatile boolean cancelled;

    private int[] tokens; // prompt, then answer
    private int length;
    private KvCache cache; // null while it waits
    private int cachedTokens = -1;
    private final long submittedNanos;
    private long startedNanos;
    private long firstNanos;
    private long lastNanos;

    /// @throws IllegalArgumentException if a stop string is not allowed
    Sequence(Request request, IntFunction<byte[]> tokenBytes, long nowNanos, Runnable wake) {
        this.request = request;
        this.sampler = new Sampler(request.sampling(), request.prompt(), request.constraint().orElse(null));
        this.text = new TextStream(request.stops());
        this.tokenBytes = tokenBytes;
        this.tokens = request.prompt();
        this.length = tokens.length;
        this.submittedNanos = nowNanos;
        this.wake = wake;
    }

    @Override
    public Event take() throws InterruptedException {
        Event event = events.take();
        if (event instanceof End) events.add(event);
        return event;
    }

    @Override
    public void cancel() {
        cancelled = true;
        wake.run();
    }

    boolean cancelled() {
        return cancelled;
    }

    int length() {
        return length;
    }

    int[] tokens() {
        return Arrays.copyOf(tokens, length);
    }

    /// Tokens that must go through the layers before the next can be chosen.
    int pending() {
        return length - cache.length();
    }

    /// Copies the next `count` pending tokens to `to`.
    void copyPending(int count, int[] to, int offset) {
        System.arraycopy(tokens, cache.length(), to, offset, count);
    }

    KvCache cache() {
        return cache;
    }

    /// Its work begins, or begins anew, with a cache that already knows some of its tokens.
    void begin(KvCache given, long nowNanos) {
        cache = given;
        if (cachedTokens >= 0) return;
        cachedTokens = given.length();
        startedNanos = nowNanos;
    }

    /// Gives its cache back; what it forgot will be computed again.
    KvCache leave() {
        KvCache left = cache;
        cache = null;
        return left;
    }

    /// Chooses the next token.
    ///
    /// @param logits (vocabulary)
    /// @return why it ends with this token, or null if it goes on
    Reason choose(float[] logits, long nowNanos) {
        Choice choice = sampler.next(logits);
        if (!(logits[choice.id()] > Float.NEGATIVE_INFINITY)) return Reason.FAILED;
        if (firstNanos == 0) firstNanos = nowNanos;
        lastNanos = nowNanos;
        append(choice.id());
        if (request.endTokens().contains(choice.id())) return Reason.STOP;
        held.add(choice);
        show(text.push(tokenBytes.apply(choice.id())));
        if (text.stopped()) return Reason.STOP;
        boolean full = length >= cache.positionsMax();
        return answered() >= request.tokensMax() || full ? Reason.LENGTH : null;
    }

    private void append(int token) {
        if (length == tokens.length) tokens = Arrays.copyOf(tokens, Math.max(64, length * 2));
        tokens[length++] = token;
    }

    private int answered() {
        return length - request.prompt().length;
    }

    private void show(String released) {
        if (released.isEmpty() && text.holdsBack()) return;
        events.add(new Delta(released, held));
        held.clear();
    }

    /// Shows what was held back and says that it is over.
    Usage end(Reason reason, String message, long nowNanos) {
        String rest = text.finish();
        if (!rest.isEmpty() || !held.isEmpty()) events.add(new Delta(rest, held));
        Usage usage = usage(nowNanos);
        events.add(new End(reason, message, usage));
        return usage;
    }

    private Usage usage(long nowNanos) {
        boolean started = cachedTokens >= 0;
        long start = started ? startedNanos : nowNanos, first = firstNanos != 0 ? firstNanos : nowNanos;
        return new Usage(request.prompt().length, Math.max(0, cachedTokens), answered(), ms(start - submittedNanos),
                started ? ms(first - start) : 0, firstNanos != 0 ? ms(lastNanos - firstNanos) : 0);
    }

    private static double ms(long nanos) {
        return nanos / 1e6;
    }
}
