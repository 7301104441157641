package dev.pando.lab.split;

import java.util.List;

/// `ms = c + (stages − 1) · (a · roundTrip + p)`, fitted to measurements by least squares.
///
/// @param c  time that does not depend on the split, in milliseconds
/// @param a  round trips for each boundary
/// @param p  what a boundary costs beside them, in milliseconds
/// @param r2 share of the variance that this explains
record Law(double c, double a, double p, double r2) {

    /// One measurement.
    ///
    /// @param ms of one token
    record Point(int stages, double roundTripMs, double ms) {}

    static Law fit(List<Point> points) {
        double[][] m = new double[3][4]; // normal equations of the columns 1, boundaries · rtt, boundaries
        double mean = points.stream().mapToDouble(Point::ms).average().orElseThrow();
        for (Point q : points) {
            double[] x = {1, (q.stages - 1) * q.roundTripMs, q.stages - 1};
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) m[i][j] += x[i] * x[j];
                m[i][3] += x[i] * q.ms;
            }
        }
        solve(m);
        Law law = new Law(m[0][3], m[1][3], m[2][3], 0);
        double left = points.stream().mapToDouble(q -> square(q.ms - law.ms(q.stages, q.roundTripMs))).sum();
        double all = points.stream().mapToDouble(q -> square(q.ms - mean)).sum();
        return new Law(law.c, law.a, law.p, 1 - left / all);
    }

    /// What a boundary costs where peers are no way apart, in milliseconds: the slope of those points over boundaries. [#p] holds
    /// what delays the others, too. NaN if there are not two numbers of stages among them.
    static double loopback(List<Point> points) {
        List<Point> near = points.stream().filter(q -> q.roundTripMs == 0).toList();
        double boundaries = near.stream().mapToDouble(q -> q.stages - 1).average().orElse(0);
        double ms = near.stream().mapToDouble(Point::ms).average().orElse(0);
        double both = near.stream().mapToDouble(q -> (q.stages - 1 - boundaries) * (q.ms - ms)).sum();
        return both / near.stream().mapToDouble(q -> square(q.stages - 1 - boundaries)).sum();
    }

    double ms(int stages, double roundTripMs) {
        return c + (stages - 1) * (a * roundTripMs + p);
    }

    private static double square(double x) {
        return x * x;
    }

    // Gauss, Jordan; the columns are independent as soon as there are two numbers of stages and two round trips.
    private static void solve(double[][] m) {
        for (int i = 0; i < 3; i++) {
            double pivot = m[i][i];
            for (int j = i; j < 4; j++) m[i][j] /= pivot;
            for (int k = 0; k < 3; k++) {
                if (k == i) continue;
                double factor = m[k][i];
                for (int j = i; j < 4; j++) m[k][j] -= factor * m[i][j];
            }
        }
    }
}
