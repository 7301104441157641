package dev.pando.node.collective;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.ArtifactException;
import dev.pando.engine.artifact.Payload.Memory;
import dev.pando.node.gate.Claims;
import dev.pando.node.gate.Gate;
import dev.pando.node.gate.Verdict;
import dev.pando.node.notes.Terms;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// A batch of what came, looked at on all cores while the gate judges it in order.
///
/// Signatures and the vectors of new names are nearly all that an artifact costs, and neither depends on another artifact.
/// Verdicts do: each is given when the ones before it have been.
final class Arrivals implements AutoCloseable {

    private static final int IDLE_S = 10;

    private final Gate gate;
    private final Terms terms;
    private final long nowMs;
    private final List<byte[]> wires;
    private final List<CompletableFuture<Artifact>> looked; // null: it is no artifact
    private int next;

    Arrivals(List<byte[]> wires, Gate gate, Terms terms, long nowMs, ExecutorService cores) {
        this.gate = gate;
        this.terms = terms;
        this.nowMs = nowMs;
        this.wires = wires;
        this.looked = wires.stream().map(wire -> CompletableFuture.supplyAsync(() -> look(wire), cores)).toList();
    }

    /// As many threads as cores; those that have nothing to do for a while end.
    static ExecutorService cores() {
        int cores = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(cores, cores, IDLE_S, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), Thread.ofPlatform().daemon().name("pando-arrivals-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private Artifact look(byte[] wire) {
        try {
            Artifact artifact = Artifact.parse(wire);
            if (gate.glance(artifact, nowMs)) prepare(artifact);
            return artifact;
        } catch (ArtifactException e) {
            return null;
        }
    }

    private void prepare(Artifact artifact) {
        if (!(artifact.body().payload() instanceof Memory memory)) return;
        try {
            Claims.read(memory).ifPresent(said -> {
                terms.prepare(said.subject());
                terms.prepare(said.object());
            });
        } catch (RuntimeException e) {
            // The gate will ask for these names itself and meet the same error, where somebody hears of it.
        }
    }

    /// The gate's verdict on the next one.
    Verdict next() {
        int at = next++;
        Artifact artifact = looked.get(at).join();
        return artifact == null ? gate.judge(wires.get(at), nowMs) : gate.judge(artifact, nowMs);
    }

    /// Waits until nobody looks any more.
    @Override
    public void close() {
        looked.forEach(look -> look.handle((artifact, failure) -> artifact).join());
        terms.forgetPrepared();
    }
}
