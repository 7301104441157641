package dev.pando.kernel;

import static dev.pando.kernel.Grouped.BLOCK;
import static dev.pando.kernel.Grouped.GROUP;
import static dev.pando.kernel.Grouped.SHORTS;
import static dev.pando.kernel.Lanes.FLOATS;
import static dev.pando.kernel.Lanes.LE;
import static dev.pando.kernel.Lanes.LENGTH;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/// [Grouped] weights and many tokens: two groups are unpacked to shorts once, and every token meets them in register tiles.
///
/// A tile leaves sums of 16 bits in `acc[(token · 2 + group) · GROUP + lane]`; where the sum of a run does not fit, there
/// are two: of the run's halves, or, for 8 bits, of the upper and the lower halves of the weights,
/// `w = 16 · high + low` with `−8 ≤ low < 8`.
final class GroupedMany {

    /// Tokens of the largest tile.
    static final int TOKENS = Lanes.PARTS == 1 ? 6 : 4;

    private static final int VECTOR = 2 * GROUP; // bytes

    private GroupedMany() {}

    /// Shorts that a block of two groups takes, unpacked.
    static int unpacked(int bits) {
        return 2 * GROUP * BLOCK * (bits == 8 ? 2 : 1);
    }

    /// Unpacks two groups whose quants begin at `p` and `q` to `quant − zero`: (column, group, lane); for 8 bits the
    /// upper halves of a block, then the lower ones.
    static void unpack(MemorySegment s, long p, long q, int bits, int blocks, short[] w) {
        switch (bits) {
            case 4 -> {
                unpackFour(s, p, blocks, w, 0);
                unpackFour(s, q, blocks, w, GROUP);
            }
            case 5 -> {
                unpackFive(s, p, blocks, w, 0);
                unpackFive(s, q, blocks, w, GROUP);
            }
            case 6 -> {
                unpackSix(s, p, blocks, w, 0);
                unpackSix(s, q, blocks, w, GROUP);
            }
            default -> {
                unpackEight(s, p, blocks, w, 0);
                unpackEight(s, q, blocks, w, GROUP);
            }
        }
    }

    /// Products of two groups and `n` tokens from `token` on, `sums[(token · 2 + group) · GROUP + row]`.
    ///
    /// @param n       1, 4 or 6
    /// @param scales  (run, group, row)
    /// @param offsets (block, group, row), or null
    /// @param acc     for two tiles
    static void multiply(short[] w, float[] scales, float[] offsets, int bits, Activations x, int token, int n,
            int blocks, short[] acc, float[] sums) {
        int tile = 2 * n * GROUP, runs = bits == 6 ? 2 : 1, halves = bits == 4 ? 1 : 2;
        int columns = bits == 8 ? BLOCK : BLOCK / runs / halves, at = 0, scale = 0;
        int stride = blocks * BLOCK, second = halves == 2 ? tile : -1;
        Arrays.fill(sums, 0, tile, 0);
        for (int b = 0; b < blocks; b++) {
            int xk = token * stride + b * BLOCK, xb = token * blocks + b;
            for (int run = 0; run < runs; run++, scale += 2 * GROUP) {
                for (int half = 0; half < halves; half++, at += columns * 2 * GROUP) {
                    int from = bits == 8 ? xk : xk + (run * halves + half) * columns, to = half * tile;
                    if (n == 6) by6(w, at, x.quants, from, stride, columns, acc, to);
                    else if (n == 4) by4(w, at, x.quants, from, stride, columns, acc, to);
                    else
                        by1(w, at, x.quants, from, columns, acc, to);
                }
                fold(acc, n, second, bits == 8 ? 4 : 0, scales, scale, x.scales, xb, blocks, sums);
            }
            if (offsets != null) addOffsets(offsets, b * 2 * GROUP, x.totals, xb, blocks, n, sums);
        }
    }

