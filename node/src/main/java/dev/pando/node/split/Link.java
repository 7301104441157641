package dev.pando.node.split;

import dev.pando.engine.model.LayerRange;
import java.util.Arrays;
import java.util.Optional;

/// A place in the chain: some layers, and whoever computes them at the moment.
///
/// Rows that go through it come out with the same bits whoever that is, and however often it changes on the way.
final class Link implements AutoCloseable {

    /// A sequence that is lost more often than this while its stage lives is given up.
    private static final int SESSIONS_TRIED_MAX = 3;

    private final LayerRange layers;
    private final Crew crew;
    private final boolean everyRow;
    private final Meter meter = new Meter();
    private volatile Stage stage;
    private volatile Stage witness; // null until one is needed

    /// @param everyRow whether all rows are computed twice, by two machines, before they are used
    Link(Stage stage, Crew crew, boolean everyRow) {
        this.stage = stage;
        this.layers = stage.layers();
        this.crew = crew;
        this.everyRow = everyRow && !stage.peer().equals(Stage.HERE);
    }

    LayerRange layers() {
        return layers;
    }

    Stage stage() {
        return stage;
    }

    Meter meter() {
        return meter;
    }

    /// Takes rows through, in place.
    ///
    /// @throws SplitException if nobody can
    void run(Passage passage, int start, int rows, float[] hidden) {
        passage.remember(start, rows, hidden);
        long begun = System.nanoTime();
        String lost = null;
        for (int tries = 1;; tries++) {
            Stage now = stage;
            try {
                pass(now, passage, start, rows, hidden);
                if (lost != null) crew.recovered(lost, layers, now.peer(), (System.nanoTime() - begun) / 1_000_000);
                return;
            } catch (LostException e) {
                passage.visit.leave();
                passage.witnessed.leave();
                if (!e.isStage() && tries < SESSIONS_TRIED_MAX) continue;
                if (lost == null) lost = now.peer();
                replace(now, e);
            }
        }
    }

    private void pass(Stage now, Passage passage, int start, int rows, float[] hidden) throws LostException {
        Stage.Session session = ready(passage.visit, now, passage, start);
        Stage.Session check = everyRow ? readyWitness(passage, start) : null;
        long begun = System.nanoTime();
        session.send(start, rows, passage.inputs(), start * passage.width());
        boolean asked = everyRow && asked(check, passage, start, rows);
        long nanos = session.receive(hidden);
        meter.add(rows, nanos, System.nanoTime() - begun);
        if (!everyRow) return;
        float[] again = new float[rows * passage.width()];
        Stage second = witnessed(asked ? check : null, passage, start, rows, again);
        compare(now, second, passage, start, hidden, again);
    }

    private static boolean asked(Stage.Session check, Passage passage, int start, int rows) {
        try {
            check.send(start, rows, passage.inputs(), start * passage.width());
            return true;
        } catch (LostException e) {
            return false; // whoever waits for the answer will find another
        }
    }

    // The rows as a witness computes them, and which witness that was.
    private Stage witnessed(Stage.Session check, Passage passage, int start, int rows, float[] again) {
        while (true) {
            try {
                if (check == null) {
                    check = readyWitness(passage, start);
                    check.send(start, rows, passage.inputs(), start * passage.width());
                }
                check.receive(again);
                return passage.witnessed.stage();
            } catch (LostException e) {
                dropWitness(passage.witnessed.stage(), passage, e.getMessage());
                check = null;
            }
        }
    }

    // A sequence that comes to a stage for the first time brings its past along.
    private static Stage.Session ready(Passage.Visit visit, Stage at, Passage passage, int start)
            throws LostException {
        if (visit.isAt(at)) return visit.session();
        Stage.Session fresh = at.begin();
        visit.enter(at, fresh);
        replay(fresh, passage, start, (_, _, _) -> {});
        return fresh;
    }

    /// Told of rows that were computed again.
    interface Replayed {
        void rows(int start, int rows, float[] hidden);
    }

    /// Sends the first `end` positions of a passage to a new sequence.
    static void replay(Stage.Session fresh, Passage passage, int end, Replayed replayed) throws LostException {
        float[] hidden = new float[Math.min(end, SplitLimits.CHUNK_ROWS) * passage.width()];
        for (int at = 0; at < end; at += SplitLimits.CHUNK_ROWS) {
            int rows = Math.min(SplitLimits.CHUNK_ROWS, end - at);
            fresh.send(at, rows, passage.inputs(), at * passage.width());
            fresh.receive(hidden);
            replayed.rows(at, rows, hidden);
        }
    }

    // Whoever notices first finds another stage; the others wait for it and use it.
    private synchronized void replace(Stage dead, LostException why) {
        if (stage != dead) return;
        crew.lost(dead.peer(), layers, why.getMessage());
        dead.close();
        stage = crew.replacement(layers, dead.peer(), why.getMessage());
    }

