package dev.pando.engine.train;

import dev.pando.kernel.Vectors;

/// Rotary positions as a table of cosines and sines; going back is turning the other way.
public final class Rotation {

    private final int headSize;
    private final int pairs;
    private final boolean halves;
    private final float[] cos; // (position, pairs)
    private final float[] sin;
    private final float[] backwardsSin;

    /// @param headSize  elements of a head
    /// @param halves    whether the pair of `i` is `i + pairs` (true) or pairs are neighbours (false)
    /// @param cos       (positions, pairs)
    /// @param sin       (positions, pairs)
    /// @param positions rows of the table
    public Rotation(int headSize, boolean halves, float[] cos, float[] sin, int positions) {
        this.headSize = headSize;
        this.halves = halves;
        this.pairs = cos.length / positions;
        this.cos = cos.clone();
        this.sin = sin.clone();
        this.backwardsSin = new float[sin.length];
        for (int i = 0; i < sin.length; i++) backwardsSin[i] = -sin[i];
        if (cos.length != positions * pairs || sin.length != cos.length || 2 * pairs > headSize) {
            throw new IllegalArgumentException(cos.length + " angles for " + positions + " positions");
        }
    }

    /// The table of a rotary base: at position `p` pair `i` turns by `p · base^(−2i / headSize)`.
    public static Rotation ofBase(double base, int headSize, boolean halves, int positions) {
        int pairs = headSize / 2;
        float[] cos = new float[positions * pairs], sin = new float[positions * pairs];
        for (int p = 0; p < positions; p++) {
            for (int i = 0; i < pairs; i++) {
                double angle = p * StrictMath.pow(base, -2.0 * i / headSize);
                cos[p * pairs + i] = (float) StrictMath.cos(angle);
                sin[p * pairs + i] = (float) StrictMath.sin(angle);
            }
        }
        return new Rotation(headSize, halves, cos, sin, positions);
    }

    Node apply(Tape tape, Node x, int length) {
        int n = x.columns(), heads = n / headSize;
        Node y = tape.node(x.rows(), n, x.learns());
        tape.rows(x.rows(), (part, from, to) -> {
            System.arraycopy(x.value(), from * n, y.value(), from * n, (to - from) * n);
            turn(y.value(), from, to, heads, length, sin);
        });
        tape.record(() -> {
            if (!x.learns()) return;
            tape.rows(x.rows(), (part, from, to) -> {
                turn(y.grad(), from, to, heads, length, backwardsSin);
                Vectors.add(x.grad(), from * n, y.grad(), from * n, (to - from) * n);
            });
        });
        return y;
    }

    private void turn(float[] rows, int from, int to, int heads, int length, float[] sines) {
        for (int row = from; row < to; row++) {
            int angles = row % length * pairs;
            for (int h = 0; h < heads; h++) {
                int at = (row * heads + h) * headSize;
                if (halves) Vectors.rotateHalves(rows, at, cos, sines, angles, pairs);
                else
                    Vectors.rotatePairs(rows, at, cos, sines, angles, pairs);
            }
        }
    }
}
