package dev.pando.node.answer;

import dev.pando.engine.sample.Choice;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;

/// A generation of the engine, its tokens told as words.
final class LocalGeneration implements Generation {

    private final dev.pando.engine.serve.Generation answer;
    private final IntFunction<byte[]> tokenBytes;
    private final boolean scored;
    private final CallReader calls; // null if none can come
    private final Deque<Event> ready = new ArrayDeque<>();
    private boolean atStart;

    /// @param scored    whether log probabilities were asked for
    /// @param trimStart whether the space that some vocabularies put before the first word is left out
    /// @param calls     finds calls of tools in the text; null if none can come
    LocalGeneration(dev.pando.engine.serve.Generation answer, IntFunction<byte[]> tokenBytes, boolean scored,
            boolean trimStart, CallReader calls) {
        this.answer = answer;
        this.tokenBytes = tokenBytes;
        this.scored = scored;
        this.atStart = trimStart;
        this.calls = calls;
    }

    @Override
    public Event next() throws InterruptedException {
        while (ready.isEmpty()) read(told(answer.take()));
        return ready.poll();
    }

    private void read(Event event) {
        if (calls == null) {
            ready.add(event);
            return;
        }
        switch (event) {
            case Event.Piece(String text, var scores) -> {
                ready.addAll(calls.push(text));
                if (!scores.isEmpty()) ready.add(new Event.Piece("", scores));
            }
            case Event.CallPiece piece -> ready.add(piece);
            case Event.Finished _,Event.Failed _ -> {
                ready.addAll(calls.finish());
                ready.add(event);
            }
        }
    }

    private Event told(dev.pando.engine.serve.Event event) {
        return switch (event) {
            case dev.pando.engine.serve.Event.Delta(String text, var choices) -> new Event.Piece(trimmed(text),
                    scored ? choices.stream().map(this::score).toList() : List.of());
            case dev.pando.engine.serve.Event.End(var reason, var stop, String message, var usage) -> switch (reason) {
                case STOP -> new Event.Finished(FinishReason.STOP, stop, told(usage));
                case LENGTH -> new Event.Finished(FinishReason.LENGTH, told(usage));
                case CANCELLED -> new Event.Finished(FinishReason.CANCELLED, told(usage));
                case FAILED -> new Event.Failed(message);
            };
        };
    }

    private TokenScore score(Choice choice) {
        return new TokenScore(choice.id(), tokenBytes.apply(choice.id()), choice.logprob(), choice.top().stream()
                .map(a -> new TokenScore.Candidate(a.id(), tokenBytes.apply(a.id()), a.logprob())).toList());
    }

    private String trimmed(String text) {
        if (!atStart || text.isEmpty()) return text;
        atStart = false;
        return text.startsWith(" ") ? text.substring(1) : text;
    }

    private static Usage told(dev.pando.engine.serve.Event.Usage usage) {
        return new Usage(usage.promptTokens(), usage.cachedTokens(), usage.completionTokens(), ns(usage.queueMs()),
                ns(usage.prefillMs()), ns(usage.decodeMs()));
    }

    private static long ns(double ms) {
        return (long) (ms * 1e6);
    }

    @Override
    public List<Helper> helpers() {
        return Helper.of(answer.voices());
    }

    @Override
    public void cancel() {
        answer.cancel();
    }
}
