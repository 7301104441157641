package dev.pando.engine.genome;

import java.util.Arrays;

/// How one matrix changes: `ΔW = B·A`, its scale included in B.
///
/// Two changes are mixed as products: `(ΣA)·(ΣB)` is not `Σ A·B`, so factors are never added to each other.
///
/// @param outputs rows of ΔW
/// @param inputs  columns of ΔW
/// @param rank    columns of B; 0 for no change at all
/// @param b       (outputs, rank)
/// @param a       (rank, inputs)
public record Change(int outputs, int inputs, int rank, float[] b, float[] a) {

    /// Copies what it is given.
    ///
    /// @throws IllegalArgumentException if an array has another size than the shape asks for
    public Change {
        if (b.length != (long) outputs * rank || a.length != (long) rank * inputs) {
            throw new IllegalArgumentException(b.length + " and " + a.length + " elements for " + outputs + " × "
                    + rank + " × " + inputs);
        }
        b = b.clone();
        a = a.clone();
    }

    /// A pair as LoRA keeps it: `scale · B·A`.
    public static Change of(int outputs, int inputs, int rank, float scale, float[] b, float[] a) {
        Change change = new Change(outputs, inputs, rank, b, a);
        for (int i = 0; i < change.b.length; i++) change.b[i] *= scale;
        return change;
    }

    /// No change.
    public static Change none(int outputs, int inputs) {
        return new Change(outputs, inputs, 0, new float[0], new float[0]);
    }

    /// The same change times `factor`.
    public Change times(double factor) {
        float[] scaled = b.clone();
        for (int i = 0; i < scaled.length; i++) scaled[i] = (float) (factor * scaled[i]);
        return new Change(outputs, inputs, rank, scaled, a);
    }

    /// Both changes together, exactly: factors stand beside each other, ranks add up.
    ///
    /// @throws IllegalArgumentException if they change matrices of different shapes
    public Change plus(Change other) {
        if (other.outputs != outputs || other.inputs != inputs) {
            throw new IllegalArgumentException(outputs + " × " + inputs + " and " + other.outputs + " × "
                    + other.inputs);
        }
        int both = rank + other.rank;
        float[] bs = new float[outputs * both], as = Arrays.copyOf(a, both * inputs);
        System.arraycopy(other.a, 0, as, rank * inputs, other.a.length);
        for (int row = 0; row < outputs; row++) {
            System.arraycopy(b, row * rank, bs, row * both, rank);
            System.arraycopy(other.b, row * other.rank, bs, row * both + rank, other.rank);
        }
        return new Change(outputs, inputs, both, bs, as);
    }

    /// ΔW itself, (outputs, inputs).
    public float[] dense() {
        float[] dense = new float[Math.multiplyExact(outputs, inputs)];
        double[] row = new double[inputs];
        for (int o = 0; o < outputs; o++) {
            Arrays.fill(row, 0);
            for (int r = 0; r < rank; r++) {
                double factor = b[o * rank + r];
                for (int i = 0; i < inputs; i++) row[i] += factor * a[r * inputs + i];
            }
            for (int i = 0; i < inputs; i++) dense[o * inputs + i] = (float) row[i];
        }
        return dense;
    }

    /// `⟨ΔW, ΔW′⟩`, summed over all elements, without writing either out: `Σ_rs (BᵀB′)_rs · (A·A′ᵀ)_rs`.
    public double dot(Change other) {
        double sum = 0;
        for (int r = 0; r < rank; r++) {
            for (int s = 0; s < other.rank; s++) sum += columns(other, r, s) * rows(other, r, s);
        }
        return sum;
    }

    private double columns(Change other, int r, int s) {
        double sum = 0;
        for (int o = 0; o < outputs; o++) sum += (double) b[o * rank + r] * other.b[o * other.rank + s];
        return sum;
    }

    private double rows(Change other, int r, int s) {
        double sum = 0;
        for (int i = 0; i < inputs; i++) sum += (double) a[r * inputs + i] * other.a[s * inputs + i];
        return sum;
    }

    /// Frobenius norm of ΔW.
    public double norm() {
        return Math.sqrt(Math.max(0, dot(this)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Change c && c.outputs == outputs && c.inputs == inputs && c.rank == rank
                && Arrays.equals(c.b, b) && Arrays.equals(c.a, a);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(b) * 31 + Arrays.hashCode(a);
    }

    @Override
    public String toString() {
        return outputs + " × " + inputs + " of rank " + rank;
    }
}
