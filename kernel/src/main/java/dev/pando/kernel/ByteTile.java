package dev.pando.kernel;

import static dev.pando.kernel.Lanes.FLOATS;
import static dev.pando.kernel.Lanes.INTS;
import static dev.pando.kernel.Lanes.LE;
import static dev.pando.kernel.Lanes.LENGTH;

import dev.pando.kernel.machine.ByteKernel;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The product of a [ByteMatrix] where no machine code runs, in Java's vectors: some rows are unpacked to shorts once, and all
/// inputs pass them, two at a time.
///
/// ```
/// Σ x · w − zero · Σ w = Σ (x − 128) · w + (128 − zero) · Σ w
/// unpacked rows | columns ⁄ 4 × 2 vectors: short 2r of vector v of unit u is column 4u + v of row r, short 2r + 1 is column 4u + 2 + v |
/// ```
/// Signed inputs have products of 14 bits: four fit in a short, whatever the inputs, unless all four weights are -64; two always do. So a
/// pair of units takes four multiplications and three additions of shorts for each vector, and is widened once: both halves of
/// an int belong to one row. Every pair of inputs is broadcast for two vectors of rows.
final class ByteTile {

    /// Rows of one vector.
    static final int ROWS = LENGTH;

    /// Columns that pass before the next are unpacked, so that two vectors of rows stay in the first-level cache.
    static final int WALK = 16 * 1024 / (4 * LENGTH);

    private static final VectorSpecies<Short> SHORTS = Grouped.SHORTS;
    private static final int VECTOR = 2 * LENGTH; // shorts
    private static final int UNIT = 4 * ByteKernel.GROUP; // bytes, of all rows of a group

    private ByteTile() {}

    /// Unpacks some columns of [#ROWS] rows, whose first unit is at `at` in `packed`.
    ///
    /// @param w (columns · ROWS), from `to` on
    static void unpack(MemorySegment packed, long at, int columns, short[] w, int to) {
        for (int i = to; i < to + columns * ROWS; i += 2 * VECTOR, at += UNIT) {
            ShortVector pairs = ShortVector.fromMemorySegment(SHORTS, packed, at, LE);
            pairs.lanewise(VectorOperators.LSHL, 8).lanewise(VectorOperators.ASHR, 8).intoArray(w, i);
            pairs.lanewise(VectorOperators.ASHR, 8).intoArray(w, i + VECTOR);
        }
    }

