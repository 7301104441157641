package dev.pando.kernel;

import static dev.pando.kernel.Grouped.BLOCK;
import static dev.pando.kernel.Grouped.GROUP;
import static dev.pando.kernel.Grouped.SHORTS;
import static dev.pando.kernel.Lanes.FLOATS;
import static dev.pando.kernel.Lanes.INTS;
import static dev.pando.kernel.Lanes.LE;
import static dev.pando.kernel.Lanes.LENGTH;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/// [Grouped] weights and one token: two groups are read side by side, two streams of memory, and used at once.
///
/// Unpacked quants of 4 to 6 bits are never negative; the sum starts at `−zero · Σ x` instead.
final class GroupedOne {

    private static final int VECTOR = 2 * GROUP; // bytes

    private GroupedOne() {}

    /// Products of two groups, `sums[group · GROUP + row]`.
    ///
    /// @param p       where the quants of the first group begin in `s`, `q` those of the second
    /// @param scales  (run, group, row)
    /// @param offsets (block, group, row), or null
    static void multiply(MemorySegment s, long p, long q, int bits, float[] scales, float[] offsets, Activations x,
            int token, int blocks, float[] sums) {
        switch (bits) {
            case 4 -> four(s, p, q, scales, offsets, x, token, blocks, sums);
            case 5 -> five(s, p, q, scales, offsets, x, token, blocks, sums);
            case 6 -> six(s, p, q, scales, x, token, blocks, sums);
            default -> eight(s, p, q, scales, x, token, blocks, sums);
        }
    }

