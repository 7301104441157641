package dev.pando.kernel;

import static dev.pando.kernel.Lanes.FLOATS;
import static dev.pando.kernel.Lanes.INTS;
import static dev.pando.kernel.Lanes.LE;
import static dev.pando.kernel.Lanes.LENGTH;
import static dev.pando.kernel.Lanes.SHORTS;

import dev.pando.kernel.tensor.Matrix;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Q4_0 against 8-bit inputs, a lane for each row: nothing is ever summed across lanes.
///
/// Rows are repacked in groups of [#GROUP], the shorts of one vector. For each block of 32 columns a group holds
/// ```
/// | GROUP × scale f16 | 8 × (GROUP × short: nibble j is column 4i + j) |
/// ```
/// Lane `2i` is row `i`, lane `2i + 1` is row `i + GROUP / 2`, so that even and odd shorts widen to rows side by side.
///
/// Meaning: for each block the sum `S = Σ (q − 8) · x` of integers fits in 16 bits whatever the order, as
/// `8 · 127 · 32 < 2¹⁵`; wrapping on the way is harmless. Then `y = fma(S, d · dx, y)`, blocks rising.
final class Nibbles {

    private static final VectorSpecies<Short> LANES = VectorSpecies.of(short.class, FLOATS.vectorShape());

    /// Rows of one group.
    static final int GROUP = LANES.length();

    private static final int TOKENS = Lanes.PARTS == 1 ? 6 : 4; // of a register tile
    private static final int BLOCK = Activations.BLOCK;
    private static final int SCALES = 2 * GROUP; // bytes before the quants
    private static final int VECTOR = 2 * GROUP; // bytes of four columns
    private static final int BLOCK_BYTES = SCALES + 8 * VECTOR;

    private Nibbles() {}

    /// Bytes that `m` takes repacked.
    static long bytes(Matrix m) {
        return (long) Math.ceilDiv(m.rows(), GROUP) * (m.columns() / BLOCK) * BLOCK_BYTES;
    }

    /// Repacks group `group` of `m` into `out`; rows that the matrix lacks become zeros.
    static void repack(Matrix m, int group, MemorySegment out) {
        int blocks = m.columns() / BLOCK;
        long to = (long) group * blocks * BLOCK_BYTES;
        for (int lane = 0; lane < GROUP; lane++) {
            int row = group * GROUP + lane / 2 + lane % 2 * (GROUP / 2);
            int scale = lane % 2 * (GROUP / 2) + lane / 2;
            for (int b = 0; b < blocks; b++) {
                long at = to + (long) b * BLOCK_BYTES;
                if (row >= m.rows()) {
                    out.set(Dequantise.SHORT, at + 2 * scale, (short) 0);
                    for (int i = 0; i < 8; i++)
                        out.set(Dequantise.SHORT, at + SCALES + i * VECTOR + 2 * lane, (short) 0);
                    continue;
                }
                long from = row * m.rowBytes() + b * 18L;
                out.set(Dequantise.SHORT, at + 2 * scale, m.data().get(Dequantise.SHORT, from));
                for (int i = 0; i < 8; i++) {
                    int four = m.data().get(Dequantise.INT, from + 2 + i % 4 * 4) >>> i / 4 * 4 & 0x0F0F0F0F;
                    int packed = four & 15 | four >> 4 & 0xF0 | four >> 8 & 0xF00 | four >> 12 & 0xF000;
                    out.set(Dequantise.SHORT, at + SCALES + i * VECTOR + 2 * lane, (short) packed);
                }
            }
        }
    }

