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
    private final Arena arena; // owns what is repacked; null where nothing is
    private final Packed packed;

    private Projection(Matrix matrix, Arena arena, Packed packed) {
        this.matrix = matrix;
        this.arena = arena;
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
        if (!Grouped.takes(m.type())) return new Projection(m, null, null);
        Arena arena = Arena.ofShared();
        MemorySegment memory = LargePages.allocate(arena, machine ? Quads.bytes(m) : Grouped.bytes(m));
        Packed packed = machine ? Quads.repack(workers, m, memory) : Grouped.repack(workers, m, memory);
        if (m.data().isMapped()) m.data().unload();
        return new Projection(m, arena, packed);
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
        return packed == null ? 0 : packed.bytes();
    }

    /// Reads the mapped pages, where they are what is multiplied with: the first product need not wait for a disk.
    public void readAhead() {
        if (packed == null && matrix.data().isMapped()) matrix.data().load();
    }

    /// The repacked weights, or null if the matrix is used as it is mapped.
    Packed packed() {
        return packed;
    }

    /// Frees what was repacked; using the projection afterwards fails.
    @Override
    public void close() {
        if (arena != null) arena.close();
    }
}
