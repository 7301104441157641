package dev.pando.kernel;

import dev.pando.kernel.machine.QuadFormat;
import dev.pando.kernel.tensor.Matrix;
import java.lang.foreign.MemorySegment;

/// Quantised weights that are not repacked yet: every product repacks the rows that it needs, a few groups at a time, into
/// memory that stays in the processor's cache. The meaning and the bits are those of [Quads].
///
/// A product takes several times as long as one of [Quads], and a pass over a whole model a fraction of what repacking
/// all of it takes: the right form for the first pass of a process, and for no other.
final class Unpacked implements Packed {

    // Of a part, repacked at once: fits into a core's second cache beside the rows that it comes from.
    private static final int BYTES_AT_ONCE = 256 << 10;

    private final Matrix matrix;
    private final int rowsAtOnce;

    /// @param m rows as they lie in the file, of a type that is repacked
    Unpacked(Matrix m) {
        matrix = m;
        long groupBytes = Quads.format(m.type()).groupBytes(m.columns() / QuadFormat.BLOCK);
        rowsAtOnce = 2 * QuadFormat.GROUP * (int) Math.max(1, BYTES_AT_ONCE / (2 * groupBytes));
    }

    /// None beyond the mapped file.
    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public void multiply(int from, int to, Activations x, int tokens, float[] y, int offset, int stride,
            Scratch.Slot slot) {
        for (int at = from; at < to; at += rowsAtOnce) {
            int rows = Math.min(rowsAtOnce, to - at);
            Matrix some = new Matrix(matrix.name(), matrix.type(), rows, matrix.columns(),
                    matrix.data().asSlice(at * matrix.rowBytes(), rows * matrix.rowBytes()));
            MemorySegment packed = MemorySegment.ofArray(slot.bytes((int) Quads.bytes(some)));
            Quads.repack(some, packed, slot.parameters).multiply(0, rows, x, tokens, y, offset + at, stride, slot);
        }
    }
}
