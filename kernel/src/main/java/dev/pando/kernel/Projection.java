package dev.pando.kernel;

import dev.pando.kernel.machine.LargePages;
import dev.pando.kernel.machine.QuadKernel;
import dev.pando.kernel.tensor.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// One frozen weight matrix made ready for `y = x·Wᵀ` on this machine: used as it is mapped, or repacked once.
///
/// Safe to share among threads until it is closed. The mapping behind the [Matrix] must outlive it.
public final class Projection implements AutoCloseable {

    private final Matrix matrix;
    private volatile Packed packed; // null where the matrix is used as it is mapped
    private Arena arena; // owns what is repacked; null where nothing is

    private Projection(Matrix matrix, Packed packed) {
        this.matrix = matrix;
        this.packed = packed;
    }

    /// Makes `m` ready; repacking, where it pays, happens here on the calling thread.
    public static Projection of(Matrix m) {
        try (Workers one = new Workers(1)) {
            return of(one, m);
        }
    }

    /// Makes `m` ready, repacking on all of `workers`.
    ///
    /// Quantised formats are repacked, into about as many bytes again; the mapped pages of `m` are then given back to the
    /// system, which reads them again should somebody ask.
    public static Projection of(Workers workers, Matrix m) {
        return of(workers, m, QuadKernel.isPossible());
    }

    /// The same, for machine code or for the kernels in Java.
    static Projection of(Workers workers, Matrix m, boolean machine) {
        Projection projection = new Projection(m, null);
        if (Grouped.takes(m.type())) projection.repack(workers, machine);
        return projection;
    }

    /// Makes `m` ready for a first product at once: where it would be repacked, that is left to [#repack], and products are
    /// slow until then. Their bits are the same.
    public static Projection atOnce(Workers workers, Matrix m) {
        if (!Grouped.takes(m.type()) || !QuadKernel.isPossible()) return of(workers, m);
        return new Projection(m, new Unpacked(m));
    }

    /// Whether [#repack] has something to do.
    public boolean awaitsRepacking() {
        return packed instanceof Unpacked;
    }

    /// Repacks what [#atOnce] left as it is, if it did; other threads may be multiplying meanwhile. For one thread at a time.
    public void repack(Workers workers) {
        if (awaitsRepacking()) repack(workers, true);
    }

    private void repack(Workers workers, boolean machine) {
        Arena own = Arena.ofShared();
        MemorySegment memory = LargePages.allocate(own, machine ? Quads.bytes(matrix) : Grouped.bytes(matrix));
        packed = machine ? Quads.repack(workers, matrix, memory) : Grouped.repack(workers, matrix, memory);
        arena = own;
        if (matrix.data().isMapped()) matrix.data().unload();
    }

    /// The matrix as it lies in the file.
    public Matrix matrix() {
        return matrix;
    }

    /// Outputs.
    public int rows() {
        return matrix.rows();
    }

    /// Inputs.
    public int columns() {
        return matrix.columns();
    }

    /// Bytes held beyond the mapped file, until [#close].
    public long ownBytes() {
        Packed now = packed;
        return now == null ? 0 : now.bytes();
    }

    /// Reads the mapped pages, where they are what is multiplied with: the first product need not wait for a disk.
    public void readAhead() {
        if (packed == null && matrix.data().isMapped()) matrix.data().load();
    }

    /// The weights as they are multiplied, or null if the matrix is used as it is mapped.
    Packed packed() {
        return packed;
    }

    /// Frees what was repacked; using the projection afterwards fails.
    @Override
    public void close() {
        if (arena != null) arena.close();
    }
}
