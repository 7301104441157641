package dev.pando.engine.train;

import dev.pando.engine.train.Weight.Parameter;
import dev.pando.kernel.Gemm;
import dev.pando.kernel.Gemm.Form;
import dev.pando.kernel.Gemm.Slice;
import dev.pando.kernel.Vectors;
import dev.pando.kernel.Workers;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;

/// One step of a neural cellular automaton (Mordvintsev et al. 2020, "Growing Neural Cellular Automata"), with its gradient.
///
/// Each cell sees its last channels and their Sobel slopes along x and y, `p = (s, ∂x s, ∂y s)`; two layers say by how
/// much the last of these change, `s ← s + mask ∘ W₂·relu(W₁·p + b₁) + b₂`. The grid is a torus.
///
/// A state is (channels, height · width): a channel is a plane, so slopes and products run along cells. A phase works on
/// bands of whole grid rows; what a band perceives is computed again on the way back instead of kept, which is a ninth of
/// the work and most of the memory. Both slopes are antisymmetric: their transpose is their negative.
final class Cells {

    /// Cells of a band, about: what it works with stays in the second-level cache. Decides the order of sums.
    private static final int BAND_CELLS = 512;

    private static final Workers INLINE = new Workers(1); // bands are parallel already

    /// What one band works with: planes of its own cells.
    private final class Desk {
        final Gemm gemm = new Gemm();
        final float[] seen = new float[perceived * 3 * bandRows * width];
        final float[] dHidden = new float[hidden * bandRows * width];
        final float[] dChange = new float[updated * bandRows * width];
        final float[] transposed = new float[perceived * 3 * hidden];
    }

    private final Tape tape;
    private final Rule rule;
    private final Node state;
    private final Node next;
    private final float[] mask;
    private final int height;
    private final int width;
    private final int cells;
    private final int bandRows;
    private final int bands;
    private final int perceived;
    private final int unseen; // channels before those that are perceived
    private final int hidden;
    private final int updated;
    private final float[] active; // (hidden, cells): relu(W₁·p + b₁)
    private final ConcurrentLinkedQueue<Desk> desks = new ConcurrentLinkedQueue<>();

    private Cells(Tape tape, Node state, int height, Rule rule, float[] mask) {
        this.tape = tape;
        this.rule = rule;
        this.state = state;
        this.mask = mask;
        this.height = height;
        this.cells = state.columns();
        this.width = cells / height;
        this.bandRows = Math.clamp(BAND_CELLS / width, 1, height);
        this.bands = (height + bandRows - 1) / bandRows;
        this.perceived = rule.perceived();
        this.unseen = state.rows() - perceived;
        this.hidden = rule.hidden();
        this.updated = rule.updated();
        this.next = tape.node(state.rows(), cells, true);
        this.active = tape.array(hidden * cells);
    }

    static Node step(Tape tape, Node state, int height, Rule rule, float[] mask) {
        check(state, height, rule, mask);
        Cells step = new Cells(tape, state, height, rule, mask);
        step.forward();
        tape.record(step::backward);
        return step.next;
    }

    private static void check(Node state, int height, Rule rule, float[] mask) {
        if (height < 1 || state.columns() % height != 0) {
            throw new IllegalArgumentException(state.columns() + " cells in " + height + " rows");
        }
        if (state.rows() < Math.max(rule.perceived(), rule.updated())) {
            throw new IllegalArgumentException(state.rows() + " channels for a rule of " + rule.perceived());
        }
        if (mask.length != state.columns()) {
            throw new IllegalArgumentException("a mask of " + mask.length + " for " + state.columns() + " cells");
        }
    }