    /// Outputs `y[offset + t · stride + r]` of rows `from ≤ r < to` for all tokens of `x`; `from` begins a group.
    static void multiply(MemorySegment s, int from, int to, int blocks, Activations x, int tokens, float[] y,
            int offset,
            int stride, Scratch.Slot slot) {
        float[] sums = slot.sums(2 * TOKENS * GROUP), d = slot.panel(tokens < 4 ? 0 : blocks * 2 * GROUP);
        short[] w = slot.shorts(tokens < 4 ? 0 : blocks * BLOCK * 2 * GROUP);
        int first = from / GROUP, pairs = Math.ceilDiv(Math.ceilDiv(to, GROUP) - first, 2), last = (to - 1) / GROUP;
        for (int i = 0; i < pairs; i++) {
            int g = first + i, h = Math.min(first + pairs + i, last);
            long p = (long) g * blocks * BLOCK_BYTES, q = (long) h * blocks * BLOCK_BYTES;
            boolean unpacked = tokens >= 4;
            if (unpacked) unpack(s, p, q, blocks, w, d);
            for (int t = 0; t < tokens;) {
                int left = tokens - t, n = left >= TOKENS ? TOKENS : left >= 4 ? 4 : 1;
                if (n == 6) {
                    twoBy6(w, d, blocks, x, t, sums);
                } else if (n == 4) {
                    twoBy4(w, d, blocks, x, t, sums);
                } else {
                    two(s, p, q, blocks, x, t, sums);
                }
                for (int j = 0; j < n; j++, t++) {
                    int o = offset + t * stride, at = 2 * j * GROUP;
                    System.arraycopy(sums, at, y, o + g * GROUP, Math.min(GROUP, to - g * GROUP));
                    System.arraycopy(sums, at + GROUP, y, o + h * GROUP, Math.min(GROUP, to - h * GROUP));
                }
            }
        }
    }

