package dev.pando.kernel;

import static dev.pando.kernel.Lanes.BYTES;
import static dev.pando.kernel.Lanes.FLOATS;
import static dev.pando.kernel.Lanes.INTS;
import static dev.pando.kernel.Lanes.LENGTH;

import dev.pando.kernel.machine.ByteKernel;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Inputs of products with a [ByteMatrix]: unsigned bytes, with one scale and one zero for all tokens of a text.
///
/// ```
/// scale = (max(0, x) − min(0, x)) ⁄ 255       zero = rint(−min ⁄ scale)       q = rint(x ⁄ scale) + zero, from 0 to 255
/// ```
/// A text of zeros has the scale 1. Inputs must be finite.
///
/// Where no machine code multiplies them, they are kept as [ByteTile] takes them, too.
///
/// Source: `DynamicQuantizeLinear` of <https://onnx.ai/onnx/operators/>.
public final class ByteInputs {

    private static final float ROUND = 12582912f; // 1.5 · 2²³: adding it leaves the nearest integer in the low bits
    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND), MOST = 255;
    private static final VarHandle INT_IN = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FLOAT_IN = MethodHandles.byteArrayViewVarHandle(float[].class,
            ByteOrder.LITTLE_ENDIAN);

    /// What is subtracted from a byte to make it signed.
    static final int MIDDLE = 128;

    byte[] bytes = {}; // (token, columns + a tail), as [ByteKernel] draws it
    // (token, columns ⁄ 4, 2): in each two signed inputs, columns 4u and 4u + 2, then 4u + 1 and 4u + 3; the first in the low half
    int[] pairs = {};
    private final boolean paired;
    private int columns;

    /// Empty; nothing is allocated until something is rounded.
    public ByteInputs() {
        this(!ByteKernel.isPossible());
    }

    /// For products in Java's vectors, or for those in machine code.
    ByteInputs(boolean paired) {
        this.paired = paired;
    }

    /// Makes room for so many tokens of so many elements, and forgets what was rounded before.
    public void reserve(int tokens, int columns) {
        this.columns = columns;
        int length = Math.multiplyExact(tokens, stride());
        if (bytes.length < length) bytes = new byte[length];
        if (paired && pairs.length < tokens * (columns / 2)) pairs = new int[tokens * (columns / 2)];
    }

    /// Whether they are for products in Java's vectors.
    boolean paired() {
        return paired;
    }

    int columns() {
        return columns;
    }

    /// Bytes from one token to the next.
    int stride() {
        return columns + ByteKernel.INPUT_TAIL;
    }

    float scale(int token) {
        return (float) FLOAT_IN.get(bytes, token * stride() + columns + 4);
    }

    int zero(int token) {
        return (int) INT_IN.get(bytes, token * stride() + columns);
    }

    /// The least and the largest element of a text decide how all of it is rounded.
    ///
    /// @param min at most 0
    /// @param max at least 0
    public record Range(float min, float max) {

        /// Of no elements.
        public static final Range EMPTY = new Range(0, 0);

        /// Of `length` elements from `x[at]` on.
        public static Range of(float[] x, int at, int length) {
            return new Range(Math.min(0, Vectors.min(x, at, length)), Math.max(0, Vectors.max(x, at, length)));
        }

        /// Of these elements and those.
        public Range and(Range other) {
            return new Range(Math.min(min, other.min), Math.max(max, other.max));
        }
    }

    /// Rounds some tokens of a text, `token .. token + tokens`, whose elements are `x[at .. at + tokens · columns)`. Threads may round
    /// different tokens at once.
    ///
    /// @param range of all tokens of the text
    /// @throws IndexOutOfBoundsException if that leaves `x` or what was reserved
    public void round(int token, int tokens, float[] x, int at, Range range) {
        Objects.checkFromIndexSize(at, tokens * columns, x.length);
        Objects.checkFromIndexSize(token * stride(), tokens * stride(), bytes.length);
        float scale = range.max == range.min ? 1 : (range.max - range.min) / MOST;
        int zero = (int) Math.rint(-range.min / scale);
        for (int t = 0; t < tokens; t++) {
            int to = (token + t) * stride();
            if (Warming.isCold()) Plain.round(x, at + t * columns, columns, scale, zero, bytes, to);
            else
                round(x, at + t * columns, scale, zero, to);
            INT_IN.set(bytes, to + columns, zero);
            FLOAT_IN.set(bytes, to + columns + 4, scale);
            if (paired) pairUp(to, (token + t) * (columns / 2));
        }
    }

    private void pairUp(int from, int to) {
        for (int u = 0; u < columns / 4; u++) {
            int four = (int) INT_IN.get(bytes, from + 4 * u);
            pairs[to + 2 * u] = pair(four, four >>> 16);
            pairs[to + 2 * u + 1] = pair(four >>> 8, four >>> 24);
        }
    }

    private static int pair(int low, int high) {
        return (low & 0xff) - MIDDLE & 0xffff | (high & 0xff) - MIDDLE << 16;
    }

    /// Rounds a whole text.
    void round(int token, int tokens, float[] x, int at) {
        round(token, tokens, x, at, Range.of(x, at, tokens * columns));
    }

    private void round(float[] x, int at, float scale, int zero, int to) {
        int i = 0;
        for (; i + LENGTH <= columns; i += LENGTH) {
            IntVector q = FloatVector.fromArray(FLOATS, x, at + i).div(scale).add(ROUND).reinterpretAsInts()
                    .add(zero - ROUND_BITS).max(0).min(MOST);
            if (LENGTH == 4) for (int l = 0; l < LENGTH; l++) bytes[to + i + l] = (byte) q.lane(l);
            else
                ((ByteVector) q.convertShape(VectorOperators.I2B, BYTES, 0)).intoArray(bytes, to + i);
        }
        Plain.round(x, at + i, columns - i, scale, zero, bytes, to + i);
    }
}
