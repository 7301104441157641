package dev.pando.kernel;

import java.util.Arrays;
import java.util.Objects;

/// Matrix times matrix in floats: what training spends its time on.
///
/// Meaning, for each output: start at 0 (or at what `c` holds), then for `k` from first to last
/// `c = fma(a[i][k], b[k][j], c)`. Blocking, threads and vector width change nothing of that order, so they change no bit.
///
/// B is packed into panels of many steps of k; a register tile of twelve (or five) rows and two vectors of columns
/// ([GemmTile]) runs over them. A is packed, too, but for twelve rows that stand the right way and do not fall onto each other
/// in the first-level cache. After Goto and van de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication".
///
/// A product with one short side, as low-rank changes and heads of attention are full of, would spend most of its time on packing:
/// there an operand is read where it lies, and of one vector of columns or fewer [GemmNarrow] makes a product of its own.
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

    private static final int ROWS = GemmTile.ROWS;
    private static final int COLUMNS = GemmTile.COLUMNS;
    // Rows of A so many floats apart share sets of the first-level cache (4 KiB to a way), more of them than it has ways for.
    private static final int COLLIDING_STRIDE = 1024;
    private static final int DEPTH = GemmTile.DEPTH; // steps of k that are packed at once
    private static final int COLUMNS_PACKED = 64; // columns of B that one part packs, whole tiles
    private static final int TILES_PACKED = 64 / ROWS; // row tiles of A that one part packs
    private static final int TILES_PER_PART = 8; // row tiles that one part of a phase computes

    private float[] leftPanels = new float[0]; // (row tile, k, ROWS)
    private float[] rightPanels = new float[0]; // (column tile, k, COLUMNS)

    /// A multiplier that holds no panels yet; they grow to the largest product it is asked for.
    public Gemm() {}

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
        if (GemmNarrow.fits(form, m, n)) {
            rightPanels = GemmNarrow.multiply(workers, form, m, n, k, a, b, c, accumulate, rightPanels);
            return;
        }
        int rowTiles = (m + ROWS - 1) / ROWS, columnTiles = (n + COLUMNS - 1) / COLUMNS;
        int packedFrom = leftLies(form, n, a) ? m / ROWS : 0;
        int packedColumn = rightLies(form, rowTiles, b) ? n / COLUMNS * COLUMNS : 0;
        for (int from = 0; from < k; from += DEPTH) {
            Block block = new Block(form, m, n, from, Math.min(DEPTH, k - from), packedFrom, packedColumn, a, b, c,
                    accumulate || from > 0);
            leftPanels = atLeast(leftPanels, (rowTiles - packedFrom) * ROWS * block.depth);
            rightPanels = atLeast(rightPanels, columnTiles * COLUMNS * block.depth);
            int right = (n - packedColumn + COLUMNS_PACKED - 1) / COLUMNS_PACKED;
            int left = (rowTiles - packedFrom + TILES_PACKED - 1) / TILES_PACKED;
            workers.run(right + left, part -> {
                if (part < right) packRight(part, block);
                else packLeft(part - right, block);
            });
            int groups = (rowTiles + TILES_PER_PART - 1) / TILES_PER_PART;
            workers.run(groups * columnTiles, part -> {
                int row = part / columnTiles * TILES_PER_PART, column = part % columnTiles;
                int last = Math.min(rowTiles, row + TILES_PER_PART);
                for (; row < last; row++) tile(block, row, column);
            });
        }
    }

    // Whether A is read without packing it.
    private static boolean leftLies(Form form, int n, Slice a) {
        if (n >= GemmTile.COLUMNS_TO_PACK_FOR) return false;
        return GemmTile.READS_COLUMNS || form != Form.AT_B && a.stride % COLLIDING_STRIDE != 0;
    }

    // The same of B: rows that fall onto each other in the caches are read twice at most.
    private static boolean rightLies(Form form, int rowTiles, Slice b) {
        if (form == Form.A_BT || rowTiles >= GemmTile.TILES_TO_PACK_FOR) return false;
        return rowTiles <= 2 || b.stride % COLLIDING_STRIDE != 0;
    }

    /// Some steps of `k` of one product.
    ///
    /// @param form         which operand lies transposed
    /// @param m            rows of C
    /// @param n            columns of C
    /// @param first        first step
    /// @param depth        how many
    /// @param packedFrom   the first row tile of A that is packed; those before it are read where they lie
    /// @param packedColumn the first column of B that is packed, which a tile begins with; those before it are read where they lie
    /// @param a            left operand
    /// @param b            right operand
    /// @param c            result
    /// @param accumulate   adds to what `c` holds
    private record Block(Form form, int m, int n, int first, int depth, int packedFrom, int packedColumn, Slice a,
            Slice b, Slice c, boolean accumulate) {}

    private static float[] atLeast(float[] panels, int length) {
        return panels.length >= length ? panels : new float[length];
    }

    // Some row tiles.
    private void packLeft(int part, Block block) {
        int from = block.packedFrom + part * TILES_PACKED, rowTiles = (block.m + ROWS - 1) / ROWS;
        int until = Math.min(rowTiles, from + TILES_PACKED);
        if (until * ROWS > block.m) {
            int last = (until - 1 - block.packedFrom) * ROWS * block.depth;
            Arrays.fill(leftPanels, last, last + ROWS * block.depth, 0);
        }
        if (block.form == Form.AT_B) copyLeft(from, until, block);
        else for (int tile = from; tile < until; tile++) turnLeft(tile, block);
    }

    private void copyLeft(int from, int until, Block block) {
        Slice a = block.a;
        int depth = block.depth, whole = Math.min(until, block.m / ROWS);
        for (int d = 0; d < depth; d++) {
            int row = a.offset + (block.first + d) * a.stride;
            for (int tile = from; tile < whole; tile++) {
                int to = ((tile - block.packedFrom) * depth + d) * ROWS;
                for (int i = 0; i < ROWS; i++) leftPanels[to + i] = a.data[row + tile * ROWS + i];
            }
            if (whole == until) continue;
            int to = ((whole - block.packedFrom) * depth + d) * ROWS;
            for (int i = whole * ROWS; i < block.m; i++) leftPanels[to + i - whole * ROWS] = a.data[row + i];
        }
    }

    private void turnLeft(int tile, Block block) {
        Slice a = block.a;
        int depth = block.depth, rows = Math.min(ROWS, block.m - tile * ROWS);
        int to = (tile - block.packedFrom) * ROWS * depth, row = a.offset + tile * ROWS * a.stride + block.first;
        if (rows == ROWS) {
            for (int d = 0; d < depth; d++) {
                for (int i = 0; i < ROWS; i++) leftPanels[to + d * ROWS + i] = a.data[row + i * a.stride + d];
            }
            return;
        }
        for (int i = 0; i < rows; i++) {
            for (int d = 0; d < depth; d++) leftPanels[to + d * ROWS + i] = a.data[row + i * a.stride + d];
        }
    }

    // Some column tiles: of rows that lie as they are needed, whole cache lines beside each other are read.
    private void packRight(int part, Block block) {
        Slice b = block.b;
        int first = block.first, depth = block.depth;
        int from = block.packedColumn + part * COLUMNS_PACKED, until = Math.min(block.n, from + COLUMNS_PACKED);
        int whole = from + (until - from) / COLUMNS * COLUMNS;
        if (whole < until) Arrays.fill(rightPanels, whole * depth, (whole + COLUMNS) * depth, 0);
        if (block.form == Form.A_BT) {
            for (int column = from; column < whole; column += COLUMNS) turn(b, column, first, depth);
            for (int column = whole; column < until; column++) {
                int row = b.offset + column * b.stride + first, to = whole * depth + column - whole;
                for (int d = 0; d < depth; d++) rightPanels[to + d * COLUMNS] = b.data[row + d];
            }
            return;
        }
        for (int d = 0; d < depth; d++) {
            int row = b.offset + (first + d) * b.stride;
            for (int column = from; column < whole; column += COLUMNS) {
                int to = column * depth + d * COLUMNS;
                for (int j = 0; j < COLUMNS; j++) rightPanels[to + j] = b.data[row + column + j];
            }
            for (int j = whole; j < until; j++) rightPanels[whole * depth + d * COLUMNS + j - whole] = b.data[row + j];
        }
    }

    // A whole column tile that lies transposed.
    private void turn(Slice b, int column, int first, int depth) {
        int to = column * depth, row = b.offset + column * b.stride + first;
        for (int d = 0; d < depth; d++) {
            for (int j = 0; j < COLUMNS; j++) rightPanels[to + d * COLUMNS + j] = b.data[row + j * b.stride + d];
        }
    }

    private static void clear(Slice c, int at, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) c.data[at + i * c.stride + j] = 0;
        }
    }

    private void tile(Block block, int rowTile, int columnTile) {
        Slice c = block.c;
        int row = rowTile * ROWS, column = columnTile * COLUMNS;
        int at = c.offset + row * c.stride + column;
        int rows = Math.min(ROWS, block.m - row), columns = Math.min(COLUMNS, block.n - column);
        if (rows == ROWS && columns == COLUMNS) {
            if (!block.accumulate) GemmTile.clear(c.data, at, c.stride);
            tile(block, rowTile, columnTile, c.data, at, c.stride);
            return;
        }
        float[] edge = new float[ROWS * COLUMNS]; // a whole tile, of which a part is inside C
        if (block.accumulate) {
            for (int i = 0; i < rows; i++) System.arraycopy(c.data, at + i * c.stride, edge, i * COLUMNS, columns);
        }
        tile(block, rowTile, columnTile, edge, 0, COLUMNS);
        for (int i = 0; i < rows; i++) System.arraycopy(edge, i * COLUMNS, c.data, at + i * c.stride, columns);
    }

    private void tile(Block block, int rowTile, int columnTile, float[] c, int at, int stride) {
        Slice a = block.a, b = block.b;
        int depth = block.depth, column = columnTile * COLUMNS, row = rowTile * ROWS;
        boolean lies = column < block.packedColumn;
        float[] right = lies ? b.data : rightPanels;
        int r = lies ? b.offset + block.first * b.stride + column : column * depth, step = lies ? b.stride : COLUMNS;
        if (rowTile >= block.packedFrom) {
            int l = (rowTile - block.packedFrom) * ROWS * depth;
            if (lies) {
                GemmTile.ofColumns(leftPanels, l, ROWS, right, r, step, depth, c, at, stride);
            } else {
                GemmTile.ofPanel(leftPanels, l, right, r, depth, c, at, stride);
            }
        } else if (block.form == Form.AT_B) {
            int l = a.offset + block.first * a.stride + row;
            GemmTile.ofColumns(a.data, l, a.stride, right, r, step, depth, c, at, stride);
        } else {
            int l = a.offset + row * a.stride + block.first;
            GemmTile.ofRows(a.data, l, a.stride, right, r, step, depth, c, at, stride);
        }
    }
}