    // y = fma(S, scale · dx, y): even shorts are rows of the first half of a group, odd ones of the second
    private static void fold(short[] acc, int n, int second, int shift, float[] scales, int scale, float[] dx, int xb,
            int xStride, float[] sums) {
        for (int i = 0; i < 2 * n; i++) {
            int at = i * GROUP, s = scale + i % 2 * GROUP;
            float d = dx[xb + i / 2 * xStride];
            IntVector v = ShortVector.fromArray(SHORTS, acc, at).reinterpretAsInts();
            IntVector even = v.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16);
            IntVector odd = v.lanewise(VectorOperators.ASHR, 16);
            if (second >= 0) {
                v = ShortVector.fromArray(SHORTS, acc, second + at).reinterpretAsInts();
                even = even.lanewise(VectorOperators.LSHL, shift)
                        .add(v.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
                odd = odd.lanewise(VectorOperators.LSHL, shift).add(v.lanewise(VectorOperators.ASHR, 16));
            }
            ((FloatVector) even.convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(FloatVector.fromArray(FLOATS, scales, s).mul(d), FloatVector.fromArray(FLOATS, sums, at))
                    .intoArray(sums, at);
            ((FloatVector) odd.convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(FloatVector.fromArray(FLOATS, scales, s + LENGTH).mul(d),
                            FloatVector.fromArray(FLOATS, sums, at + LENGTH))
                    .intoArray(sums, at + LENGTH);
        }
    }

    // y = fma(offset, dx · Σ x, y)
    private static void addOffsets(float[] offsets, int offset, float[] totals, int xb, int xStride, int n,
            float[] sums) {
        for (int t = 0; t < n; t++) {
            FloatVector e = FloatVector.broadcast(FLOATS, totals[xb + t * xStride]);
            for (int i = 0; i < 2 * GROUP; i += LENGTH) {
                int at = 2 * t * GROUP + i;
                e.fma(FloatVector.fromArray(FLOATS, offsets, offset + i), FloatVector.fromArray(FLOATS, sums, at))
                        .intoArray(sums, at);
            }
        }
    }

    private static void by1(short[] w, int at, short[] xs, int xk, int columns, short[] acc, int to) {
        ShortVector a0 = ShortVector.zero(SHORTS), a1 = a0;
        for (int i = 0; i < columns; i++, xk++, at += 2 * GROUP) {
            ShortVector v = ShortVector.fromArray(SHORTS, w, at), u = ShortVector.fromArray(SHORTS, w, at + GROUP);
            ShortVector e = ShortVector.broadcast(SHORTS, xs[xk]);
            a0 = a0.add(v.mul(e));
            a1 = a1.add(u.mul(e));
        }
        a0.intoArray(acc, to);
        a1.intoArray(acc, to + GROUP);
    }

    private static void by4(short[] w, int at, short[] xs, int xk, int stride, int columns, short[] acc, int to) {
        ShortVector a0 = ShortVector.zero(SHORTS), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
        for (int i = 0; i < columns; i++, xk++, at += 2 * GROUP) {
            ShortVector v = ShortVector.fromArray(SHORTS, w, at), u = ShortVector.fromArray(SHORTS, w, at + GROUP);
            ShortVector e = ShortVector.broadcast(SHORTS, xs[xk]);
            a0 = a0.add(v.mul(e));
            a1 = a1.add(u.mul(e));
            e = ShortVector.broadcast(SHORTS, xs[xk + stride]);
            b0 = b0.add(v.mul(e));
            b1 = b1.add(u.mul(e));
            e = ShortVector.broadcast(SHORTS, xs[xk + 2 * stride]);
            c0 = c0.add(v.mul(e));
            c1 = c1.add(u.mul(e));
            e = ShortVector.broadcast(SHORTS, xs[xk + 3 * stride]);
            d0 = d0.add(v.mul(e));
            d1 = d1.add(u.mul(e));
        }
        a0.intoArray(acc, to);
        a1.intoArray(acc, to + GROUP);
        b0.intoArray(acc, to + 2 * GROUP);
        b1.intoArray(acc, to + 3 * GROUP);
        c0.intoArray(acc, to + 4 * GROUP);
        c1.intoArray(acc, to + 5 * GROUP);
        d0.intoArray(acc, to + 6 * GROUP);
        d1.intoArray(acc, to + 7 * GROUP);
    }

    private static void by6(short[] w, int at, short[] xs, int xk, int stride, int columns, short[] acc, int to) {
        ShortVector a0 = ShortVector.zero(SHORTS), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0,
                e0 = a0, e1 = a0, f0 = a0, f1 = a0;
        for (int i = 0; i < columns; i++, xk++, at += 2 * GROUP) {
            ShortVector v = ShortVector.fromArray(SHORTS, w, at), u = ShortVector.fromArray(SHORTS, w, at + GROUP);
            ShortVector e = ShortVector.broadcast(SHORTS, xs[xk]);
            a0 = a0.add(v.mul(e));
            a1 = a1.add(u.mul(e));
            e = ShortVector.broadcast(SHORTS, xs[xk + stride]);
            b0 = b0.add(v.mul(e));
            b1 = b1.add(u.mul(e));
            e = ShortVector.broadcast(SHORTS, xs[xk + 2 * stride]);
            c0 = c0.add(v.mul(e));
            c1 = c1.add(u.mul(e));
            e = ShortVector.broadcast(SHORTS, xs[xk + 3 * stride]);
            d0 = d0.add(v.mul(e));
            d1 = d1.add(u.mul(e));
            e = ShortVector.broadcast(SHORTS, xs[xk + 4 * stride]);
            e0 = e0.add(v.mul(e));
            e1 = e1.add(u.mul(e));
            e = ShortVector.broadcast(SHORTS, xs[xk + 5 * stride]);
            f0 = f0.add(v.mul(e));
            f1 = f1.add(u.mul(e));
        }
        a0.intoArray(acc, to);
        a1.intoArray(acc, to + GROUP);
        b0.intoArray(acc, to + 2 * GROUP);
        b1.intoArray(acc, to + 3 * GROUP);
        c0.intoArray(acc, to + 4 * GROUP);
        c1.intoArray(acc, to + 5 * GROUP);
        d0.intoArray(acc, to + 6 * GROUP);
        d1.intoArray(acc, to + 7 * GROUP);
        e0.intoArray(acc, to + 8 * GROUP);
        e1.intoArray(acc, to + 9 * GROUP);
        f0.intoArray(acc, to + 10 * GROUP);
        f1.intoArray(acc, to + 11 * GROUP);
    }

    private static void unpackFour(MemorySegment s, long p, int blocks, short[] w, int at) {
        for (int b = 0; b < blocks; b++, p += 8 * VECTOR) {
            for (int i = 0; i < 8; i++, at += 8 * GROUP) {
                ShortVector v = ShortVector.fromMemorySegment(SHORTS, s, p + i * VECTOR, LE);
                v.and((short) 15).sub((short) 8).intoArray(w, at);
                v.lanewise(VectorOperators.LSHR, 4).and((short) 15).sub((short) 8).intoArray(w, at + 2 * GROUP);
                v.lanewise(VectorOperators.LSHR, 8).and((short) 15).sub((short) 8).intoArray(w, at + 4 * GROUP);
                v.lanewise(VectorOperators.LSHR, 12).sub((short) 8).intoArray(w, at + 6 * GROUP);
            }
        }
    }

    private static void unpackFive(MemorySegment s, long p, int blocks, short[] w, int at) {
        for (int b = 0; b < blocks; b++, p += 10 * VECTOR) {
            for (int i = 0; i < 8; i++, at += 8 * GROUP) {
                ShortVector v = ShortVector.fromMemorySegment(SHORTS, s, p + i * VECTOR, LE);
                ShortVector t = ShortVector.fromMemorySegment(SHORTS, s, p + (8 + i / 4) * VECTOR, LE)
                        .lanewise(VectorOperators.LSHR, i % 4 * 4);
                v.and((short) 15).or(t.and((short) 1).lanewise(VectorOperators.LSHL, 4)).sub((short) 16).intoArray(w,
                        at);
                v.lanewise(VectorOperators.LSHR, 4).and((short) 15)
                        .or(t.and((short) 2).lanewise(VectorOperators.LSHL, 3)).sub((short) 16)
                        .intoArray(w, at + 2 * GROUP);
                v.lanewise(VectorOperators.LSHR, 8).and((short) 15)
                        .or(t.and((short) 4).lanewise(VectorOperators.LSHL, 2)).sub((short) 16)
                        .intoArray(w, at + 4 * GROUP);
                v.lanewise(VectorOperators.LSHR, 12).or(t.and((short) 8).lanewise(VectorOperators.LSHL, 1))
                        .sub((short) 16).intoArray(w, at + 6 * GROUP);
            }
        }
    }

    private static void unpackSix(MemorySegment s, long p, int blocks, short[] w, int at) {
        for (int b = 0; b < blocks; b++, p += 12 * VECTOR) {
            for (int i = 0; i < 8; i++, at += 8 * GROUP) {
                ShortVector v = ShortVector.fromMemorySegment(SHORTS, s, p + i * VECTOR, LE);
                ShortVector t = ShortVector.fromMemorySegment(SHORTS, s, p + (8 + i / 2) * VECTOR, LE)
                        .lanewise(VectorOperators.LSHR, i % 2 * 8);
                v.and((short) 15).or(t.and((short) 3).lanewise(VectorOperators.LSHL, 4)).sub((short) 32).intoArray(w,
                        at);
                v.lanewise(VectorOperators.LSHR, 4).and((short) 15)
                        .or(t.and((short) 12).lanewise(VectorOperators.LSHL, 2)).sub((short) 32)
                        .intoArray(w, at + 2 * GROUP);
                v.lanewise(VectorOperators.LSHR, 8).and((short) 15).or(t.and((short) 48)).sub((short) 32).intoArray(w,
                        at + 4 * GROUP);
                v.lanewise(VectorOperators.LSHR, 12).or(t.and((short) 192).lanewise(VectorOperators.LSHR, 2))
                        .sub((short) 32).intoArray(w, at + 6 * GROUP);
            }
        }
    }

    private static void unpackEight(MemorySegment s, long p, int blocks, short[] w, int at) {
        int low = BLOCK * 2 * GROUP; // shorts after the upper half
        for (int b = 0; b < blocks; b++, p += 16 * VECTOR, at += low) {
            for (int i = 0; i < 16; i++, at += 4 * GROUP) {
                ShortVector v = ShortVector.fromMemorySegment(SHORTS, s, p + i * VECTOR, LE);
                split(v.lanewise(VectorOperators.LSHL, 8).lanewise(VectorOperators.ASHR, 8), w, at, low);
                split(v.lanewise(VectorOperators.ASHR, 8), w, at + 2 * GROUP, low);
            }
        }
    }

    private static void split(ShortVector q, short[] w, int at, int low) {
        ShortVector l = q.add((short) 8).and((short) 15).sub((short) 8);
        q.sub(l).lanewise(VectorOperators.ASHR, 4).intoArray(w, at);
        l.intoArray(w, at + low);
    }
}
