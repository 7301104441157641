package dev.pando.engine.genome;

import java.util.Comparator;
import java.util.stream.IntStream;

/// `C = U·Σ·Vᵀ` of a small square matrix by one-sided Jacobi rotations (Hestenes 1958): columns are turned in pairs until
/// all are at right angles. Slow for large matrices, exact to rounding for small ones.
///
/// @param u      columns of U times their singular value, (size) (size), the longest first
/// @param sigma  singular values, falling
/// @param v      columns of V in the same order
record JacobiSvd(double[][] u, double[] sigma, double[][] v) {

    private static final int SWEEPS_MAX = 60;
    private static final double AT_RIGHT_ANGLES = 1e-14; // cosine

    /// @param columns of C; are overwritten
    static JacobiSvd of(double[][] columns) {
        int n = columns.length;
        double[][] v = new double[n][n];
        for (int i = 0; i < n; i++) v[i][i] = 1;
        boolean turned = true;
        for (int sweep = 0; sweep < SWEEPS_MAX && turned; sweep++) {
            turned = false;
            for (int p = 0; p < n; p++) for (int q = p + 1; q < n; q++) turned |= turn(columns, v, p, q);
        }
        double[] lengths = new double[n];
        for (int i = 0; i < n; i++) lengths[i] = Math.sqrt(ThinQr.dot(columns[i], columns[i]));
        int[] order = IntStream.range(0, n).boxed().sorted(Comparator.comparingDouble(i -> -lengths[i]))
                .mapToInt(Integer::intValue).toArray();
        double[][] u = new double[n][], vs = new double[n][];
        double[] sigma = new double[n];
        for (int i = 0; i < n; i++) {
            u[i] = columns[order[i]];
            vs[i] = v[order[i]];
            sigma[i] = lengths[order[i]];
        }
        return new JacobiSvd(u, sigma, vs);
    }

    private static boolean turn(double[][] c, double[][] v, int p, int q) {
        double pp = ThinQr.dot(c[p], c[p]), qq = ThinQr.dot(c[q], c[q]), pq = ThinQr.dot(c[p], c[q]);
        if (Math.abs(pq) <= AT_RIGHT_ANGLES * Math.sqrt(pp * qq)) return false;
        double zeta = (qq - pp) / (2 * pq);
        double t = Math.signum(zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        if (zeta == 0) t = 1;
        double cos = 1 / Math.sqrt(1 + t * t), sin = cos * t;
        rotate(c[p], c[q], cos, sin);
        rotate(v[p], v[q], cos, sin);
        return true;
    }

    private static void rotate(double[] x, double[] y, double cos, double sin) {
        for (int i = 0; i < x.length; i++) {
            double was = x[i];
            x[i] = cos * was - sin * y[i];
            y[i] = sin * was + cos * y[i];
        }
    }
}