    private void forward() {
        System.arraycopy(state.value(), 0, next.value(), 0, state.rows() * cells);
        each((desk, band, row, rows) -> {
            int first = row * width, n = rows * width;
            perceive(desk, row, rows);
            Slice h = new Slice(active, first, cells);
            desk.gemm.multiply(INLINE, Form.AB, hidden, n, 3 * perceived, whole(rule.first()),
                    new Slice(desk.seen, 0, n), h, false);
            for (int unit = 0; unit < hidden; unit++) activate(unit * cells + first, n, rule.firstBias().value()[unit]);
            desk.gemm.multiply(INLINE, Form.AB, updated, n, hidden, whole(rule.second()), h,
                    new Slice(desk.dChange, 0, n), false);
            for (int c = 0; c < updated; c++) change(desk.dChange, c, first, n);
        });
    }

    private void activate(int from, int n, float bias) {
        for (int i = from; i < from + n; i++) active[i] = Math.max(0, active[i] + bias);
    }

    private void change(float[] change, int channel, int first, int n) {
        int to = (state.rows() - updated + channel) * cells + first, from = channel * n;
        float bias = rule.secondBias().value()[channel];
        float[] y = next.value();
        for (int i = 0; i < n; i++) y[to + i] += mask[first + i] * (change[from + i] + bias);
    }

    private void backward() {
        float[] dSeen = tape.borrow(3 * perceived * cells);
        int weights = rule.size();
        float[] sums = tape.borrow(bands * weights);
        Arrays.fill(sums, 0, bands * weights, 0);
        each((desk, band, row, rows) -> bandGradients(desk, row, rows, dSeen, sums, band * weights));
        for (int band = 0; band < bands; band++) rule.addGradients(sums, band * weights);
        if (state.learns()) tape.workers().run(state.rows(), channel -> slopesBack(channel, dSeen));
        tape.giveBack(sums);
        tape.giveBack(dSeen);
    }

    private void bandGradients(Desk desk, int row, int rows, float[] dSeen, float[] sums, int at) {
        int first = row * width, n = rows * width, inputs = 3 * perceived;
        int firstBias = at + hidden * inputs, second = firstBias + hidden, secondBias = second + updated * hidden;
        for (int c = 0; c < updated; c++) sums[secondBias + c] = masked(desk.dChange, c, first, n);
        Slice dChange = new Slice(desk.dChange, 0, n), h = new Slice(active, first, cells);
        Slice dHidden = new Slice(desk.dHidden, 0, n);
        desk.gemm.multiply(INLINE, Form.A_BT, updated, hidden, n, dChange, h, new Slice(sums, second, hidden), false);
        desk.gemm.multiply(INLINE, Form.AT_B, hidden, n, updated, whole(rule.second()), dChange, dHidden, false);
        for (int unit = 0; unit < hidden; unit++) sums[firstBias + unit] = gate(desk.dHidden, unit, first, n);
        perceive(desk, row, rows);
        desk.gemm.multiply(INLINE, Form.A_BT, inputs, hidden, n, new Slice(desk.seen, 0, n), dHidden,
                new Slice(desk.transposed, 0, hidden), false);
        for (int unit = 0; unit < hidden; unit++) {
            for (int i = 0; i < inputs; i++) sums[at + unit * inputs + i] = desk.transposed[i * hidden + unit];
        }
        desk.gemm.multiply(INLINE, Form.AT_B, inputs, n, hidden, whole(rule.first()), dHidden,
                new Slice(dSeen, first, cells), false);
    }

    /// The gradient of a channel's change, and its sum over cells.
    private float masked(float[] into, int channel, int first, int n) {
        int from = (state.rows() - updated + channel) * cells + first, to = channel * n;
        float[] dy = next.grad();
        for (int i = 0; i < n; i++) into[to + i] = mask[first + i] * dy[from + i];
        return Vectors.sum(into, to, n);
    }

    /// Lets the gradient through where the unit was active, and sums it over cells.
    private float gate(float[] dHidden, int unit, int first, int n) {
        int at = unit * n, from = unit * cells + first;
        for (int i = 0; i < n; i++) dHidden[at + i] = active[from + i] > 0 ? dHidden[at + i] : 0;
        return Vectors.sum(dHidden, at, n);
    }

