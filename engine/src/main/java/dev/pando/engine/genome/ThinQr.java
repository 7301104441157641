package dev.pando.engine.genome;

/// `M = Q·R` of a tall matrix by Gram and Schmidt, each column twice ("twice is enough", Giraud et al. 2005).
///
/// A column that the ones before it already span gives a column of zeros in Q; the product still is M.
///
/// @param q columns of Q, (columns) (rows)
/// @param r (columns) (columns), upper triangle: `M_j = Σ_i q_i · r[i][j]`
record ThinQr(double[][] q, double[][] r) {

    /// What is left of a column below this share of its length is rounding.
    private static final double SPANNED = 1e-12;

    /// @param columns of M; are overwritten
    static ThinQr of(double[][] columns) {
        int n = columns.length;
        double[][] r = new double[n][n];
        for (int j = 0; j < n; j++) {
            double before = Math.sqrt(dot(columns[j], columns[j]));
            for (int pass = 0; pass < 2; pass++) {
                for (int i = 0; i < j; i++) {
                    double along = dot(columns[i], columns[j]);
                    r[i][j] += along;
                    addScaled(columns[j], -along, columns[i]);
                }
            }
            double left = Math.sqrt(dot(columns[j], columns[j]));
            r[j][j] = left > SPANNED * before ? left : 0;
            scale(columns[j], r[j][j] == 0 ? 0 : 1 / left);
        }
        return new ThinQr(columns, r);
    }

    static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) sum += x[i] * y[i];
        return sum;
    }

    static void addScaled(double[] y, double factor, double[] x) {
        for (int i = 0; i < y.length; i++) y[i] += factor * x[i];
    }

    private static void scale(double[] x, double factor) {
        for (int i = 0; i < x.length; i++) x[i] *= factor;
    }
}