    // 4 bits: a run is 8 vectors of four columns each
    private static void four(MemorySegment s, long p, long q, float[] scales, float[] offsets, Activations x, int token,
            int blocks, float[] sums) {
        short[] xs = x.quants;
        int xk = token * blocks * BLOCK, eighths = token * blocks * 4, at = 0;
        FloatVector f0 = FloatVector.zero(FLOATS), f1 = f0, g0 = f0, g1 = f0;
        for (int b = 0; b < blocks; b++, p += 8 * VECTOR, q += 8 * VECTOR) {
            float dx = x.scales[token * blocks + b];
            int sum = x.sums[eighths] + x.sums[eighths + 1] + x.sums[eighths + 2] + x.sums[eighths + 3];
            eighths += 4;
            ShortVector a0 = ShortVector.broadcast(SHORTS, (short) (-8 * sum)), c0 = a0;
            ShortVector a1 = ShortVector.zero(SHORTS), c1 = a1;
            for (int i = 0; i < 8; i++, xk += 4) {
                ShortVector v = ShortVector.fromMemorySegment(SHORTS, s, p + i * VECTOR, LE);
                ShortVector w = ShortVector.fromMemorySegment(SHORTS, s, q + i * VECTOR, LE);
                ShortVector e = ShortVector.broadcast(SHORTS, xs[xk]);
                a0 = a0.add(v.and((short) 15).mul(e));
                c0 = c0.add(w.and((short) 15).mul(e));
                e = ShortVector.broadcast(SHORTS, xs[xk + 1]);
                a1 = a1.add(v.lanewise(VectorOperators.LSHR, 4).and((short) 15).mul(e));
                c1 = c1.add(w.lanewise(VectorOperators.LSHR, 4).and((short) 15).mul(e));
                e = ShortVector.broadcast(SHORTS, xs[xk + 2]);
                a0 = a0.add(v.lanewise(VectorOperators.LSHR, 8).and((short) 15).mul(e));
                c0 = c0.add(w.lanewise(VectorOperators.LSHR, 8).and((short) 15).mul(e));
                e = ShortVector.broadcast(SHORTS, xs[xk + 3]);
                a1 = a1.add(v.lanewise(VectorOperators.LSHR, 12).mul(e));
                c1 = c1.add(w.lanewise(VectorOperators.LSHR, 12).mul(e));
            }
            IntVector i0 = a0.add(a1).reinterpretAsInts(), i1 = c0.add(c1).reinterpretAsInts();
            f0 = ((FloatVector) i0.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(FloatVector.fromArray(FLOATS, scales, at).mul(dx), f0);
            f1 = ((FloatVector) i0.lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(FloatVector.fromArray(FLOATS, scales, at + LENGTH).mul(dx), f1);
            g0 = ((FloatVector) i1.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(FloatVector.fromArray(FLOATS, scales, at + GROUP).mul(dx), g0);
            g1 = ((FloatVector) i1.lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(FloatVector.fromArray(FLOATS, scales, at + GROUP + LENGTH).mul(dx), g1);
            if (offsets != null) {
                FloatVector e = FloatVector.broadcast(FLOATS, x.totals[token * blocks + b]);
                f0 = e.fma(FloatVector.fromArray(FLOATS, offsets, at), f0);
                f1 = e.fma(FloatVector.fromArray(FLOATS, offsets, at + LENGTH), f1);
                g0 = e.fma(FloatVector.fromArray(FLOATS, offsets, at + GROUP), g0);
                g1 = e.fma(FloatVector.fromArray(FLOATS, offsets, at + GROUP + LENGTH), g1);
            }
            at += 2 * GROUP;
        }
        f0.intoArray(sums, 0);
        f1.intoArray(sums, LENGTH);
        g0.intoArray(sums, GROUP);
        g1.intoArray(sums, GROUP + LENGTH);
    }

    // 5 bits: half a run is 4 vectors of four columns each and one with the fifth bits of 16 columns
    private static void five(MemorySegment s, long p, long q, float[] scales, float[] offsets, Activations x, int token,
            int blocks, float[] sums) {
        short[] xs = x.quants;
        int xk = token * blocks * BLOCK, eighths = token * blocks * 4, at = 0;
        FloatVector f0 = FloatVector.zero(FLOATS), f1 = f0, g0 = f0, g1 = f0;
        for (int b = 0; b < blocks; b++, p += 10 * VECTOR, q += 10 * VECTOR) {
            float dx = x.scales[token * blocks + b];
            IntVector s0 = IntVector.zero(INTS), s1 = s0, t0 = s0, t1 = s0;
            for (int r = 0; r < 2; r++) {
                int sum = x.sums[eighths] + x.sums[eighths + 1];
                eighths += 2;
                ShortVector t = ShortVector.fromMemorySegment(SHORTS, s, p + (8 + r) * VECTOR, LE);
                ShortVector u = ShortVector.fromMemorySegment(SHORTS, s, q + (8 + r) * VECTOR, LE);
                ShortVector a0 = ShortVector.broadcast(SHORTS, (short) (-16 * sum)), c0 = a0;
                ShortVector a1 = ShortVector.zero(SHORTS), c1 = a1;
                for (int i = 0; i < 4; i++, xk += 4) {
                    ShortVector v = ShortVector.fromMemorySegment(SHORTS, s, p + (r * 4 + i) * VECTOR, LE);
                    ShortVector w = ShortVector.fromMemorySegment(SHORTS, s, q + (r * 4 + i) * VECTOR, LE);
                    ShortVector e = ShortVector.broadcast(SHORTS, xs[xk]);
                    a0 = a0.add(v.and((short) 15).or(t.and((short) 1).lanewise(VectorOperators.LSHL, 4)).mul(e));
                    c0 = c0.add(w.and((short) 15).or(u.and((short) 1).lanewise(VectorOperators.LSHL, 4)).mul(e));
                    e = ShortVector.broadcast(SHORTS, xs[xk + 1]);
                    a1 = a1.add(v.lanewise(VectorOperators.LSHR, 4).and((short) 15)
                            .or(t.and((short) 2).lanewise(VectorOperators.LSHL, 3)).mul(e));
                    c1 = c1.add(w.lanewise(VectorOperators.LSHR, 4).and((short) 15)
                            .or(u.and((short) 2).lanewise(VectorOperators.LSHL, 3)).mul(e));
                    e = ShortVector.broadcast(SHORTS, xs[xk + 2]);
                    a0 = a0.add(v.lanewise(VectorOperators.LSHR, 8).and((short) 15)
                            .or(t.and((short) 4).lanewise(VectorOperators.LSHL, 2)).mul(e));
                    c0 = c0.add(w.lanewise(VectorOperators.LSHR, 8).and((short) 15)
                            .or(u.and((short) 4).lanewise(VectorOperators.LSHL, 2)).mul(e));
                    e = ShortVector.broadcast(SHORTS, xs[xk + 3]);
                    a1 = a1.add(v.lanewise(VectorOperators.LSHR, 12)
                            .or(t.and((short) 8).lanewise(VectorOperators.LSHL, 1)).mul(e));
                    c1 = c1.add(w.lanewise(VectorOperators.LSHR, 12)
                            .or(u.and((short) 8).lanewise(VectorOperators.LSHL, 1)).mul(e));
                    t = t.lanewise(VectorOperators.LSHR, 4);
                    u = u.lanewise(VectorOperators.LSHR, 4);
                }
                IntVector i0 = a0.add(a1).reinterpretAsInts(), i1 = c0.add(c1).reinterpretAsInts();
                s0 = s0.add(i0.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
                s1 = s1.add(i0.lanewise(VectorOperators.ASHR, 16));
                t0 = t0.add(i1.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
                t1 = t1.add(i1.lanewise(VectorOperators.ASHR, 16));
            }
            f0 = ((FloatVector) s0.convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(FloatVector.fromArray(FLOATS, scales, at).mul(dx), f0);
            f1 = ((FloatVector) s1.convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(FloatVector.fromArray(FLOATS, scales, at + LENGTH).mul(dx), f1);
            g0 = ((FloatVector) t0.convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(FloatVector.fromArray(FLOATS, scales, at + GROUP).mul(dx), g0);
            g1 = ((FloatVector) t1.convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(FloatVector.fromArray(FLOATS, scales, at + GROUP + LENGTH).mul(dx), g1);
            if (offsets != null) {
                FloatVector e = FloatVector.broadcast(FLOATS, x.totals[token * blocks + b]);
                f0 = e.fma(FloatVector.fromArray(FLOATS, offsets, at), f0);
                f1 = e.fma(FloatVector.fromArray(FLOATS, offsets, at + LENGTH), f1);
                g0 = e.fma(FloatVector.fromArray(FLOATS, offsets, at + GROUP), g0);
                g1 = e.fma(FloatVector.fromArray(FLOATS, offsets, at + GROUP + LENGTH), g1);
            }
            at += 2 * GROUP;
        }
        f0.intoArray(sums, 0);
        f1.intoArray(sums, LENGTH);
        g0.intoArray(sums, GROUP);
        g1.intoArray(sums, GROUP + LENGTH);
    }

    // 6 bits: half a run is 2 vectors of four columns each and one with the upper bits of 8 columns
    private static void six(MemorySegment s, long p, long q, float[] scales, Activations x, int token, int blocks,
            float[] sums) {
        short[] xs = x.quants;
        int xk = token * blocks * BLOCK, eighths = token * blocks * 4, at = 0;
        FloatVector f0 = FloatVector.zero(FLOATS), f1 = f0, g0 = f0, g1 = f0;
        for (int b = 0; b < blocks; b++, p += 12 * VECTOR, q += 12 * VECTOR) {
            float dx = x.scales[token * blocks + b];
            IntVector s0 = IntVector.zero(INTS), s1 = s0, t0 = s0, t1 = s0;
            for (int r = 0; r < 4; r++) {
                int sum = x.sums[eighths++];
                ShortVector t = ShortVector.fromMemorySegment(SHORTS, s, p + (8 + r) * VECTOR, LE);
                ShortVector u = ShortVector.fromMemorySegment(SHORTS, s, q + (8 + r) * VECTOR, LE);
                ShortVector a0 = ShortVector.broadcast(SHORTS, (short) (-32 * sum)), c0 = a0;
                ShortVector a1 = ShortVector.zero(SHORTS), c1 = a1;
                for (int i = 0; i < 2; i++, xk += 4) {
                    ShortVector v = ShortVector.fromMemorySegment(SHORTS, s, p + (r * 2 + i) * VECTOR, LE);
                    ShortVector w = ShortVector.fromMemorySegment(SHORTS, s, q + (r * 2 + i) * VECTOR, LE);
                    ShortVector e = ShortVector.broadcast(SHORTS, xs[xk]);
                    a0 = a0.add(v.and((short) 15).or(t.and((short) 3).lanewise(VectorOperators.LSHL, 4)).mul(e));
                    c0 = c0.add(w.and((short) 15).or(u.and((short) 3).lanewise(VectorOperators.LSHL, 4)).mul(e));
                    e = ShortVector.broadcast(SHORTS, xs[xk + 1]);
                    a1 = a1.add(v.lanewise(VectorOperators.LSHR, 4).and((short) 15)
                            .or(t.and((short) 12).lanewise(VectorOperators.LSHL, 2)).mul(e));
                    c1 = c1.add(w.lanewise(VectorOperators.LSHR, 4).and((short) 15)
                            .or(u.and((short) 12).lanewise(VectorOperators.LSHL, 2)).mul(e));
                    e = ShortVector.broadcast(SHORTS, xs[xk + 2]);
                    a0 = a0.add(v.lanewise(VectorOperators.LSHR, 8).and((short) 15).or(t.and((short) 48)).mul(e));
                    c0 = c0.add(w.lanewise(VectorOperators.LSHR, 8).and((short) 15).or(u.and((short) 48)).mul(e));
                    e = ShortVector.broadcast(SHORTS, xs[xk + 3]);
                    a1 = a1.add(v.lanewise(VectorOperators.LSHR, 12)
                            .or(t.and((short) 192).lanewise(VectorOperators.LSHR, 2)).mul(e));
                    c1 = c1.add(w.lanewise(VectorOperators.LSHR, 12)
                            .or(u.and((short) 192).lanewise(VectorOperators.LSHR, 2)).mul(e));
                    t = t.lanewise(VectorOperators.LSHR, 8);
                    u = u.lanewise(VectorOperators.LSHR, 8);
                }
                IntVector i0 = a0.add(a1).reinterpretAsInts(), i1 = c0.add(c1).reinterpretAsInts();
                s0 = s0.add(i0.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
                s1 = s1.add(i0.lanewise(VectorOperators.ASHR, 16));
                t0 = t0.add(i1.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
                t1 = t1.add(i1.lanewise(VectorOperators.ASHR, 16));
                if (r % 2 == 0) continue;
                f0 = ((FloatVector) s0.convertShape(VectorOperators.I2F, FLOATS, 0))
                        .fma(FloatVector.fromArray(FLOATS, scales, at).mul(dx), f0);
                f1 = ((FloatVector) s1.convertShape(VectorOperators.I2F, FLOATS, 0))
                        .fma(FloatVector.fromArray(FLOATS, scales, at + LENGTH).mul(dx), f1);
                g0 = ((FloatVector) t0.convertShape(VectorOperators.I2F, FLOATS, 0))
                        .fma(FloatVector.fromArray(FLOATS, scales, at + GROUP).mul(dx), g0);
                g1 = ((FloatVector) t1.convertShape(VectorOperators.I2F, FLOATS, 0))
                        .fma(FloatVector.fromArray(FLOATS, scales, at + GROUP + LENGTH).mul(dx), g1);
                s0 = s1 = t0 = t1 = IntVector.zero(INTS);
                at += 2 * GROUP;
            }
        }
        f0.intoArray(sums, 0);
        f1.intoArray(sums, LENGTH);
        g0.intoArray(sums, GROUP);
        g1.intoArray(sums, GROUP + LENGTH);
    }

    // 8 bits: a run is 16 vectors of two columns each, whose products fit in 16 bits together
    private static void eight(MemorySegment s, long p, long q, float[] scales, Activations x, int token, int blocks,
            float[] sums) {
        short[] xs = x.quants;
        int xk = token * blocks * BLOCK, at = 0;
        FloatVector f0 = FloatVector.zero(FLOATS), f1 = f0, g0 = f0, g1 = f0;
        for (int b = 0; b < blocks; b++, p += 16 * VECTOR, q += 16 * VECTOR) {
            float dx = x.scales[token * blocks + b];
            IntVector s0 = IntVector.zero(INTS), s1 = s0, t0 = s0, t1 = s0;
            for (int i = 0; i < 16; i++, xk += 2) {
                ShortVector v = ShortVector.fromMemorySegment(SHORTS, s, p + i * VECTOR, LE);
                ShortVector w = ShortVector.fromMemorySegment(SHORTS, s, q + i * VECTOR, LE);
                ShortVector e = ShortVector.broadcast(SHORTS, xs[xk]), f = ShortVector.broadcast(SHORTS, xs[xk + 1]);
                IntVector i0 = v.lanewise(VectorOperators.LSHL, 8).lanewise(VectorOperators.ASHR, 8).mul(e)
                        .add(v.lanewise(VectorOperators.ASHR, 8).mul(f)).reinterpretAsInts();
                IntVector i1 = w.lanewise(VectorOperators.LSHL, 8).lanewise(VectorOperators.ASHR, 8).mul(e)
                        .add(w.lanewise(VectorOperators.ASHR, 8).mul(f)).reinterpretAsInts();
                s0 = s0.add(i0.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
                s1 = s1.add(i0.lanewise(VectorOperators.ASHR, 16));
                t0 = t0.add(i1.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
                t1 = t1.add(i1.lanewise(VectorOperators.ASHR, 16));
            }
            f0 = ((FloatVector) s0.convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(FloatVector.fromArray(FLOATS, scales, at).mul(dx), f0);
            f1 = ((FloatVector) s1.convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(FloatVector.fromArray(FLOATS, scales, at + LENGTH).mul(dx), f1);
            g0 = ((FloatVector) t0.convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(FloatVector.fromArray(FLOATS, scales, at + GROUP).mul(dx), g0);
            g1 = ((FloatVector) t1.convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(FloatVector.fromArray(FLOATS, scales, at + GROUP + LENGTH).mul(dx), g1);
            at += 2 * GROUP;
        }
        f0.intoArray(sums, 0);
        f1.intoArray(sums, LENGTH);
        g0.intoArray(sums, GROUP);
        g1.intoArray(sums, GROUP + LENGTH);
    }
}