    // ---- the second opinion

    private Stage witness() {
        Stage second = witness;
        if (second != null) return second;
        synchronized (this) {
            if (witness == null) witness = crew.witness(layers, stage.peer());
            return witness;
        }
    }

    // A witness that is lost is followed by another; who has none goes no further.
    private Stage.Session readyWitness(Passage passage, int start) {
        while (true) {
            Stage second = witness();
            try {
                return ready(passage.witnessed, second, passage, start);
            } catch (LostException e) {
                dropWitness(second, passage, e.getMessage());
            }
        }
    }

    // Rows of two machines. If they differ, and neither is this node, this node computes them too.
    private void compare(Stage first, Stage second, Passage passage, int start, float[] hidden, float[] again)
            throws LostException {
        int wrong = mismatch(hidden, again, again.length);
        if (wrong < 0) {
            crew.agreed(first.peer(), again.length / passage.width());
            return;
        }
        int position = start + wrong / passage.width();
        boolean judged = !second.peer().equals(Stage.HERE);
        float[] right = judged ? judge(first, second, passage, start, again.length, position) : again;
        if (judged && mismatch(right, again, again.length) >= 0) {
            crew.mismatched(second.peer(), layers, position);
            dropWitness(second, passage, "its bits are wrong at position " + position);
        }
        if (mismatch(right, hidden, again.length) < 0) return;
        crew.mismatched(first.peer(), layers, position);
        throw LostException.stage("its bits are wrong at position " + position, null);
    }

    private float[] judge(Stage first, Stage second, Passage passage, int start, int size, int position)
            throws LostException {
        Optional<Stage> here = crew.here(layers);
        if (here.isEmpty()) {
            throw new SplitException(named(first.peer()) + " and " + named(second.peer()) + " disagree about "
                    + layers(layers) + " at position " + position
                    + "; this node has no memory to say who is right, so neither is believed");
        }
        float[] hidden = new float[size];
        try (Stage stage = here.get(); Stage.Session fresh = stage.begin()) {
            replay(fresh, passage, start, (_, _, _) -> {});
            fresh.send(start, size / passage.width(), passage.inputs(), start * passage.width());
            fresh.receive(hidden);
        }
        return hidden;
    }

    private void dropWitness(Stage second, Passage passage, String why) {
        passage.witnessed.leave();
        crew.lost(second.peer(), layers, why);
        synchronized (this) {
            if (witness != second) return;
            witness = null;
        }
        second.close();
    }

    /// Computes the first `end` positions of a sequence again elsewhere, and compares those from `from` on.
    ///
    /// @param outputs (position, width) what came out of this link
    /// @return the first position whose bits differ, if any
    Optional<Integer> audit(Passage passage, int from, int end, float[] outputs) {
        String peer = stage.peer();
        int[] wrong = {-1};
        Stage second = witness();
        try (Stage.Session fresh = second.begin()) {
            replay(fresh, passage, end, (start, rows, hidden) -> {
                for (int r = Math.max(0, from - start); r < rows && wrong[0] < 0; r++) {
                    int at = r * passage.width(), other = (start + r) * passage.width();
                    if (!sameBits(hidden, at, outputs, other, passage.width())) wrong[0] = start + r;
                }
            });
        } catch (LostException e) {
            dropWitness(second, passage, e.getMessage());
            return Optional.empty(); // nothing was found out
        }
        if (wrong[0] < 0) {
            crew.agreed(peer, end - from);
            return Optional.empty();
        }
        crew.mismatched(peer, layers, wrong[0]);
        return Optional.of(wrong[0]);
    }

    /// A peer that is not to be believed computes no more.
    void dismiss(String why) {
        replace(stage, LostException.stage(why, null));
    }

    private static int mismatch(float[] a, float[] b, int size) {
        for (int i = 0; i < size; i++) if (Float.floatToRawIntBits(a[i]) != Float.floatToRawIntBits(b[i])) return i;
        return -1;
    }

    private static boolean sameBits(float[] a, int aFrom, float[] b, int bFrom, int count) {
        return mismatch(Arrays.copyOfRange(a, aFrom, aFrom + count), Arrays.copyOfRange(b, bFrom, bFrom + count),
                count) < 0;
    }

    static String named(String peer) {
        return peer.equals(Stage.HERE) ? peer : "peer " + peer;
    }

    static String layers(LayerRange layers) {
        return layers.count() == 1
                ? "layer " + layers.from()
                : "layers " + layers.from() + " to " + (layers.to() - 1);
    }

    @Override
    public void close() {
        stage.close();
        if (witness != null) witness.close();
    }
}
