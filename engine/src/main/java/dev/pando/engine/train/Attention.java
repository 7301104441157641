package dev.pando.engine.train;

import dev.pando.kernel.Gemm;
import dev.pando.kernel.Gemm.Form;
import dev.pando.kernel.Gemm.Slice;
import dev.pando.kernel.Vectors;
import dev.pando.kernel.Workers;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Attention, a tile of queries at a time: the matrix of scores is never whole in memory, and unless it is small not kept for
/// the way back, where each tile is computed once more (Dao et al. 2022, FlashAttention, without its running maximum: a tile
/// sees all of its keys at once).
///
/// With `P = softmax(scale · Q·Kᵀ)` and `O = P·V`: `dV = Pᵀ·dO`, `dP = dO·Vᵀ`,
/// `dS = P ∘ (dP − rowsum(P ∘ dP)) · scale`, `dQ = dS·K`, `dK = dSᵀ·Q`.
public final class Attention {

    /// Queries of one tile.
    private static final int TILE = 64;

    /// Probabilities that are kept at most, all heads and sequences together, in floats: 1 MiB.
    private static final int KEPT_MAX = 1 << 18;

    /// Floats beside a row of what is turned: rows that are powers of two apart would share lines of the caches.
    private static final int ASIDE = 16;

    /// Runs in the calling thread: parts are parallel already.
    private static final Workers INLINE = new Workers(1);

    /// How the rows and columns of queries, keys and values are divided.
    ///
    /// @param length   tokens of one sequence; sequences stand below each other
    /// @param heads    query heads
    /// @param kvHeads  key and value heads; divides `heads`
    /// @param headSize elements of a head
    /// @param scale    factor of the scores, usually `1 / √headSize`
    /// @param window   positions that a query sees, its own included; 0 for all before it
    /// @param firsts   (rows) position in its sequence of the first key that each row may see, never falling within a
    ///                 sequence: texts that share a sequence do not see each other; null if all see the beginning
    /// @param ends     (rows) position in its sequence behind the last key that each row may see, never falling within a
    ///                 sequence and always behind the row itself; null if none sees what comes after it
    public record Shape(int length, int heads, int kvHeads, int headSize, float scale, int window, int[] firsts,
            int[] ends) {

        /// @throws IllegalArgumentException if heads do not share keys evenly
        public Shape {
            if (kvHeads < 1 || heads % kvHeads != 0) throw new IllegalArgumentException(heads + " heads, " + kvHeads);
        }

        /// Sequences in which none sees what comes after it.
        public Shape(int length, int heads, int kvHeads, int headSize, float scale, int window, int[] firsts) {
            this(length, heads, kvHeads, headSize, scale, window, firsts, null);
        }

        /// Sequences of one text each.
        public Shape(int length, int heads, int kvHeads, int headSize, float scale, int window) {
            this(length, heads, kvHeads, headSize, scale, window, null, null);
        }

        private int firstKey(int firstRow, int query) {
            int first = window == 0 ? 0 : Math.max(0, query - window + 1);
            return firsts == null ? first : Math.max(first, firsts[firstRow + query]);
        }

        private int end(int firstRow, int query) {
            return ends == null ? query + 1 : ends[firstRow + query];
        }
    }

    /// What one part works with.
    private static final class Desk {
        private final Gemm gemm = new Gemm();
        private final float[] p;
        private final float[] dp;
        private final float[] keys; // (headSize, length + ASIDE) of one head
        private final float[] values; // the same

        Desk(int length, int headSize) {
            p = new float[TILE * length];
            dp = new float[TILE * length];
            keys = new float[headSize * (length + ASIDE)];
            values = new float[headSize * (length + ASIDE)];
        }
    }

    private final Tape tape;
    private final Node q;
    private final Node k;
    private final Node v;
    private final Node y;
    private final Shape shape;
    private final float[] kept; // (sequence, head, query, key) rows of a tile as long as it has keys; null if there are too many
    private final ConcurrentLinkedQueue<Desk> desks = new ConcurrentLinkedQueue<>();

    private Attention(Tape tape, Node q, Node k, Node v, Shape shape) {
        this.tape = tape;
        this.q = q;
        this.k = k;
        this.v = v;
        this.shape = shape;
        this.y = tape.node(q.rows(), q.columns(), q.learns() || k.learns() || v.learns());
        long probabilities = (long) q.rows() * shape.heads * shape.length;
        this.kept = y.learns() && probabilities <= KEPT_MAX ? tape.array((int) probabilities) : null;
    }

    static Node apply(Tape tape, Node q, Node k, Node v, Shape shape) {
        if (q.rows() % shape.length != 0 || q.columns() != shape.heads * shape.headSize
                || k.columns() != shape.kvHeads * shape.headSize) {
            throw new IllegalArgumentException(q.rows() + " × " + q.columns() + " queries for " + shape);
        }
        Attention attention = new Attention(tape, q, k, v, shape);
        attention.parts(attention::forward);
        tape.record(() -> {
            if (attention.y.learns()) attention.parts(attention::backward);
        });
        return attention.y;
    }

    @FunctionalInterface
    private interface Head {
        void run(Desk desk, int firstRow, int head);
    }

