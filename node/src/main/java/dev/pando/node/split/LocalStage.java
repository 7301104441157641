package dev.pando.node.split;

import dev.pando.engine.model.Batch;
import dev.pando.engine.model.Batch.Span;
import dev.pando.engine.model.Forward;
import dev.pando.engine.model.KvCache;
import dev.pando.engine.model.LayerRange;
import dev.pando.engine.model.Model;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/// Layers on this machine.
final class LocalStage implements Stage {

    private final Model model;
    private final Forward forward;
    private final Arithmetic arithmetic;
    private final int positionsMax;
    private final AutoCloseable owned;

    /// @param owned closed with it
    LocalStage(Model model, Forward forward, Arithmetic arithmetic, int positionsMax, AutoCloseable owned) {
        this.model = model;
        this.forward = forward;
        this.arithmetic = arithmetic;
        this.positionsMax = positionsMax;
        this.owned = owned;
    }

    @Override
    public LayerRange layers() {
        return model.range();
    }

    @Override
    public String peer() {
        return HERE;
    }

    @Override
    public Session begin() {
        KvCache cache = model.newCache(positionsMax);
        Queue<Runnable> sent = new ArrayDeque<>();
        return new Session() {
            private float[] rows;
            private long nanos;

            @Override
            public void send(int start, int count, float[] hidden, int offset) {
                sent.add(() -> {
                    System.arraycopy(hidden, offset, rows, 0, count * model.config().width());
                    Batch batch = new Batch(List.of(new Span(cache, start, count, null)));
                    nanos = arithmetic.work(_ -> forward.run(model.range(), batch, rows));
                });
            }

            @Override
            public long receive(float[] hidden) {
                rows = hidden;
                sent.remove().run();
                return nanos;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        try {
            owned.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
