package dev.pando.lab.gossip;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// How something grows with the number of nodes: points, and `a + b · ln N` through them by least squares.
///
/// @param points at each size
/// @param p50    the fit of the median delay, in milliseconds
/// @param p99    the fit of the 99th percentile, in milliseconds
record Growth(List<Point> points, Line p50, Line p99) {

    /// What was seen at one size.
    record Point(int nodes, double p50Ms, double p99Ms, int hopsMax, double reach) {}

    /// `a + b · ln N`.
    record Line(double a, double b) {
        double at(double nodes) {
            return a + b * Math.log(nodes);
        }
    }

    /// @throws IllegalArgumentException if there are fewer than two sizes
    static Growth fit(List<Point> points) {
        if (points.stream().mapToInt(Point::nodes).distinct().count() < 2) {
            throw new IllegalArgumentException("a line needs two sizes");
        }
        return new Growth(List.copyOf(points), line(points, Point::p50Ms), line(points, Point::p99Ms));
    }

    private static Line line(List<Point> points, ToDoubleFunction<Point> value) {
        double n = points.size(), sx = 0, sy = 0, sxx = 0, sxy = 0;
        for (Point p : points) {
            double x = Math.log(p.nodes), y = value.applyAsDouble(p);
            sx += x;
            sy += y;
            sxx += x * x;
            sxy += x * y;
        }
        double b = (n * sxy - sx * sy) / (n * sxx - sx * sx);
        return new Line((sy - b * sx) / n, b);
    }
}
