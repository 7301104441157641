package dev.pando.node.answer;

import dev.pando.engine.serve.AdapterSource;
import dev.pando.engine.serve.Generator;
import dev.pando.engine.serve.LoadedModel;
import dev.pando.engine.serve.Request;
import dev.pando.engine.serve.RoutedGenerator;
import dev.pando.engine.serve.Scheduler;
import dev.pando.engine.serve.Submission;
import dev.pando.kernel.Workers;
import java.util.function.IntFunction;

/// A model alone, several answers at once, as long as there is no genome; with genomes beside it once there are, one answer
/// after the other, because each of those is a batch already.
final class Adapting implements Generator {

    private final LoadedModel loaded;
    private final LocalEngine.Settings settings;
    private final IntFunction<byte[]> tokenBytes;
    private final Scheduler alone;
    private AdapterSource genomes = AdapterSource.NONE; // guarded by this
    private Workers workers; // guarded by this; the routed one's own, since each owner needs its own
    private RoutedGenerator routed; // guarded by this; null until there was a genome
    private boolean closed; // guarded by this

    Adapting(LoadedModel loaded, LocalEngine.Settings settings, IntFunction<byte[]> tokenBytes) {
        this.loaded = loaded;
        this.settings = settings;
        this.tokenBytes = tokenBytes;
        alone = Scheduler.start(loaded.model(), loaded.workers(), tokenBytes, new Scheduler.Limits(settings.slots(),
                settings.queueMax(), settings.contextMax(), settings.cacheBytesMax()), System::nanoTime);
    }

    synchronized void with(AdapterSource source) {
        if (routed != null) throw new IllegalStateException("answers come of other genomes already");
        genomes = source;
    }

    @Override
    public Submission submit(Request request) {
        return computing().submit(request);
    }

    private synchronized Generator computing() {
        if (genomes.isEmpty()) return alone;
        if (routed == null && !closed) {
            workers = new Workers(settings.threads());
            routed = RoutedGenerator.start(loaded.model(), workers, genomes, tokenBytes, settings.queueMax(),
                    settings.contextMax(), System::nanoTime);
        }
        return routed == null ? alone : routed;
    }

    @Override
    public synchronized Load load() {
        Load one = alone.load();
        if (routed == null) return one;
        Load other = routed.load();
        return new Load(one.active() + other.active(), one.activeMax(), one.queued() + other.queued(), one.queuedMax(),
                one.cacheBytes() + other.cacheBytes());
    }

    @Override
    public void close() {
        alone.close();
        RoutedGenerator other;
        synchronized (this) {
            closed = true;
            other = routed;
        }
        if (other == null) return;
        other.close();
        workers.close();
    }
}
