package dev.pando.kernel;

import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// One frozen weight matrix made ready for `y = x·Wᵀ` on this machine: used as it is mapped, or repacked once.
///
/// Safe to share among threads until it is closed. The mapping behind the [Matrix] must outlive it.
public final class Projection implements AutoCloseable {

    private final Matrix matrix;
    private final Arena arena; // owns packed; null where nothing is repacked
    private final MemorySegment packed;

    private Projection(Matrix matrix, Arena arena, MemorySegment packed) {
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
    /// Q4_0 is repacked, into as many bytes again; the mapped pages of `m` are then given back to the system, which
    /// reads them again should somebody ask.
    public static Projection of(Workers workers, Matrix m) {
        if (m.type() != TensorType.Q4_0) return new Projection(m, null, null);
        Arena arena = Arena.ofShared();
        MemorySegment packed = arena.allocate(Nibbles.bytes(m), 64);
        workers.run(Math.ceilDiv(m.rows(), Nibbles.GROUP), group -> Nibbles.repack(m, group, packed));
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
        return packed == null ? 0 : packed.byteSize();
    }

    /// The repacked weights, or null if the matrix is used as it is mapped.
    MemorySegment packed() {
        return packed;
    }

    /// Frees what was repacked; using the projection afterwards fails.
    @Override
    public void close() {
        if (arena != null) arena.close();
    }
}
