package dev.pando.engine.genome;

import dev.pando.kernel.Gemm;
import dev.pando.kernel.Gemm.Form;
import dev.pando.kernel.Gemm.Slice;
import dev.pando.kernel.Workers;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Singular values of changes, and the nearest change of a lower rank (Eckart and Young 1936).
///
/// Of a product `B·A` they are exact and cost little: with `B = Q·R` and `Aᵀ = P·S` they are those of the small core
/// `R·Sᵀ`. Of a dense matrix they come from a random projection with power steps (Halko, Martinsson and Tropp 2011), exact
/// where the projection is as wide as the matrix.
public final class Spectrum {

    /// Columns that a projection has more than the rank it is to find.
    private static final int OVERSAMPLED = 16;
    private static final int POWER_STEPS = 3;

    private final Change change;
    private final double[][] left; // (rank) (outputs), orthonormal or zero
    private final double[][] right; // (rank) (inputs), orthonormal or zero
    private final JacobiSvd core;

    private Spectrum(Change change, double[][] left, double[][] right, JacobiSvd core) {
        this.change = change;
        this.left = left;
        this.right = right;
        this.core = core;
    }

    /// The spectrum of a change.
    public static Spectrum of(Change change) {
        int k = change.rank();
        double[][] b = new double[k][change.outputs()], a = new double[k][change.inputs()];
        for (int r = 0; r < k; r++) {
            for (int o = 0; o < change.outputs(); o++) b[r][o] = change.b()[o * k + r];
            for (int i = 0; i < change.inputs(); i++) a[r][i] = change.a()[r * change.inputs() + i];
        }
        ThinQr q = ThinQr.of(b), p = ThinQr.of(a);
        double[][] core = new double[k][k]; // columns of R·Sᵀ
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) for (int t = 0; t < k; t++) core[j][i] += q.r()[i][t] * p.r()[j][t];
        }
        return new Spectrum(change, q.q(), p.q(), JacobiSvd.of(core));
    }

    /// Singular values, falling; as many as the rank that was given.
    public double[] values() {
        return core.sigma().clone();
    }

    /// The largest singular value: how much the change can lengthen an input.
    public double norm() {
        return core.sigma().length == 0 ? 0 : core.sigma()[0];
    }

    /// The part of the change that no change of rank `rank` can hold, `√(Σ_{i ≥ rank} σ² / Σ σ²)`; 0 of no change.
    public double lost(int rank) {
        double all = 0, beyond = 0;
        for (int i = 0; i < core.sigma().length; i++) {
            double square = core.sigma()[i] * core.sigma()[i];
            all += square;
            if (i >= rank) beyond += square;
        }
        return all == 0 ? 0 : Math.sqrt(beyond / all);
    }

    /// The nearest change of rank `rank`; the square root of each singular value goes to either side.
    public Change truncated(int rank) {
        int kept = Math.min(rank, core.sigma().length), outputs = change.outputs(), inputs = change.inputs();
        float[] b = new float[outputs * kept], a = new float[kept * inputs];
        for (int k = 0; k < kept; k++) {
            double root = Math.sqrt(core.sigma()[k]);
            double[] bColumn = new double[outputs], aRow = new double[inputs];
            for (int i = 0; i < left.length; i++) {
                // u holds U·Σ
                if (root > 0) ThinQr.addScaled(bColumn, core.u()[k][i] / root, left[i]);
                ThinQr.addScaled(aRow, core.v()[k][i] * root, right[i]);
            }
            for (int o = 0; o < outputs; o++) b[o * kept + k] = (float) bColumn[o];
            for (int i = 0; i < inputs; i++) a[k * inputs + i] = (float) aRow[i];
        }
        return new Change(outputs, inputs, kept, b, a);
    }

    /// A dense matrix as a product, near the best one of this rank.
    ///
    /// @param dense (outputs, inputs)
    /// @param seed  of the projection
    public static Change ofDense(float[] dense, int outputs, int inputs, int rank, long seed, Workers workers) {
        int wide = Math.min(Math.min(outputs, inputs), rank + Math.max(OVERSAMPLED, rank));
        Gemm gemm = new Gemm();
        Slice w = new Slice(dense, 0, inputs);
        float[] z = gaussian(inputs * wide, seed), y = new float[outputs * wide];
        for (int step = 0; step <= POWER_STEPS; step++) {
            gemm.multiply(workers, Form.AB, outputs, wide, inputs, w, new Slice(z, 0, wide), new Slice(y, 0, wide),
                    false);
            orthonormal(y, outputs, wide);
            if (step == POWER_STEPS) break;
            gemm.multiply(workers, Form.AT_B, inputs, wide, outputs, w, new Slice(y, 0, wide), new Slice(z, 0, wide),
                    false);
            orthonormal(z, inputs, wide);
        }
        float[] a = new float[wide * inputs];
        gemm.multiply(workers, Form.AT_B, wide, inputs, outputs, new Slice(y, 0, wide), w, new Slice(a, 0, inputs),
                false);
        return of(new Change(outputs, inputs, wide, y, a)).truncated(rank);
    }

    private static float[] gaussian(int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) values[i] = (float) random.nextGaussian();
        return values;
    }

    private static void orthonormal(float[] matrix, int rows, int columns) {
        double[][] m = new double[columns][rows];
        for (int i = 0; i < rows; i++) for (int j = 0; j < columns; j++) m[j][i] = matrix[i * columns + j];
        double[][] q = ThinQr.of(m).q();
        for (int i = 0; i < rows; i++) for (int j = 0; j < columns; j++) matrix[i * columns + j] = (float) q[j][i];
    }

    @Override
    public String toString() {
        return "singular values " + Arrays.toString(core.sigma());
    }
}
