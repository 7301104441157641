package dev.pando.kernel;

import java.util.Arrays;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Matrix times matrix in floats: what training spends its time on.
///
/// Meaning, for each output: start at 0 (or at what `c` holds), then for `k` from first to last
/// `c = fma(a[i][k], b[k][j], c)`. Blocking, threads and vector width change nothing of that order, so they change no bit.
///
/// Both operands are packed into panels of a few hundred steps; a register tile of twelve (or six) rows and two vectors of
/// columns runs over them. After Goto and van de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication".
///
/// Holds its panels between calls; one owner at a time.
public final class Gemm {

    /// Which operand lies transposed in memory.
    public enum Form {
        /// `C = A·B`: A is (m, k), B is (k, n).
        AB,
        /// `C = A·Bᵀ`: A is (m, k), B is stored as (n, k).
        A_BT,
        /// `C = Aᵀ·B`: A is stored as (k, m), B is (k, n).
        AT_B
    }

    private static final VectorSpecies<Float> SPECIES = species();
    private static final boolean WIDE = SPECIES.vectorBitSize() == 512; // 32 registers instead of 16

    private static final int ROWS = WIDE ? 12 : 6; // of a register tile
    private static final int COLUMNS = 2 * SPECIES.length(); // of a register tile
    private static final int DEPTH = 1024; // steps of k that are packed at once: a panel of B (128 KiB) stays in the second-level cache
    private static final int PACKED_AT_ONCE = 16; // steps of k: one cache line of the matrix, at most 4 KiB of the panel
    private static final int TILES_PER_PART = 8; // row tiles that one part of a phase computes

    private float[] leftPanels = new float[0]; // (row tile, k, ROWS)
    private float[] rightPanels = new float[0]; // (column tile, k, COLUMNS)

    /// A multiplier that holds no panels yet; they grow to the largest product it is asked for.
    public Gemm() {}

    // Anything wider than 512 is treated as 512.
    private static VectorSpecies<Float> species() {
        int bits = Integer.getInteger("pando.vector.bits", FloatVector.SPECIES_PREFERRED.vectorBitSize());
        if (bits >= 512) return FloatVector.SPECIES_512;
        return bits >= 256 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;
    }

    /// A matrix inside an array: element `(i, j)` is `data[offset + i · stride + j]`.
    ///
    /// @param data   holds it
    /// @param offset first element
    /// @param stride elements from one row to the next
    public record Slice(float[] data, int offset, int stride) {

        private void check(int rows, int columns) {
            if (stride < columns) throw new IndexOutOfBoundsException("stride " + stride + ", columns " + columns);
            if (rows == 0 || columns == 0) return;
            int last = Math.addExact(offset, Math.multiplyExact(rows - 1, stride));
            Objects.checkIndex(offset, data.length);
            Objects.checkFromIndexSize(last, columns, data.length);
        }
    }

    /// `C = op(A)·op(B)`, or `C += …`.
    ///
    /// @param form       which operand lies transposed
    /// @param m          rows of C
    /// @param n          columns of C
    /// @param k          terms of each sum; 0 gives zeros
    /// @param a          left operand as it lies in memory
    /// @param b          right operand as it lies in memory
    /// @param c          (m, n) result; must not overlap the operands
    /// @param accumulate adds to what `c` holds instead of replacing it
    /// @throws IndexOutOfBoundsException if a matrix leaves its array; nothing is written then
    public void multiply(Workers workers, Form form, int m, int n, int k, Slice a, Slice b, Slice c,
            boolean accumulate) {
        a.check(form == Form.AT_B ? k : m, form == Form.AT_B ? m : k);
        b.check(form == Form.A_BT ? n : k, form == Form.A_BT ? k : n);
        c.check(m, n);
        if (k == 0 && !accumulate) clear(c, c.offset, m, n);
        int rowTiles = (m + ROWS - 1) / ROWS, columnTiles = (n + COLUMNS - 1) / COLUMNS;
        for (int from = 0; from < k; from += DEPTH) {
            int first = from, depth = Math.min(DEPTH, k - from);
            leftPanels = atLeast(leftPanels, rowTiles * ROWS * depth);
            rightPanels = atLeast(rightPanels, columnTiles * COLUMNS * depth);
            workers.run(rowTiles + columnTiles, part -> {
                if (part < columnTiles) packRight(form, part, n, b, first, depth);
                else packLeft(form, part - columnTiles, m, a, first, depth);
            });
            int groups = (rowTiles + TILES_PER_PART - 1) / TILES_PER_PART;
            workers.run(groups * columnTiles, part -> {
                int column = part / groups, row = part % groups * TILES_PER_PART;
                int last = Math.min(rowTiles, row + TILES_PER_PART);
                for (; row < last; row++) tile(row, column, m, n, depth, c, accumulate || first > 0);
            });
        }
    }

