package dev.pando.node.answer;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/// An engine that is still being opened, so that the rest of a node can start meanwhile: whoever asks it anything waits.
///
/// If it cannot be opened, every question fails with the reason.
public final class OpeningEngine implements ChatEngine {

    private final CompletableFuture<ChatEngine> engine = new CompletableFuture<>();

    /// Begins to open, on a thread of its own.
    public OpeningEngine(Supplier<ChatEngine> open) {
        Thread.ofPlatform().name("pando-opening").start(() -> {
            try {
                engine.complete(open.get());
            } catch (RuntimeException | Error e) {
                engine.completeExceptionally(e);
            }
        });
    }

    /// The engine, once it is open.
    ///
    /// @throws RuntimeException what opening it threw
    public ChatEngine opened() {
        try {
            return engine.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException reason) throw reason;
            if (e.getCause() instanceof Error reason) throw reason;
            throw e;
        }
    }

    @Override
    public List<ModelCard> models() {
        return opened().models();
    }

    @Override
    public Admission submit(Ask ask) {
        return opened().submit(ask);
    }

    @Override
    public OptionalInt promptTokens(Ask ask) {
        return opened().promptTokens(ask);
    }

    @Override
    public Load load() {
        return opened().load();
    }

    /// Waits until it is open, and closes it.
    @Override
    public void close() {
        engine.handle((opened, _) -> opened).thenAccept(opened -> {
            if (opened != null) opened.close();
        }).join();
    }
}