    private void perceive(Desk desk, int row, int rows) {
        int n = rows * width;
        for (int channel = 0; channel < perceived; channel++) {
            int plane = (unseen + channel) * cells;
            System.arraycopy(state.value(), plane + row * width, desk.seen, channel * n, n);
            for (int r = 0; r < rows; r++) {
                int x = (perceived + channel) * n + r * width, y = (2 * perceived + channel) * n + r * width;
                slopeX(state.value(), plane, row + r, desk.seen, x, 0.125f, false);
                slopeY(state.value(), plane, row + r, desk.seen, y, 0.125f, false);
            }
        }
    }

    private void slopesBack(int channel, float[] dSeen) {
        float[] into = state.grad();
        int plane = channel * cells;
        for (int i = plane; i < plane + cells; i++) into[i] += next.grad()[i];
        int seen = channel - unseen;
        if (seen < 0) return;
        for (int i = 0; i < cells; i++) into[plane + i] += dSeen[seen * cells + i];
        for (int row = 0; row < height; row++) {
            slopeX(dSeen, (perceived + seen) * cells, row, into, plane + row * width, -0.125f, true);
            slopeY(dSeen, (2 * perceived + seen) * cells, row, into, plane + row * width, -0.125f, true);
        }
    }

    /// `factor · Σ (1 2 1)ᵀ(−1 0 1)` around each cell of a grid row.
    private void slopeX(float[] from, int plane, int row, float[] into, int to, float factor, boolean add) {
        int up = plane + above(row), here = plane + row * width, down = plane + below(row), last = width - 1;
        for (int x = 1; x < last; x++) {
            float slope = factor * (from[up + x + 1] - from[up + x - 1] + 2 * (from[here + x + 1] - from[here + x - 1])
                    + (from[down + x + 1] - from[down + x - 1]));
            into[to + x] = add ? into[to + x] + slope : slope;
        }
        for (int x = 0; x < width; x += Math.max(1, last)) { // the cells whose neighbours are across the edge
            int left = x == 0 ? last : x - 1, right = x == last ? 0 : x + 1;
            float slope = factor * (from[up + right] - from[up + left] + 2 * (from[here + right] - from[here + left])
                    + (from[down + right] - from[down + left]));
            into[to + x] = add ? into[to + x] + slope : slope;
        }
    }

    /// `factor · Σ (−1 0 1)ᵀ(1 2 1)` around each cell of a grid row.
    private void slopeY(float[] from, int plane, int row, float[] into, int to, float factor, boolean add) {
        int up = plane + above(row), down = plane + below(row), last = width - 1;
        for (int x = 1; x < last; x++) {
            float slope = factor * (from[down + x - 1] - from[up + x - 1] + 2 * (from[down + x] - from[up + x])
                    + (from[down + x + 1] - from[up + x + 1]));
            into[to + x] = add ? into[to + x] + slope : slope;
        }
        for (int x = 0; x < width; x += Math.max(1, last)) {
            int left = x == 0 ? last : x - 1, right = x == last ? 0 : x + 1;
            float slope = factor * (from[down + left] - from[up + left] + 2 * (from[down + x] - from[up + x])
                    + (from[down + right] - from[up + right]));
            into[to + x] = add ? into[to + x] + slope : slope;
        }
    }

    private int above(int row) {
        return (row == 0 ? height - 1 : row - 1) * width;
    }

    private int below(int row) {
        return (row == height - 1 ? 0 : row + 1) * width;
    }

    private static Slice whole(Parameter w) {
        return new Slice(w.value(), 0, w.columns());
    }

    private interface Band {
        void run(Desk desk, int band, int row, int rows);
    }

    private void each(Band body) {
        tape.workers().run(bands, band -> {
            Desk desk = desks.poll();
            if (desk == null) desk = new Desk();
            int row = band * bandRows;
            body.run(desk, band, row, Math.min(bandRows, height - row));
            desks.add(desk);
        });
    }
}
