package dev.pando.kernel;

import static dev.pando.kernel.Grouped.BLOCK;
import static dev.pando.kernel.Grouped.GROUP;
import static dev.pando.kernel.Grouped.SHORTS;
import static dev.pando.kernel.Lanes.FLOATS;
import static dev.pando.kernel.Lanes.LE;
import static dev.pando.kernel.Lanes.LENGTH;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/// [Grouped] weights and many tokens: two groups are unpacked to shorts once, and every token meets them in register tiles.
///
/// `sums[(token · 2 + group) · GROUP + row]`; `w` is (column, group, lane), `scales` is (run, group, row).
final class GroupedMany {

    /// Tokens of the largest tile.
    static final int TOKENS = Lanes.PARTS == 1 ? 6 : 4;

    private static final int VECTOR = 2 * GROUP; // bytes

    private GroupedMany() {}

    /// Unpacks two groups whose quants begin at `p` and `q` to `quant − zero`.
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
            default -> {
                unpackSix(s, p, blocks, w, 0);
                unpackSix(s, q, blocks, w, GROUP);
            }
        }
    }

    /// Adds the chain of offsets of token `token`: `sums[at + i] = fma(offset, dx · Σ x, sums[at + i])`, blocks rising.
    static void addOffsets(float[] offsets, Activations x, int token, int blocks, float[] sums, int at) {
        FloatVector a = FloatVector.fromArray(FLOATS, sums, at), b = FloatVector.fromArray(FLOATS, sums, at + LENGTH);
        FloatVector c = FloatVector.fromArray(FLOATS, sums, at + GROUP);
        FloatVector d = FloatVector.fromArray(FLOATS, sums, at + GROUP + LENGTH);
        for (int i = 0; i < blocks; i++) {
            FloatVector e = FloatVector.broadcast(FLOATS, x.totals[token * blocks + i]);
            a = e.fma(FloatVector.fromArray(FLOATS, offsets, i * 2 * GROUP), a);
            b = e.fma(FloatVector.fromArray(FLOATS, offsets, i * 2 * GROUP + LENGTH), b);
            c = e.fma(FloatVector.fromArray(FLOATS, offsets, i * 2 * GROUP + GROUP), c);
            d = e.fma(FloatVector.fromArray(FLOATS, offsets, i * 2 * GROUP + GROUP + LENGTH), d);
        }
        a.intoArray(sums, at);
        b.intoArray(sums, at + LENGTH);
        c.intoArray(sums, at + GROUP);
        d.intoArray(sums, at + GROUP + LENGTH);
    }

    /// Sums of two groups and one token from `token` on.
    static void by1(short[] w, float[] scales, int run, int runs, Activations x, int token, int blocks, float[] sums) {
        short[] xs = x.quants;
        int xk = token * blocks * BLOCK, xb = token * blocks, each = BLOCK / run, at = 0;
        FloatVector zero = FloatVector.zero(FLOATS);
        for (int i = 0; i < 2 * GROUP; i += LENGTH) zero.intoArray(sums, i);
        for (int r = 0; r < runs; r++) {
            ShortVector a0 = ShortVector.zero(SHORTS), a1 = a0;
            for (int i = 0; i < run; i++, xk++, at += 2 * GROUP) {
                ShortVector v = ShortVector.fromArray(SHORTS, w, at), u = ShortVector.fromArray(SHORTS, w, at + GROUP);
                ShortVector e = ShortVector.broadcast(SHORTS, xs[xk]);
                a0 = a0.add(v.mul(e));
                a1 = a1.add(u.mul(e));
            }
            int scale = r * 2 * GROUP, b = xb + r / each;
            FloatVector s0 = FloatVector.fromArray(FLOATS, scales, scale);
            FloatVector s1 = FloatVector.fromArray(FLOATS, scales, scale + LENGTH);
            FloatVector s2 = FloatVector.fromArray(FLOATS, scales, scale + GROUP);
            FloatVector s3 = FloatVector.fromArray(FLOATS, scales, scale + GROUP + LENGTH);
            float dx = x.scales[b];
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
        }
    }

    /// Sums of two groups and four tokens from `token` on.
    static void by4(short[] w, float[] scales, int run, int runs, Activations x, int token, int blocks, float[] sums) {
        short[] xs = x.quants;
        int stride = blocks * BLOCK, xk = token * blocks * BLOCK, xb = token * blocks, each = BLOCK / run, at = 0;
        FloatVector zero = FloatVector.zero(FLOATS);
        for (int i = 0; i < 8 * GROUP; i += LENGTH) zero.intoArray(sums, i);
        for (int r = 0; r < runs; r++) {
            ShortVector a0 = ShortVector.zero(SHORTS), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
            for (int i = 0; i < run; i++, xk++, at += 2 * GROUP) {
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
            int scale = r * 2 * GROUP, b = xb + r / each;
            FloatVector s0 = FloatVector.fromArray(FLOATS, scales, scale);
            FloatVector s1 = FloatVector.fromArray(FLOATS, scales, scale + LENGTH);
            FloatVector s2 = FloatVector.fromArray(FLOATS, scales, scale + GROUP);
            FloatVector s3 = FloatVector.fromArray(FLOATS, scales, scale + GROUP + LENGTH);
            float dx = x.scales[b];
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
            dx = x.scales[b + blocks];
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
            dx = x.scales[b + 2 * blocks];
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
            dx = x.scales[b + 3 * blocks];
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

    /// Sums of two groups and six tokens from `token` on.
    static void by6(short[] w, float[] scales, int run, int runs, Activations x, int token, int blocks, float[] sums) {
        short[] xs = x.quants;
        int stride = blocks * BLOCK, xk = token * blocks * BLOCK, xb = token * blocks, each = BLOCK / run, at = 0;
        FloatVector zero = FloatVector.zero(FLOATS);
        for (int i = 0; i < 12 * GROUP; i += LENGTH) zero.intoArray(sums, i);
        for (int r = 0; r < runs; r++) {
            ShortVector a0 = ShortVector.zero(SHORTS), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0,
                    e0 = a0, e1 = a0, f0 = a0, f1 = a0;
            for (int i = 0; i < run; i++, xk++, at += 2 * GROUP) {
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
            int scale = r * 2 * GROUP, b = xb + r / each;
            FloatVector s0 = FloatVector.fromArray(FLOATS, scales, scale);
            FloatVector s1 = FloatVector.fromArray(FLOATS, scales, scale + LENGTH);
            FloatVector s2 = FloatVector.fromArray(FLOATS, scales, scale + GROUP);
            FloatVector s3 = FloatVector.fromArray(FLOATS, scales, scale + GROUP + LENGTH);
            float dx = x.scales[b];
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
            dx = x.scales[b + blocks];
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
            dx = x.scales[b + 2 * blocks];
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
            dx = x.scales[b + 3 * blocks];
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
            dx = x.scales[b + 4 * blocks];
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
            dx = x.scales[b + 5 * blocks];
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
}
