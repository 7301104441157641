package dev.pando.engine.train;

import dev.pando.engine.train.Weight.Parameter;
import dev.pando.kernel.Gemm;
import dev.pando.kernel.Workers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Records what a forward pass does, so that [#backward] can go the same way back and leave a gradient in every parameter.
///
/// ```java
/// tape.reset();
/// Node hidden = tape.linear(tape.embedding(table, tokens), weight, null);
/// float loss = tape.crossEntropy(hidden, head, targets);
/// tape.backward();
/// optimiser.step(parameters, rate);
/// ```
/// The same inputs give the same bits on any number of threads and at any vector width: work is cut into parts of fixed
/// size, and what parts add up is added in their order. Arrays are reused from step to step. One owner at a time.
public final class Tape {

    /// Rows that one part of a phase works on. Fixed, because sums over rows are folded part by part.
    static final int ROWS_PER_PART = 32;

    private final Workers workers;
    private final Gemm gemm;
    private final List<Runnable> steps = new ArrayList<>(); // each adds to the gradients of its inputs
    private final Map<Integer, Deque<float[]>> free; // by length
    private final List<float[]> used = new ArrayList<>();
    private final boolean records;

    /// @param workers who computes; must outlive the tape
    public Tape(Workers workers) {
        this(workers, new Gemm(), new HashMap<>(), true);
    }

    /// A tape that only computes: nothing is kept for a way back, and nothing learns.
    ///
    /// @param workers who computes; must outlive the tape
    public static Tape measuring(Workers workers) {
        return new Tape(workers, new Gemm(), new HashMap<>(), false);
    }

    private Tape(Workers workers, Gemm gemm, Map<Integer, Deque<float[]>> free, boolean records) {
        this.workers = workers;
        this.gemm = gemm;
        this.free = free;
        this.records = records;
    }

    /// Rows of a table, one for each token.
    ///
    /// @param table  (vocabulary, width)
    /// @param tokens rows to take
    /// @return (tokens, width)
    /// @throws IndexOutOfBoundsException if the table has no such row
    public Node embedding(Weight table, int[] tokens) {
        return Lookup.apply(this, table, tokens);
    }

    /// `y = x·Wᵀ + b`.
    ///
    /// @param x    (rows, inputs)
    /// @param w    (outputs, inputs)
    /// @param bias (1, outputs), or null
    /// @return (rows, outputs)
    public Node linear(Node x, Weight w, Parameter bias) {
        return Linear.apply(this, x, w, bias);
    }

    /// `y = x·Wᵀ + scale · (x·Aᵀ)·Bᵀ` (LoRA, Hu et al. 2021).
    ///
    /// @param base what `W` gives, by [#linear]; used up, since what comes out is written over it
    /// @param a    (rank, inputs)
    /// @param b    (outputs, rank)
    /// @return (rows, outputs)
    public Node lora(Node base, Node x, Parameter a, Parameter b, float scale) {
        return LowRank.add(this, base, x, a, b, scale);
    }

    /// `y = x · s · weight` with `s = 1 / √(mean(x²) + epsilon)`, row by row.
    ///
    /// @param weight (1, columns)
    public Node rmsNorm(Node x, Parameter weight, float epsilon) {
        return Norms.rms(this, x, weight, epsilon);
    }

    /// `y = (x − mean) · s · weight + bias` with `s = 1 / √(variance + epsilon)`, row by row.
    public Node layerNorm(Node x, Parameter weight, Parameter bias, float epsilon) {
        return Norms.layer(this, x, weight, bias, epsilon);
    }

    /// Turns the pairs of each head by the angles of its position.
    ///
    /// @param x        (tokens, heads · headSize)
    /// @param rotation angles, by position
    /// @param length   tokens of one sequence: row `r` has position `r mod length`
    public Node rotate(Node x, Rotation rotation, int length) {
        return rotation.apply(this, x, length);
    }

    /// Attention of each sequence to itself, causal unless the shape says otherwise; heads share keys and values in groups.
    ///
    /// @param q     (tokens, heads · headSize)
    /// @param k     (tokens, kvHeads · headSize)
    /// @param v     (tokens, kvHeads · headSize)
    /// @param shape how rows and columns are divided
    /// @return (tokens, heads · headSize)
    public Node attention(Node q, Node k, Node v, Attention.Shape shape) {
        return Attention.apply(this, q, k, v, shape);
    }

    /// `y = silu(gate) · up`.
    public Node swiGlu(Node gate, Node up) {
        return Activations.gated(this, gate, up, Activations.Kind.SILU);
    }

    /// `y = gelu(gate) · up`, the tanh form.
    public Node geGlu(Node gate, Node up) {
        return Activations.gated(this, gate, up, Activations.Kind.GELU);
    }

    /// `y = gelu(x)`, the tanh form.
    public Node gelu(Node x) {
        return Activations.gelu(this, x);
    }

    /// `y = max(0, x)`.
    public Node relu(Node x) {
        return Activations.relu(this, x);
    }

    /// One step of a cellular automaton on a torus: what each cell perceives decides how its last channels change.
    ///
    /// @param state  (channels, height · width)
    /// @param height rows of the grid
    /// @param rule   the weights
    /// @param mask   (height · width) how much of its change a cell takes: 0 or 1 for cells that sleep or wake
    /// @return the state after the step, (channels, height · width)
    public Node cellStep(Node state, int height, Rule rule, float[] mask) {
        return Cells.step(this, state, height, rule, mask);
    }

    /// `y = a + b`.
    public Node add(Node a, Node b) {
        return Activations.add(this, a, b);
    }

    /// `y[r][i] = x[r][from + i]`: some columns of each row.
    ///
    /// @return (rows, count)
    /// @throws IndexOutOfBoundsException if there are no such columns
    public Node columns(Node x, int from, int count) {
        return Columns.apply(this, x, from, count);
    }

    /// `y = factor · x`.
    public Node scale(Node x, float factor) {
        return Activations.scale(this, x, factor);
    }

    /// Mean of `−log p(target)` with `p = softmax(x·Wᵀ)` over the rows that have a target. Ends the tape.
    ///
    /// The logits are never all in memory: a block of rows at a time.
    ///
    /// @param x       (rows, width)
    /// @param head    (vocabulary, width)
    /// @param targets (rows) the token that follows, or a negative number for none
    /// @return the loss; 0 if no row has a target
    public float crossEntropy(Node x, Weight head, int[] targets) {
        return Loss.crossEntropy(this, x, head, targets, Loss.count(targets));
    }

    /// The same sum divided by `outOf` instead of by the rows that have a target here: the share that these rows have in a
    /// larger batch, whose losses and gradients then simply add up.
    ///
    /// @param outOf rows with a target in the whole batch, at least 1
    public float crossEntropy(Node x, Weight head, int[] targets, int outOf) {
        return Loss.crossEntropy(this, x, head, targets, outOf);
    }

    /// Mean over rows of `Σ t · (log t − log p)` with `p = softmax(x·Wᵀ)`: how far `p` is from soft labels. Ends the tape.
    ///
    /// @param soft (rows, vocabulary) distributions to learn
    public float divergence(Node x, Weight head, float[] soft) {
        return Loss.divergence(this, x, head, soft);
    }

    /// Mean of `weight · (x − target)²` over all elements. Ends the tape.
    ///
    /// @param target (rows, columns)
    /// @param weight (rows, columns) how much each element counts, or null where all count alike
    public float squaredError(Node x, float[] target, float[] weight) {
        return Loss.squaredError(this, x, target, weight);
    }

    /// Computes `block(x)` without keeping what it needs on the way; the backward pass computes it once more.
    ///
    /// Trades a second forward pass for memory: of a model whose layers are wrapped, only one layer's activations live.
    ///
    /// @param block what to compute, on the tape that it is given
    public Node recomputed(Node x, Block block) {
        Tape probe = new Tape(workers, gemm, free, false);
        Node inside = block.on(probe, new Node(x.rows(), x.columns(), x.value(), null));
        Node y = node(inside.rows(), inside.columns(), true);
        System.arraycopy(inside.value(), 0, y.value(), 0, y.rows() * y.columns());
        probe.reset();
        record(() -> {
            Tape again = new Tape(workers, gemm, free, true);
            Node input = new Node(x.rows(), x.columns(), x.value(), x.grad());
            Node output = block.on(again, input);
            System.arraycopy(y.grad(), 0, output.grad(), 0, y.rows() * y.columns());
            again.backward();
            again.reset();
        });
        return y;
    }

    /// A part of a model as a function from activations to activations.
    @FunctionalInterface
    public interface Block {
        /// Computes the block on `tape`.
        Node on(Tape tape, Node x);
    }

    /// Goes back from the loss to every parameter. Call once after a loss.
    public void backward() {
        for (int i = steps.size() - 1; i >= 0; i--) steps.get(i).run();
        steps.clear();
    }

    /// Forgets what was recorded and takes all arrays back for the next step.
    public void reset() {
        steps.clear();
        used.forEach(this::giveBack);
        used.clear();
    }

    /// A node whose values the caller writes, all of them; its gradient begins at zero and flows if `learns`, never on a
    /// tape that does not record.
    Node node(int rows, int columns, boolean learns) {
        int length = Math.multiplyExact(rows, columns);
        return new Node(rows, columns, array(length), learns && records ? zeros(length) : null);
    }

    /// The same values, which the caller goes on writing, with a gradient of their own.
    Node over(Node base) {
        return new Node(base.rows(), base.columns(), base.value(),
                records ? zeros(base.rows() * base.columns()) : null);
    }

    /// An array of zeros until [#reset].
    float[] zeros(int length) {
        float[] array = array(length);
        Arrays.fill(array, 0);
        return array;
    }

    /// An array until [#reset], with whatever is in it.
    float[] array(int length) {
        float[] array = borrow(length);
        used.add(array);
        return array;
    }

    /// An array until [#giveBack], with whatever is in it.
    float[] borrow(int length) {
        Deque<float[]> reusable = free.get(length);
        float[] array = reusable == null ? null : reusable.poll();
        return array != null ? array : new float[length];
    }

    /// Ends a loan.
    void giveBack(float[] array) {
        free.computeIfAbsent(array.length, l -> new ArrayDeque<>()).push(array);
    }

    /// Bytes of all arrays that this tape keeps for reuse or has in use.
    public long heldBytes() {
        long floats = used.stream().mapToLong(a -> a.length).sum();
        for (Deque<float[]> arrays : free.values()) floats += arrays.stream().mapToLong(a -> a.length).sum();
        return Float.BYTES * floats;
    }

    /// Whether there will be a way back.
    boolean records() {
        return records;
    }

    void record(Runnable step) {
        if (records) steps.add(step);
    }

    Workers workers() {
        return workers;
    }

    Gemm gemm() {
        return gemm;
    }

    /// Runs `body` on blocks of [#ROWS_PER_PART] rows.
    void rows(int rows, RowBlock body) {
        int parts = parts(rows);
        workers.run(parts, part -> body.run(part, part * ROWS_PER_PART, Math.min(rows, (part + 1) * ROWS_PER_PART)));
    }

    static int parts(int rows) {
        return (rows + ROWS_PER_PART - 1) / ROWS_PER_PART;
    }

    /// What is done with rows `from` to `to`.
    @FunctionalInterface
    interface RowBlock {
        void run(int part, int from, int to);
    }

    /// Adds up rows part by part, and the parts in their order: the same bits on any number of threads.
    ///
    /// @param width   elements of a sum
    /// @param partial adds its rows to `sums` from `offset` on
    void sumRows(int rows, int width, float[] into, PartialSum partial) {
        float[] sums = zeros(parts(rows) * width);
        rows(rows, (part, from, to) -> partial.add(from, to, sums, part * width));
        for (int part = 0; part < parts(rows); part++) {
            for (int i = 0; i < width; i++) into[i] += sums[part * width + i];
        }
    }

    /// Adds what rows `from` to `to` contribute.
    @FunctionalInterface
    interface PartialSum {
        void add(int from, int to, float[] sums, int offset);
    }
}