    // A part owns one key head of one sequence, so no two parts add to the same gradient.
    private void parts(Head work) {
        int sequences = q.rows() / shape.length, group = shape.heads / shape.kvHeads;
        tape.workers().run(sequences * shape.kvHeads, part -> {
            Desk free = desks.poll(), desk = free != null ? free : new Desk(shape.length, shape.headSize);
            int firstRow = part / shape.kvHeads * shape.length, kvHead = part % shape.kvHeads;
            for (int head = kvHead * group; head < (kvHead + 1) * group; head++) work.run(desk, firstRow, head);
            desks.add(desk);
        });
    }

    private void forward(Desk desk, int firstRow, int head) {
        turn(k, firstRow, head, desk.keys);
        for (int from = 0; from < shape.length; from += TILE) {
            int to = Math.min(shape.length, from + TILE), low = shape.firstKey(firstRow, from);
            Slice p = probabilitiesOf(desk, firstRow, head, from);
            probabilities(desk, firstRow, head, from, to, p);
            desk.gemm.multiply(INLINE, Form.AB, to - from, shape.headSize, p.stride(), p,
                    keysOf(v, v.value(), firstRow + low, head), queriesOf(y.value(), firstRow + from, head), false);
        }
    }

    /// Where the probabilities of the queries from `from` on stand, (queries, keys): of the keys from the first one on that any of
    /// them sees.
    private Slice probabilitiesOf(Desk desk, int firstRow, int head, int from) {
        int to = Math.min(shape.length, from + TILE);
        int keys = shape.end(firstRow, to - 1) - shape.firstKey(firstRow, from);
        if (kept == null) return new Slice(desk.p, 0, keys);
        return new Slice(kept, ((firstRow + from) * shape.heads + head * (to - from)) * shape.length, keys);
    }

    /// Fills `p` with the probabilities of queries `from` to `to`; the keys have been turned.
    private void probabilities(Desk desk, int firstRow, int head, int from, int to, Slice p) {
        int low = shape.firstKey(firstRow, from), keys = p.stride();
        desk.gemm.multiply(INLINE, Form.AB, to - from, keys, shape.headSize,
                queriesOf(q.value(), firstRow + from, head), turned(desk.keys, low), p, false);
        for (int query = from; query < to; query++) {
            int row = p.offset() + (query - from) * keys, first = shape.firstKey(firstRow, query) - low,
                    seen = shape.end(firstRow, query) - low - first;
            Vectors.scale(p.data(), row + first, shape.scale, seen);
            Vectors.softmax(p.data(), row + first, seen);
            Arrays.fill(p.data(), row, row + first, 0);
            Arrays.fill(p.data(), row + first + seen, row + keys, 0);
        }
    }

    /// Turns the keys or values of a head, so that products read them along the positions.
    private void turn(Node node, int firstRow, int head, float[] into) {
        Slice from = keysOf(node, node.value(), firstRow, head);
        int stride = shape.length + ASIDE;
        for (int d = 0; d < shape.headSize; d++) {
            for (int i = 0; i < shape.length; i++) {
                into[d * stride + i] = from.data()[from.offset() + i * from.stride() + d];
            }
        }
    }

    private Slice turned(float[] turned, int low) {
        return new Slice(turned, low, shape.length + ASIDE);
    }

    private void backward(Desk desk, int firstRow, int head) {
        if (kept == null) turn(k, firstRow, head, desk.keys);
        turn(v, firstRow, head, desk.values);
        for (int from = 0; from < shape.length; from += TILE) {
            backward(desk, firstRow, head, from, Math.min(shape.length, from + TILE));
        }
    }

    private void backward(Desk desk, int firstRow, int head, int from, int to) {
        Slice p = probabilitiesOf(desk, firstRow, head, from);
        int rows = to - from, keys = p.stride(), low = shape.firstKey(firstRow, from), firstKey = firstRow + low;
        if (kept == null) probabilities(desk, firstRow, head, from, to, p);
        Slice dp = new Slice(desk.dp, 0, keys), dy = queriesOf(y.grad(), firstRow + from, head);
        if (v.learns()) {
            desk.gemm.multiply(INLINE, Form.AT_B, keys, shape.headSize, rows, p, dy,
                    keysOf(v, v.grad(), firstKey, head), true);
        }
        desk.gemm.multiply(INLINE, Form.AB, rows, keys, shape.headSize, dy, turned(desk.values, low), dp, false);
        for (int row = 0; row < rows; row++) {
            int at = row * keys, pAt = p.offset() + at;
            float mean = Vectors.dot(p.data(), pAt, desk.dp, at, keys);
            for (int key = 0; key < keys; key++)
                desk.dp[at + key] = p.data()[pAt + key] * (desk.dp[at + key] - mean) * shape.scale;
        }
        if (q.learns()) {
            desk.gemm.multiply(INLINE, Form.AB, rows, shape.headSize, keys, dp, keysOf(k, k.value(), firstKey, head),
                    queriesOf(q.grad(), firstRow + from, head), true);
        }
        if (k.learns()) {
            desk.gemm.multiply(INLINE, Form.AT_B, keys, shape.headSize, rows, dp,
                    queriesOf(q.value(), firstRow + from, head), keysOf(k, k.grad(), firstKey, head), true);
        }
    }

    private Slice queriesOf(float[] data, int row, int head) {
        return new Slice(data, row * q.columns() + head * shape.headSize, q.columns());
    }

    private Slice keysOf(Node node, float[] data, int row, int head) {
        int kvHead = head / (shape.heads / shape.kvHeads);
        return new Slice(data, row * node.columns() + kvHead * shape.headSize, node.columns());
    }
}
