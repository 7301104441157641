package dev.pando.engine.serve;

import dev.pando.engine.model.KvCache;
import dev.pando.engine.serve.Event.Reason;
import dev.pando.engine.serve.Event.Usage;

/// One answer, and what the model remembers of its tokens.
///
/// The cache may be behind the tokens: what is [#pending] must go through the layers before the next token can be
/// chosen. A prompt, an answer under way (one token pending) and an answer whose cache was taken away differ in that
/// number only. Belongs to the owner thread.
final class Sequence {

    private final Answer answer;
    private KvCache cache; // null while it waits

    Sequence(Answer answer) {
        this.answer = answer;
    }

    Answer answer() {
        return answer;
    }

    boolean cancelled() {
        return answer.cancelled();
    }

    int length() {
        return answer.length();
    }

    int[] tokens() {
        return answer.tokens();
    }

    /// Tokens that must go through the layers before the next can be chosen.
    int pending() {
        return answer.length() - cache.length();
    }

    /// Copies the next `count` pending tokens to `to`.
    void copyPending(int count, int[] to, int offset) {
        answer.copy(cache.length(), count, to, offset);
    }

    KvCache cache() {
        return cache;
    }

    /// Its work begins, or begins anew, with a cache that already knows some of its tokens.
    void begin(KvCache given, long nowNanos) {
        cache = given;
        answer.begin(given.length(), nowNanos);
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
        return answer.choose(logits, cache.positionsMax(), nowNanos);
    }

    Usage end(Reason reason, String message, long nowNanos) {
        return answer.end(reason, message, nowNanos);
    }
}
