package dev.pando.engine.serve;

/// Answers requests with one model, several at once.
///
/// One thread owns the arithmetic; [#submit] and everything on a [Generation] may be called from any thread.
/// ```java
/// switch (generator.submit(request)) {
///     case Submission.Refused refused -> …        // HTTP: refused.reason() says which status
///     case Submission.Accepted(var generation) -> {
///         while (generation.take() instanceof Event.Delta delta) out.print(delta.text());
///     }
/// }
/// ```
public interface Generator extends AutoCloseable {

    /// Takes a request into the queue, or says at once why not. Never blocks, never throws for what a client sent.
    Submission submit(Request request);

    /// How busy it is now.
    Load load();

    /// Ends what is running (as cancelled), refuses what comes, and frees the caches. Waits for the owner thread.
    @Override
    void close();

    /// How busy a generator is.
    ///
    /// @param active    requests that are being computed
    /// @param activeMax requests that can be computed at once
    /// @param queued    requests that wait
    /// @param queuedMax requests that may wait
    /// @param cacheBytes bytes that key-value caches take now, those kept for later requests included
    record Load(int active, int activeMax, int queued, int queuedMax, long cacheBytes) {}
}