    private static float[] atLeast(float[] panels, int length) {
        return panels.length >= length ? panels : new float[length];
    }

    private void packLeft(Form form, int tile, int m, Slice a, int first, int depth) {
        int to = tile * ROWS * depth, rows = Math.min(ROWS, m - tile * ROWS);
        if (rows < ROWS) Arrays.fill(leftPanels, to, to + ROWS * depth, 0);
        if (form == Form.AT_B) {
            for (int d = 0; d < depth; d++) {
                int row = a.offset + (first + d) * a.stride + tile * ROWS;
                System.arraycopy(a.data, row, leftPanels, to + d * ROWS, rows);
            }
            return;
        }
        for (int from = 0; from < depth; from += PACKED_AT_ONCE) {
            int until = Math.min(depth, from + PACKED_AT_ONCE);
            for (int i = 0; i < rows; i++) {
                int row = a.offset + (tile * ROWS + i) * a.stride + first;
                for (int d = from; d < until; d++) leftPanels[to + d * ROWS + i] = a.data[row + d];
            }
        }
    }

    private void packRight(Form form, int tile, int n, Slice b, int first, int depth) {
        int to = tile * COLUMNS * depth, columns = Math.min(COLUMNS, n - tile * COLUMNS);
        if (columns < COLUMNS) Arrays.fill(rightPanels, to, to + COLUMNS * depth, 0);
        int column = tile * COLUMNS;
        if (form == Form.A_BT) {
            for (int from = 0; from < depth; from += PACKED_AT_ONCE) {
                int until = Math.min(depth, from + PACKED_AT_ONCE);
                for (int j = 0; j < columns; j++) {
                    int row = b.offset + (column + j) * b.stride + first;
                    for (int d = from; d < until; d++) rightPanels[to + d * COLUMNS + j] = b.data[row + d];
                }
            }
        } else {
            for (int d = 0; d < depth; d++) {
                int row = b.offset + (first + d) * b.stride;
                System.arraycopy(b.data, row + column, rightPanels, to + d * COLUMNS, columns);
            }
        }
    }

    private static void clear(Slice c, int at, int rows, int columns) {
        for (int i = 0; i < rows; i++) Arrays.fill(c.data, at + i * c.stride, at + i * c.stride + columns, 0);
    }

    private void tile(int rowTile, int columnTile, int m, int n, int depth, Slice c, boolean accumulate) {
        int row = rowTile * ROWS, column = columnTile * COLUMNS;
        int l = rowTile * ROWS * depth, r = columnTile * COLUMNS * depth;
        int at = c.offset + row * c.stride + column;
        int rows = Math.min(ROWS, m - row), columns = Math.min(COLUMNS, n - column);
        if (!accumulate) clear(c, at, rows, columns);
        if (rows == ROWS && columns == COLUMNS) {
            tile(leftPanels, l, rightPanels, r, depth, c.data, at, c.stride);
            return;
        }
        float[] edge = new float[ROWS * COLUMNS]; // a whole tile, of which a part is inside C
        for (int i = 0; i < rows; i++) System.arraycopy(c.data, at + i * c.stride, edge, i * COLUMNS, columns);
        tile(leftPanels, l, rightPanels, r, depth, edge, 0, COLUMNS);
        for (int i = 0; i < rows; i++) System.arraycopy(edge, i * COLUMNS, c.data, at + i * c.stride, columns);
    }

    private static void tile(float[] left, int l, float[] right, int r, int depth, float[] c, int at, int stride) {
        if (WIDE) tileOf12(left, l, right, r, depth, c, at, stride);
        else tileOf6(left, l, right, r, depth, c, at, stride);
    }

