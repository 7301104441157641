package dev.pando.engine.serve;

import dev.pando.engine.model.Batch;
import dev.pando.engine.model.Batch.Span;
import dev.pando.engine.model.Forward;
import dev.pando.engine.model.KvCache;
import dev.pando.engine.model.Model;
import dev.pando.engine.serve.Event.Reason;
import dev.pando.kernel.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// One pass through the model for all that are being answered: a token for each whose prompt is done, and a piece of
/// one prompt that is not, in turns. So nobody starves: a long prompt delays the others by one piece a token.
///
/// Belongs to the owner thread.
final class Round {

    // So long may others wait for their next token, or a cancelled answer for its end, while a prompt is read.
    private static final long PIECE_NANOS = 50_000_000;
    private static final int PIECE_MIN = 16;

    // What the JIT compiler needs to see.
    private static final int WARM_UP_TURNS = 3, WARM_UP_ROWS = 32, WARM_UP_TOKENS = 16;

    /// Told of an answer that is over.
    interface Ended {
        void end(Sequence sequence, Reason reason, String message);
    }

    private final Model model;
    private final Forward forward;
    private final LongSupplier nanoClock;
    private double rowNanos = 1_000_000; // a running mean of what a row of prompt takes
    private long turn;
    private float[] hidden = {}; // (row, width)
    private float[] logits = {}; // (wanted row, vocabulary)

    Round(Model model, Workers workers, LongSupplier nanoClock) {
        this.model = model;
        this.forward = new Forward(model, workers);
        this.nanoClock = nanoClock;
    }

    /// Reads and writes for a while, as long as nobody waits.
    void warmUp(BooleanSupplier idle) {
        int positions = Math.min(WARM_UP_ROWS + WARM_UP_TOKENS, model.config().contextMax());
        float[] row = new float[model.config().vocabulary()];
        for (int i = 0; i < WARM_UP_TURNS && idle.getAsBoolean(); i++) {
            KvCache cache = model.newCache(positions);
            while (cache.length() < positions) {
                int[] tokens = new int[cache.length() == 0 ? Math.min(WARM_UP_ROWS, positions) : 1];
                hidden = hidden(tokens.length);
                forward.embed(tokens, hidden);
                if (!forward.run(model.range(), Batch.of(cache, tokens.length), hidden, idle)) return;
                forward.head(hidden, new int[]{0}, row);
            }
        }
    }

    void run(List<Sequence> active, Ended ended) {
        List<Sequence> taking = new ArrayList<>();
        List<Span> spans = new ArrayList<>();
        Sequence reading = inTurn(active);
        for (Sequence s : active) {
            int count = s.pending() == 1 ? 1 : s == reading ? piece(s, active) : 0;
            if (count == 0) continue;
            taking.add(s);
            spans.add(new Span(s.cache(), count));
        }
        Batch batch = new Batch(spans);
        long before = nanoClock.getAsLong();
        if (!layers(batch, taking)) return;
        long after = nanoClock.getAsLong();
        if (batch.rows() >= PIECE_MIN) rowNanos += ((double) (after - before) / batch.rows() - rowNanos) / 4;
        choose(batch, taking, ended);
    }

    // The one whose prompt is read in this round, or null.
    private Sequence inTurn(List<Sequence> active) {
        List<Sequence> unread = active.stream().filter(s -> s.pending() > 1).toList();
        return unread.isEmpty() ? null : unread.get((int) (turn++ % unread.size()));
    }

    // Alone it can be dropped at any layer, in company the others wait for all of them.
    private int piece(Sequence s, List<Sequence> active) {
        double nanos = active.size() > 1 ? PIECE_NANOS : PIECE_NANOS * (double) model.range().count();
        return Math.min(s.pending(), (int) Math.clamp(nanos / rowNanos, PIECE_MIN, Forward.CHUNK_ROWS));
    }

    // Work that nobody wants any more stops at the next layer.
    private boolean layers(Batch batch, List<Sequence> taking) {
        int rows = batch.rows(), r = 0;
        hidden = hidden(rows);
        int[] tokens = new int[rows];
        for (int i = 0; i < taking.size(); i++) {
            int count = batch.spans().get(i).count();
            taking.get(i).copyPending(count, tokens, r);
            r += count;
        }
        forward.embed(tokens, hidden);
        return forward.run(model.range(), batch, hidden, () -> !taking.stream().allMatch(Sequence::cancelled));
    }

    private float[] hidden(int rows) {
        int size = rows * model.config().width();
        return hidden.length < size ? new float[size] : hidden;
    }

    private void choose(Batch batch, List<Sequence> taking, Ended ended) {
        List<Sequence> ready = new ArrayList<>();
        int[] lastRows = new int[taking.size()];
        int row = -1;
        for (int i = 0; i < taking.size(); i++) {
            row += batch.spans().get(i).count();
            if (taking.get(i).pending() > 0) continue;
            lastRows[ready.size()] = row;
            ready.add(taking.get(i));
        }
        if (ready.isEmpty()) return;
        int vocabulary = model.config().vocabulary();
        if (logits.length != ready.size() * vocabulary) logits = new float[ready.size() * vocabulary];
        forward.head(hidden, Arrays.copyOf(lastRows, ready.size()), logits);
        for (int i = 0; i < ready.size(); i++) {
            boolean alone = ready.size() == 1;
            choose(ready.get(i), alone ? logits : Arrays.copyOfRange(logits, i * vocabulary, (i + 1) * vocabulary),
                    ended);
        }
    }

    private void choose(Sequence s, float[] row, Ended ended) {
        Foresight.settle(s.answer().constraint(), model, forward, s.cache(), row);
        Reason reason = s.choose(row, nanoClock.getAsLong());
        if (reason == null) return;
        ended.end(s, reason, reason == Reason.FAILED ? "no token can be chosen: the logits are not numbers" : "");
    }
}
