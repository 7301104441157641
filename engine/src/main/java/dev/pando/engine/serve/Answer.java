package dev.pando.engine.serve;

import dev.pando.engine.sample.Choice;
import dev.pando.engine.sample.Constraint;
import dev.pando.engine.sample.Sampler;
import dev.pando.engine.sample.TextStream;
import dev.pando.engine.serve.Event.Delta;
import dev.pando.engine.serve.Event.End;
import dev.pando.engine.serve.Event.Reason;
import dev.pando.engine.serve.Event.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntFunction;

/// One answer as far as it has come: its tokens, how the next one is chosen, and what its reader is told. It knows
/// nothing of where the logits come from.
///
/// Everything but [#take], [#cancel] and [#cancelled] belongs to the thread that computes.
public final class Answer implements Generation {

    private final Request request;
    private final Sampler sampler;
    private final TextStream text;
    private final IntFunction<byte[]> tokenBytes;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Runnable wake;
    private final List<Choice> held = new ArrayList<>(); // chosen, but their text is not shown yet
    private volatile boolean cancelled;
    private volatile List<Voice> voices = List.of();

    private int[] tokens; // prompt, then answer
    private int length;
    private int cachedTokens = -1;
    private final long submittedNanos;
    private long startedNanos;
    private long firstNanos;
    private long lastNanos;

    /// @param tokenBytes what a token adds to the text, in UTF-8; empty for control tokens
    /// @param nowNanos   when it was asked for
    /// @param wake       told when it is cancelled
    /// @throws IllegalArgumentException if a stop string is not allowed
    public Answer(Request request, IntFunction<byte[]> tokenBytes, long nowNanos, Runnable wake) {
        this.request = request;
        this.sampler = new Sampler(request.sampling(), request.prompt(), constraint());
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

    /// Whether its reader wants no more.
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public List<Voice> voices() {
        return voices;
    }

    /// Says which adapters had a say in it; to be called before its end.
    public void voices(List<Voice> heard) {
        voices = List.copyOf(heard);
    }

    /// Tokens of the prompt and of the answer so far.
    public int length() {
        return length;
    }

    /// These tokens, a copy.
    public int[] tokens() {
        return Arrays.copyOf(tokens, length);
    }

    /// One of them.
    public int token(int index) {
        return tokens[index];
    }

    /// Copies `count` tokens from number `from` on.
    public void copy(int from, int count, int[] to, int offset) {
        System.arraycopy(tokens, from, to, offset, count);
    }

    /// Its arithmetic begins, or begins anew.
    ///
    /// @param cached tokens of the prompt that need not be computed
    public void begin(int cached, long nowNanos) {
        if (cachedTokens >= 0) return;
        cachedTokens = cached;
        startedNanos = nowNanos;
    }

    /// What it must look like, or null.
    Constraint constraint() {
        return request.constraint().orElse(null);
    }

    /// Chooses the next token.
    ///
    /// @param logits       (vocabulary) after its last token
    /// @param positionsMax tokens of prompt and answer at most
    /// @return why it ends with this token, or null if it goes on
    public Reason choose(float[] logits, int positionsMax, long nowNanos) {
        Choice choice = sampler.next(logits);
        if (!(logits[choice.id()] > Float.NEGATIVE_INFINITY)) return Reason.FAILED;
        if (firstNanos == 0) firstNanos = nowNanos;
        lastNanos = nowNanos;
        append(choice.id());
        if (request.endTokens().contains(choice.id())) return Reason.STOP;
        held.add(choice);
        show(text.push(tokenBytes.apply(choice.id())));
        if (text.stopped()) return Reason.STOP;
        return answered() >= request.tokensMax() || length >= positionsMax ? Reason.LENGTH : null;
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
    public Usage end(Reason reason, String message, long nowNanos) {
        String rest = text.finish();
        if (!rest.isEmpty() || !held.isEmpty()) events.add(new Delta(rest, held));
        Usage usage = usage(nowNanos);
        Optional<String> stop = reason == Reason.STOP ? text.stop() : Optional.empty();
        events.add(new End(reason, stop, message, usage));
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