    /// 24 accumulators, 2 vectors of B, one broadcast of A: 27 of 32 registers. Six rows of four vectors would read B, which
    /// does not fit the first-level cache, twice as often.
    private static void tileOf12(float[] left, int l, float[] right, int r, int depth, float[] c, int at, int stride) {
        int lanes = SPECIES.length();
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c01 = FloatVector.fromArray(SPECIES, c, at + lanes);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, at + stride);
        FloatVector c11 = FloatVector.fromArray(SPECIES, c, at + stride + lanes);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, at + 2 * stride);
        FloatVector c21 = FloatVector.fromArray(SPECIES, c, at + 2 * stride + lanes);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, at + 3 * stride);
        FloatVector c31 = FloatVector.fromArray(SPECIES, c, at + 3 * stride + lanes);
        FloatVector c40 = FloatVector.fromArray(SPECIES, c, at + 4 * stride);
        FloatVector c41 = FloatVector.fromArray(SPECIES, c, at + 4 * stride + lanes);
        FloatVector c50 = FloatVector.fromArray(SPECIES, c, at + 5 * stride);
        FloatVector c51 = FloatVector.fromArray(SPECIES, c, at + 5 * stride + lanes);
        FloatVector c60 = FloatVector.fromArray(SPECIES, c, at + 6 * stride);
        FloatVector c61 = FloatVector.fromArray(SPECIES, c, at + 6 * stride + lanes);
        FloatVector c70 = FloatVector.fromArray(SPECIES, c, at + 7 * stride);
        FloatVector c71 = FloatVector.fromArray(SPECIES, c, at + 7 * stride + lanes);
        FloatVector c80 = FloatVector.fromArray(SPECIES, c, at + 8 * stride);
        FloatVector c81 = FloatVector.fromArray(SPECIES, c, at + 8 * stride + lanes);
        FloatVector c90 = FloatVector.fromArray(SPECIES, c, at + 9 * stride);
        FloatVector c91 = FloatVector.fromArray(SPECIES, c, at + 9 * stride + lanes);
        FloatVector ca0 = FloatVector.fromArray(SPECIES, c, at + 10 * stride);
        FloatVector ca1 = FloatVector.fromArray(SPECIES, c, at + 10 * stride + lanes);
        FloatVector cb0 = FloatVector.fromArray(SPECIES, c, at + 11 * stride);
        FloatVector cb1 = FloatVector.fromArray(SPECIES, c, at + 11 * stride + lanes);
        for (int k = 0; k < depth; k++, l += 12, r += 2 * lanes) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
            FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + lanes);
            FloatVector a;
            a = FloatVector.broadcast(SPECIES, left[l]);
            c00 = a.fma(b0, c00);
            c01 = a.fma(b1, c01);
            a = FloatVector.broadcast(SPECIES, left[l + 1]);
            c10 = a.fma(b0, c10);
            c11 = a.fma(b1, c11);
            a = FloatVector.broadcast(SPECIES, left[l + 2]);
            c20 = a.fma(b0, c20);
            c21 = a.fma(b1, c21);
            a = FloatVector.broadcast(SPECIES, left[l + 3]);
            c30 = a.fma(b0, c30);
            c31 = a.fma(b1, c31);
            a = FloatVector.broadcast(SPECIES, left[l + 4]);
            c40 = a.fma(b0, c40);
            c41 = a.fma(b1, c41);
            a = FloatVector.broadcast(SPECIES, left[l + 5]);
            c50 = a.fma(b0, c50);
            c51 = a.fma(b1, c51);
            a = FloatVector.broadcast(SPECIES, left[l + 6]);
            c60 = a.fma(b0, c60);
            c61 = a.fma(b1, c61);
            a = FloatVector.broadcast(SPECIES, left[l + 7]);
            c70 = a.fma(b0, c70);
            c71 = a.fma(b1, c71);
            a = FloatVector.broadcast(SPECIES, left[l + 8]);
            c80 = a.fma(b0, c80);
            c81 = a.fma(b1, c81);
            a = FloatVector.broadcast(SPECIES, left[l + 9]);
            c90 = a.fma(b0, c90);
            c91 = a.fma(b1, c91);
            a = FloatVector.broadcast(SPECIES, left[l + 10]);
            ca0 = a.fma(b0, ca0);
            ca1 = a.fma(b1, ca1);
            a = FloatVector.broadcast(SPECIES, left[l + 11]);
            cb0 = a.fma(b0, cb0);
            cb1 = a.fma(b1, cb1);
        }
        c00.intoArray(c, at);
        c01.intoArray(c, at + lanes);
        c10.intoArray(c, at + stride);
        c11.intoArray(c, at + stride + lanes);
        c20.intoArray(c, at + 2 * stride);
        c21.intoArray(c, at + 2 * stride + lanes);
        c30.intoArray(c, at + 3 * stride);
        c31.intoArray(c, at + 3 * stride + lanes);
        c40.intoArray(c, at + 4 * stride);
        c41.intoArray(c, at + 4 * stride + lanes);
        c50.intoArray(c, at + 5 * stride);
        c51.intoArray(c, at + 5 * stride + lanes);
        c60.intoArray(c, at + 6 * stride);
        c61.intoArray(c, at + 6 * stride + lanes);
        c70.intoArray(c, at + 7 * stride);
        c71.intoArray(c, at + 7 * stride + lanes);
        c80.intoArray(c, at + 8 * stride);
        c81.intoArray(c, at + 8 * stride + lanes);
        c90.intoArray(c, at + 9 * stride);
        c91.intoArray(c, at + 9 * stride + lanes);
        ca0.intoArray(c, at + 10 * stride);
        ca1.intoArray(c, at + 10 * stride + lanes);
        cb0.intoArray(c, at + 11 * stride);
        cb1.intoArray(c, at + 11 * stride + lanes);
    }

    /// 12 accumulators, 2 vectors of B, one broadcast of A: 15 of 16 registers.
    private static void tileOf6(float[] left, int l, float[] right, int r, int depth, float[] c, int at, int stride) {
        int lanes = SPECIES.length();
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c01 = FloatVector.fromArray(SPECIES, c, at + lanes);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, at + stride);
        FloatVector c11 = FloatVector.fromArray(SPECIES, c, at + stride + lanes);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, at + 2 * stride);
        FloatVector c21 = FloatVector.fromArray(SPECIES, c, at + 2 * stride + lanes);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, at + 3 * stride);
        FloatVector c31 = FloatVector.fromArray(SPECIES, c, at + 3 * stride + lanes);
        FloatVector c40 = FloatVector.fromArray(SPECIES, c, at + 4 * stride);
        FloatVector c41 = FloatVector.fromArray(SPECIES, c, at + 4 * stride + lanes);
        FloatVector c50 = FloatVector.fromArray(SPECIES, c, at + 5 * stride);
        FloatVector c51 = FloatVector.fromArray(SPECIES, c, at + 5 * stride + lanes);
        for (int k = 0; k < depth; k++, l += ROWS, r += 2 * lanes) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
            FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + lanes);
            FloatVector a;
            a = FloatVector.broadcast(SPECIES, left[l]);
            c00 = a.fma(b0, c00);
            c01 = a.fma(b1, c01);
            a = FloatVector.broadcast(SPECIES, left[l + 1]);
            c10 = a.fma(b0, c10);
            c11 = a.fma(b1, c11);
            a = FloatVector.broadcast(SPECIES, left[l + 2]);
            c20 = a.fma(b0, c20);
            c21 = a.fma(b1, c21);
            a = FloatVector.broadcast(SPECIES, left[l + 3]);
            c30 = a.fma(b0, c30);
            c31 = a.fma(b1, c31);
            a = FloatVector.broadcast(SPECIES, left[l + 4]);
            c40 = a.fma(b0, c40);
            c41 = a.fma(b1, c41);
            a = FloatVector.broadcast(SPECIES, left[l + 5]);
            c50 = a.fma(b0, c50);
            c51 = a.fma(b1, c51);
        }
        c00.intoArray(c, at);
        c01.intoArray(c, at + lanes);
        c10.intoArray(c, at + stride);
        c11.intoArray(c, at + stride + lanes);
        c20.intoArray(c, at + 2 * stride);
        c21.intoArray(c, at + 2 * stride + lanes);
        c30.intoArray(c, at + 3 * stride);
        c31.intoArray(c, at + 3 * stride + lanes);
        c40.intoArray(c, at + 4 * stride);
        c41.intoArray(c, at + 4 * stride + lanes);
        c50.intoArray(c, at + 5 * stride);
        c51.intoArray(c, at + 5 * stride + lanes);
    }
}