    /// Sums of two groups and one token: `sums[0 .. 2 · GROUP)`, rows in order.
    static void two(MemorySegment s, long p, long q, int blocks, Activations x, int token, float[] sums) {
        short[] xs = x.quants;
        int xk = token * blocks * BLOCK, xb = token * blocks;
        FloatVector f0 = FloatVector.zero(FLOATS), f1 = f0, g0 = f0, g1 = f0;
        for (int b = 0; b < blocks; b++, p += BLOCK_BYTES, q += BLOCK_BYTES) {
            ShortVector a0 = ShortVector.broadcast(LANES, (short) (-8 * x.sums[xb + b])), c0 = a0;
            ShortVector a1 = ShortVector.zero(LANES), c1 = a1;
            for (int i = 0; i < 8; i++, xk += 4) {
                ShortVector v = ShortVector.fromMemorySegment(LANES, s, p + SCALES + i * VECTOR, LE);
                ShortVector w = ShortVector.fromMemorySegment(LANES, s, q + SCALES + i * VECTOR, LE);
                ShortVector e = ShortVector.broadcast(LANES, xs[xk]);
                a0 = a0.add(v.and((short) 15).mul(e));
                c0 = c0.add(w.and((short) 15).mul(e));
                e = ShortVector.broadcast(LANES, xs[xk + 1]);
                a1 = a1.add(v.lanewise(VectorOperators.LSHR, 4).and((short) 15).mul(e));
                c1 = c1.add(w.lanewise(VectorOperators.LSHR, 4).and((short) 15).mul(e));
                e = ShortVector.broadcast(LANES, xs[xk + 2]);
                a0 = a0.add(v.lanewise(VectorOperators.LSHR, 8).and((short) 15).mul(e));
                c0 = c0.add(w.lanewise(VectorOperators.LSHR, 8).and((short) 15).mul(e));
                e = ShortVector.broadcast(LANES, xs[xk + 3]);
                a1 = a1.add(v.lanewise(VectorOperators.LSHR, 12).mul(e));
                c1 = c1.add(w.lanewise(VectorOperators.LSHR, 12).mul(e));
            }
            float d = x.scales[xb + b];
            IntVector i0 = a0.add(a1).reinterpretAsInts(), i1 = c0.add(c1).reinterpretAsInts();
            f0 = ((FloatVector) i0.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(((IntVector) ShortVector.fromMemorySegment(SHORTS, s, p, LE)
                            .convertShape(VectorOperators.S2I, INTS, 0)).lanewise(VectorOperators.LSHL, 13)
                            .and(0x8FFFE000).reinterpretAsFloats().mul(0x1p112f).mul(d), f0);
            f1 = ((FloatVector) i0.lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(((IntVector) ShortVector.fromMemorySegment(SHORTS, s, p + GROUP, LE)
                            .convertShape(VectorOperators.S2I, INTS, 0)).lanewise(VectorOperators.LSHL, 13)
                            .and(0x8FFFE000).reinterpretAsFloats().mul(0x1p112f).mul(d), f1);
            g0 = ((FloatVector) i1.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(((IntVector) ShortVector.fromMemorySegment(SHORTS, s, q, LE)
                            .convertShape(VectorOperators.S2I, INTS, 0)).lanewise(VectorOperators.LSHL, 13)
                            .and(0x8FFFE000).reinterpretAsFloats().mul(0x1p112f).mul(d), g0);
            g1 = ((FloatVector) i1.lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(((IntVector) ShortVector.fromMemorySegment(SHORTS, s, q + GROUP, LE)
                            .convertShape(VectorOperators.S2I, INTS, 0)).lanewise(VectorOperators.LSHL, 13)
                            .and(0x8FFFE000).reinterpretAsFloats().mul(0x1p112f).mul(d), g1);
        }
        f0.intoArray(sums, 0);
        f1.intoArray(sums, LENGTH);
        g0.intoArray(sums, GROUP);
        g1.intoArray(sums, GROUP + LENGTH);
    }

    /// Unpacks two groups: `w` is (column, group, lane) of `q − 8`, `d` is (block, group, row).
    private static void unpack(MemorySegment s, long p, long q, int blocks, short[] w, float[] d) {
        int at = 0;
        for (int b = 0; b < blocks; b++, p += BLOCK_BYTES, q += BLOCK_BYTES) {
            for (int i = 0; i < 8; i++, at += 8 * GROUP) {
                ShortVector v = ShortVector.fromMemorySegment(LANES, s, p + SCALES + i * VECTOR, LE);
                ShortVector u = ShortVector.fromMemorySegment(LANES, s, q + SCALES + i * VECTOR, LE);
                v.and((short) 15).sub((short) 8).intoArray(w, at);
                u.and((short) 15).sub((short) 8).intoArray(w, at + GROUP);
                v.lanewise(VectorOperators.LSHR, 4).and((short) 15).sub((short) 8).intoArray(w, at + 2 * GROUP);
                u.lanewise(VectorOperators.LSHR, 4).and((short) 15).sub((short) 8).intoArray(w, at + 3 * GROUP);
                v.lanewise(VectorOperators.LSHR, 8).and((short) 15).sub((short) 8).intoArray(w, at + 4 * GROUP);
                u.lanewise(VectorOperators.LSHR, 8).and((short) 15).sub((short) 8).intoArray(w, at + 5 * GROUP);
                v.lanewise(VectorOperators.LSHR, 12).sub((short) 8).intoArray(w, at + 6 * GROUP);
                u.lanewise(VectorOperators.LSHR, 12).sub((short) 8).intoArray(w, at + 7 * GROUP);
            }
            for (int i = 0; i < GROUP; i++) {
                d[b * 2 * GROUP + i] = Dequantise.half(s, p + 2 * i);
                d[b * 2 * GROUP + GROUP + i] = Dequantise.half(s, q + 2 * i);
            }
        }
    }

    /// Sums of two groups and four tokens from `token` on: `sums[(t · 2 + group) · GROUP ..]`; weights are unpacked.
    static void twoBy4(short[] w, float[] d, int blocks, Activations x, int token, float[] sums) {
        short[] xs = x.quants;
        int stride = blocks * BLOCK, xk = token * stride, xb = token * blocks, at = 0;
        FloatVector zero = FloatVector.zero(FLOATS);
        for (int i = 0; i < 8 * GROUP; i += LENGTH) zero.intoArray(sums, i);
        for (int b = 0; b < blocks; b++) {
            ShortVector a0 = ShortVector.zero(LANES), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
            for (int i = 0; i < BLOCK; i++, xk++, at += 2 * GROUP) {
                ShortVector v = ShortVector.fromArray(LANES, w, at), u = ShortVector.fromArray(LANES, w, at + GROUP);
                ShortVector e = ShortVector.broadcast(LANES, xs[xk]);
                a0 = a0.add(v.mul(e));
                a1 = a1.add(u.mul(e));
                e = ShortVector.broadcast(LANES, xs[xk + stride]);
                b0 = b0.add(v.mul(e));
                b1 = b1.add(u.mul(e));
                e = ShortVector.broadcast(LANES, xs[xk + 2 * stride]);
                c0 = c0.add(v.mul(e));
                c1 = c1.add(u.mul(e));
                e = ShortVector.broadcast(LANES, xs[xk + 3 * stride]);
                d0 = d0.add(v.mul(e));
                d1 = d1.add(u.mul(e));
            }
            FloatVector s0 = FloatVector.fromArray(FLOATS, d, b * 2 * GROUP);
            FloatVector s1 = FloatVector.fromArray(FLOATS, d, b * 2 * GROUP + LENGTH);
            FloatVector s2 = FloatVector.fromArray(FLOATS, d, b * 2 * GROUP + GROUP);
            FloatVector s3 = FloatVector.fromArray(FLOATS, d, b * 2 * GROUP + GROUP + LENGTH);
            float dx = x.scales[xb + b];
            ((FloatVector) a0.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s0.mul(dx), FloatVector.fromArray(FLOATS, sums, 0)).intoArray(sums, 0);
            ((FloatVector) a0.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s1.mul(dx), FloatVector.fromArray(FLOATS, sums, LENGTH)).intoArray(sums, LENGTH);
            ((FloatVector) a1.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s2.mul(dx), FloatVector.fromArray(FLOATS, sums, GROUP)).intoArray(sums, GROUP);
            ((FloatVector) a1.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s3.mul(dx), FloatVector.fromArray(FLOATS, sums, GROUP + LENGTH))
                    .intoArray(sums, GROUP + LENGTH);
            dx = x.scales[xb + b + blocks];
            ((FloatVector) b0.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s0.mul(dx), FloatVector.fromArray(FLOATS, sums, 2 * GROUP)).intoArray(sums, 2 * GROUP);
            ((FloatVector) b0.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s1.mul(dx), FloatVector.fromArray(FLOATS, sums, 2 * GROUP + LENGTH))
                    .intoArray(sums, 2 * GROUP + LENGTH);
            ((FloatVector) b1.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s2.mul(dx), FloatVector.fromArray(FLOATS, sums, 3 * GROUP)).intoArray(sums, 3 * GROUP);
            ((FloatVector) b1.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s3.mul(dx), FloatVector.fromArray(FLOATS, sums, 3 * GROUP + LENGTH))
                    .intoArray(sums, 3 * GROUP + LENGTH);
            dx = x.scales[xb + b + 2 * blocks];
            ((FloatVector) c0.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s0.mul(dx), FloatVector.fromArray(FLOATS, sums, 4 * GROUP)).intoArray(sums, 4 * GROUP);
            ((FloatVector) c0.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s1.mul(dx), FloatVector.fromArray(FLOATS, sums, 4 * GROUP + LENGTH))
                    .intoArray(sums, 4 * GROUP + LENGTH);
            ((FloatVector) c1.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s2.mul(dx), FloatVector.fromArray(FLOATS, sums, 5 * GROUP)).intoArray(sums, 5 * GROUP);
            ((FloatVector) c1.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s3.mul(dx), FloatVector.fromArray(FLOATS, sums, 5 * GROUP + LENGTH))
                    .intoArray(sums, 5 * GROUP + LENGTH);
            dx = x.scales[xb + b + 3 * blocks];
            ((FloatVector) d0.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s0.mul(dx), FloatVector.fromArray(FLOATS, sums, 6 * GROUP)).intoArray(sums, 6 * GROUP);
            ((FloatVector) d0.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s1.mul(dx), FloatVector.fromArray(FLOATS, sums, 6 * GROUP + LENGTH))
                    .intoArray(sums, 6 * GROUP + LENGTH);
            ((FloatVector) d1.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s2.mul(dx), FloatVector.fromArray(FLOATS, sums, 7 * GROUP)).intoArray(sums, 7 * GROUP);
            ((FloatVector) d1.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s3.mul(dx), FloatVector.fromArray(FLOATS, sums, 7 * GROUP + LENGTH))
                    .intoArray(sums, 7 * GROUP + LENGTH);
        }
    }

    /// Sums of two groups and six tokens from `token` on: `sums[(t · 2 + group) · GROUP ..]`; weights are unpacked.
    static void twoBy6(short[] w, float[] d, int blocks, Activations x, int token, float[] sums) {
        short[] xs = x.quants;
        int stride = blocks * BLOCK, xk = token * stride, xb = token * blocks, at = 0;
        FloatVector zero = FloatVector.zero(FLOATS);
        for (int i = 0; i < 12 * GROUP; i += LENGTH) zero.intoArray(sums, i);
        for (int b = 0; b < blocks; b++) {
            ShortVector a0 = ShortVector.zero(LANES), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0,
                    e0 = a0, e1 = a0, f0 = a0, f1 = a0;
            for (int i = 0; i < BLOCK; i++, xk++, at += 2 * GROUP) {
                ShortVector v = ShortVector.fromArray(LANES, w, at), u = ShortVector.fromArray(LANES, w, at + GROUP);
                ShortVector e = ShortVector.broadcast(LANES, xs[xk]);
                a0 = a0.add(v.mul(e));
                a1 = a1.add(u.mul(e));
                e = ShortVector.broadcast(LANES, xs[xk + stride]);
                b0 = b0.add(v.mul(e));
                b1 = b1.add(u.mul(e));
                e = ShortVector.broadcast(LANES, xs[xk + 2 * stride]);
                c0 = c0.add(v.mul(e));
                c1 = c1.add(u.mul(e));
                e = ShortVector.broadcast(LANES, xs[xk + 3 * stride]);
                d0 = d0.add(v.mul(e));
                d1 = d1.add(u.mul(e));
                e = ShortVector.broadcast(LANES, xs[xk + 4 * stride]);
                e0 = e0.add(v.mul(e));
                e1 = e1.add(u.mul(e));
                e = ShortVector.broadcast(LANES, xs[xk + 5 * stride]);
                f0 = f0.add(v.mul(e));
                f1 = f1.add(u.mul(e));
            }
            FloatVector s0 = FloatVector.fromArray(FLOATS, d, b * 2 * GROUP);
            FloatVector s1 = FloatVector.fromArray(FLOATS, d, b * 2 * GROUP + LENGTH);
            FloatVector s2 = FloatVector.fromArray(FLOATS, d, b * 2 * GROUP + GROUP);
            FloatVector s3 = FloatVector.fromArray(FLOATS, d, b * 2 * GROUP + GROUP + LENGTH);
            float dx = x.scales[xb + b];
            ((FloatVector) a0.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s0.mul(dx), FloatVector.fromArray(FLOATS, sums, 0)).intoArray(sums, 0);
            ((FloatVector) a0.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s1.mul(dx), FloatVector.fromArray(FLOATS, sums, LENGTH)).intoArray(sums, LENGTH);
            ((FloatVector) a1.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s2.mul(dx), FloatVector.fromArray(FLOATS, sums, GROUP)).intoArray(sums, GROUP);
            ((FloatVector) a1.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s3.mul(dx), FloatVector.fromArray(FLOATS, sums, GROUP + LENGTH))
                    .intoArray(sums, GROUP + LENGTH);
            dx = x.scales[xb + b + blocks];
            ((FloatVector) b0.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s0.mul(dx), FloatVector.fromArray(FLOATS, sums, 2 * GROUP)).intoArray(sums, 2 * GROUP);
            ((FloatVector) b0.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s1.mul(dx), FloatVector.fromArray(FLOATS, sums, 2 * GROUP + LENGTH))
                    .intoArray(sums, 2 * GROUP + LENGTH);
            ((FloatVector) b1.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s2.mul(dx), FloatVector.fromArray(FLOATS, sums, 3 * GROUP)).intoArray(sums, 3 * GROUP);
            ((FloatVector) b1.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s3.mul(dx), FloatVector.fromArray(FLOATS, sums, 3 * GROUP + LENGTH))
                    .intoArray(sums, 3 * GROUP + LENGTH);
            dx = x.scales[xb + b + 2 * blocks];
            ((FloatVector) c0.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s0.mul(dx), FloatVector.fromArray(FLOATS, sums, 4 * GROUP)).intoArray(sums, 4 * GROUP);
            ((FloatVector) c0.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s1.mul(dx), FloatVector.fromArray(FLOATS, sums, 4 * GROUP + LENGTH))
                    .intoArray(sums, 4 * GROUP + LENGTH);
            ((FloatVector) c1.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s2.mul(dx), FloatVector.fromArray(FLOATS, sums, 5 * GROUP)).intoArray(sums, 5 * GROUP);
            ((FloatVector) c1.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s3.mul(dx), FloatVector.fromArray(FLOATS, sums, 5 * GROUP + LENGTH))
                    .intoArray(sums, 5 * GROUP + LENGTH);
            dx = x.scales[xb + b + 3 * blocks];
            ((FloatVector) d0.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s0.mul(dx), FloatVector.fromArray(FLOATS, sums, 6 * GROUP)).intoArray(sums, 6 * GROUP);
            ((FloatVector) d0.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s1.mul(dx), FloatVector.fromArray(FLOATS, sums, 6 * GROUP + LENGTH))
                    .intoArray(sums, 6 * GROUP + LENGTH);
            ((FloatVector) d1.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s2.mul(dx), FloatVector.fromArray(FLOATS, sums, 7 * GROUP)).intoArray(sums, 7 * GROUP);
            ((FloatVector) d1.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s3.mul(dx), FloatVector.fromArray(FLOATS, sums, 7 * GROUP + LENGTH))
                    .intoArray(sums, 7 * GROUP + LENGTH);
            dx = x.scales[xb + b + 4 * blocks];
            ((FloatVector) e0.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s0.mul(dx), FloatVector.fromArray(FLOATS, sums, 8 * GROUP)).intoArray(sums, 8 * GROUP);
            ((FloatVector) e0.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s1.mul(dx), FloatVector.fromArray(FLOATS, sums, 8 * GROUP + LENGTH))
                    .intoArray(sums, 8 * GROUP + LENGTH);
            ((FloatVector) e1.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s2.mul(dx), FloatVector.fromArray(FLOATS, sums, 9 * GROUP)).intoArray(sums, 9 * GROUP);
            ((FloatVector) e1.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s3.mul(dx), FloatVector.fromArray(FLOATS, sums, 9 * GROUP + LENGTH))
                    .intoArray(sums, 9 * GROUP + LENGTH);
            dx = x.scales[xb + b + 5 * blocks];
            ((FloatVector) f0.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s0.mul(dx), FloatVector.fromArray(FLOATS, sums, 10 * GROUP)).intoArray(sums, 10 * GROUP);
            ((FloatVector) f0.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s1.mul(dx), FloatVector.fromArray(FLOATS, sums, 10 * GROUP + LENGTH))
                    .intoArray(sums, 10 * GROUP + LENGTH);
            ((FloatVector) f1.reinterpretAsInts().lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(s2.mul(dx), FloatVector.fromArray(FLOATS, sums, 11 * GROUP)).intoArray(sums, 11 * GROUP);
            ((FloatVector) f1.reinterpretAsInts().lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F,
                    FLOATS, 0)).fma(s3.mul(dx), FloatVector.fromArray(FLOATS, sums, 11 * GROUP + LENGTH))
                    .intoArray(sums, 11 * GROUP + LENGTH);
        }
    }
}
