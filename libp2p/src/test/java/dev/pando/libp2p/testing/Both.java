package dev.pando.libp2p.testing;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs the two ends of a conversation, each on a virtual thread.
public final class Both {

    // Only a hang reaches it, on the slowest machine.
    private static final long GIVE_UP_SECONDS = 120;

    private Both() {}

    /// Starts `work` on a virtual thread.
    public static <T> CompletableFuture<T> start(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /// Waits for the result, or throws what the work threw; a hang is a failure, not a hang.
    public static <T> T get(CompletableFuture<T> work) throws Exception {
        try {
            return work.get(GIVE_UP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) throw cause;
            throw (Error) e.getCause();
        } catch (TimeoutException e) {
            throw new AssertionError("it hangs", e);
        }
    }
}