    /// Adds `Σ (x − 128) · w` of two inputs and two vectors of rows to `sums[(input · 2 + vector) · ROWS + row]`.
    ///
    /// What is here written out, the compiler would not inline, and box every vector. And a broadcast reads from memory only
    /// where it is used twice.
    ///
    /// @param w    two vectors of rows, one behind the other
    /// @param at   where in `x` the pairs of the first input begin, `next` further those of the second
    /// @param sums from `to` on
    static void four(short[] w, int[] x, int at, int next, int columns, int[] sums, int to) {
        int second = columns * ROWS;
        IntVector a = IntVector.fromArray(INTS, sums, to), b = IntVector.fromArray(INTS, sums, to + ROWS);
        IntVector c = IntVector.fromArray(INTS, sums, to + 2 * ROWS), i;
        IntVector d = IntVector.fromArray(INTS, sums, to + 3 * ROWS);
        for (int p = 0; p < second; p += 4 * VECTOR, at += 4) {
            ShortVector v0 = ShortVector.fromArray(SHORTS, w, p);
            ShortVector w0 = ShortVector.fromArray(SHORTS, w, second + p);
            ShortVector v1 = ShortVector.fromArray(SHORTS, w, p + VECTOR);
            ShortVector w1 = ShortVector.fromArray(SHORTS, w, second + p + VECTOR);
            ShortVector v2 = ShortVector.fromArray(SHORTS, w, p + 2 * VECTOR);
            ShortVector w2 = ShortVector.fromArray(SHORTS, w, second + p + 2 * VECTOR);
            ShortVector v3 = ShortVector.fromArray(SHORTS, w, p + 3 * VECTOR);
            ShortVector w3 = ShortVector.fromArray(SHORTS, w, second + p + 3 * VECTOR);
            ShortVector e, s, t;
            e = IntVector.broadcast(INTS, x[at]).reinterpretAsShorts();
            s = v0.mul(e);
            t = w0.mul(e);
            e = IntVector.broadcast(INTS, x[at + 1]).reinterpretAsShorts();
            s = s.add(v1.mul(e));
            t = t.add(w1.mul(e));
            e = IntVector.broadcast(INTS, x[at + 2]).reinterpretAsShorts();
            s = s.add(v2.mul(e));
            t = t.add(w2.mul(e));
            e = IntVector.broadcast(INTS, x[at + 3]).reinterpretAsShorts();
            s = s.add(v3.mul(e));
            t = t.add(w3.mul(e));
            i = s.reinterpretAsInts();
            a = a.add(i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .add(i.lanewise(VectorOperators.ASHR, 16));
            i = t.reinterpretAsInts();
            b = b.add(i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .add(i.lanewise(VectorOperators.ASHR, 16));
            e = IntVector.broadcast(INTS, x[at + next]).reinterpretAsShorts();
            s = v0.mul(e);
            t = w0.mul(e);
            e = IntVector.broadcast(INTS, x[at + next + 1]).reinterpretAsShorts();
            s = s.add(v1.mul(e));
            t = t.add(w1.mul(e));
            e = IntVector.broadcast(INTS, x[at + next + 2]).reinterpretAsShorts();
            s = s.add(v2.mul(e));
            t = t.add(w2.mul(e));
            e = IntVector.broadcast(INTS, x[at + next + 3]).reinterpretAsShorts();
            s = s.add(v3.mul(e));
            t = t.add(w3.mul(e));
            i = s.reinterpretAsInts();
            c = c.add(i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .add(i.lanewise(VectorOperators.ASHR, 16));
            i = t.reinterpretAsInts();
            d = d.add(i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .add(i.lanewise(VectorOperators.ASHR, 16));
        }
        a.intoArray(sums, to);
        b.intoArray(sums, to + ROWS);
        c.intoArray(sums, to + 2 * ROWS);
        d.intoArray(sums, to + 3 * ROWS);
    }

    /// The same of one input and one vector of rows, for any weights: a unit at a time.
    ///
    /// @param w from `from` on
    static void one(short[] w, int from, int[] x, int at, int columns, int[] sums, int to) {
        IntVector a = IntVector.fromArray(INTS, sums, to);
        for (int p = from; p < from + columns * ROWS; p += 2 * VECTOR, at += 2) {
            ShortVector e = IntVector.broadcast(INTS, x[at]).reinterpretAsShorts();
            ShortVector f = IntVector.broadcast(INTS, x[at + 1]).reinterpretAsShorts();
            IntVector i = ShortVector.fromArray(SHORTS, w, p).mul(e)
                    .add(ShortVector.fromArray(SHORTS, w, p + VECTOR).mul(f)).reinterpretAsInts();
            a = a.add(i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                    .add(i.lanewise(VectorOperators.ASHR, 16));
        }
        a.intoArray(sums, to);
    }

    /// `y[row] = fma(sum + (128 − zero) · Σ w, scale · scale of the row, bias)`.
    ///
    /// @param sums of one input, from `sumsAt` on
    /// @param tail where in `packed` the scale of the first row is
    static void finish(int[] sums, int sumsAt, MemorySegment packed, long tail, int zero, float scale, float[] y,
            int yAt) {
        IntVector sum = IntVector.fromArray(INTS, sums, sumsAt)
                .add(IntVector.fromMemorySegment(INTS, packed, tail + ByteKernel.SUMS, LE)
                        .mul(ByteInputs.MIDDLE - zero));
        ((FloatVector) sum.convertShape(VectorOperators.I2F, FLOATS, 0))
                .fma(FloatVector.fromMemorySegment(FLOATS, packed, tail, LE).mul(scale),
                        FloatVector.fromMemorySegment(FLOATS, packed, tail + ByteKernel.BIAS, LE))
                .intoArray(y, yAt);
    }
}
