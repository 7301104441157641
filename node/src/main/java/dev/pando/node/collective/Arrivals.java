package dev.pando.node.collective;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.ArtifactException;
import dev.pando.engine.artifact.Payload.Memory;
import dev.pando.node.gate.Claims;
import dev.pando.node.gate.Gate;
import dev.pando.node.gate.Verdict;
import dev.pando.node.notes.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A batch of what came, looked at on all cores while the gate judges it in order.
///
/// Signatures and the vectors of new names are nearly all that an artifact costs, and neither depends on another artifact.
/// Verdicts do: each is given when the ones before it have been.
final class Arrivals implements AutoCloseable {

    private static final int IDLE_S = 10;
    // Artifacts that one thread looks at together: short names take half the time if several are encoded at once.
    private static final int TOGETHER = 16;

    private final Gate gate;
    private final Terms terms;
    private final long nowMs;
    private final List<byte[]> wires;
    private final List<CompletableFuture<List<Optional<Artifact>>>> looked = new ArrayList<>(); // empty: it is no artifact
    private int next;

    Arrivals(List<byte[]> wires, Gate gate, Terms terms, long nowMs, ExecutorService cores) {
        this.gate = gate;
        this.terms = terms;
        this.nowMs = nowMs;
        this.wires = wires;
        for (int from = 0; from < wires.size(); from += TOGETHER) {
            List<byte[]> some = wires.subList(from, Math.min(wires.size(), from + TOGETHER));
            looked.add(CompletableFuture.supplyAsync(() -> look(some), cores));
        }
    }

    /// As many threads as cores; those that have nothing to do for a while end.
    static ExecutorService cores() {
        int cores = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(cores, cores, IDLE_S, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), Thread.ofPlatform().daemon().name("pando-arrivals-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private List<Optional<Artifact>> look(List<byte[]> some) {
        List<Optional<Artifact>> artifacts = some.stream().map(Arrivals::parsed).toList();
        prepare(artifacts.stream().flatMap(Optional::stream).filter(artifact -> gate.glance(artifact, nowMs)));
        return artifacts;
    }

    private static Optional<Artifact> parsed(byte[] wire) {
        try {
            return Optional.of(Artifact.parse(wire));
        } catch (ArtifactException e) {
            return Optional.empty();
        }
    }

    private void prepare(Stream<Artifact> artifacts) {
        try {
            terms.prepare(artifacts.flatMap(Arrivals::names).toList());
        } catch (RuntimeException e) {
            // The gate will ask for these names itself and meet the same error, where somebody hears of it.
        }
    }

    private static Stream<String> names(Artifact artifact) {
        return artifact.body().payload() instanceof Memory memory
                ? Claims.read(memory).stream().flatMap(said -> Stream.of(said.subject(), said.object()))
                : Stream.empty();
    }

    /// The gate's verdict on the next one.
    Verdict next() {
        int at = next++;
        return looked.get(at / TOGETHER).join().get(at % TOGETHER).map(artifact -> gate.judge(artifact, nowMs))
                .orElseGet(() -> gate.judge(wires.get(at), nowMs));
    }

    /// Waits until nobody looks any more.
    @Override
    public void close() {
        looked.forEach(look -> look.handle((artifacts, failure) -> artifacts).join());
        terms.forgetPrepared();
    }
}
