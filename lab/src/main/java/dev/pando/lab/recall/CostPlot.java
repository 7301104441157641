package dev.pando.lab.recall;

import java.util.List;
import java.util.Locale;

/// Draws time against the number of memories, both axes in powers of ten, as an SVG file.
final class CostPlot {

    private static final int WIDTH = 560, HEIGHT = 340, LEFT = 60, BOTTOM = 50, TOP = 20, RIGHT = 20;

    private CostPlot() {}

    /// One measured size.
    ///
    /// @param memories how many there were
    /// @param p50Ms    half of the questions were faster
    /// @param p95Ms    95 of 100 were faster
    record Point(long memories, double p50Ms, double p95Ms) {}

    /// The file's text.
    static String svg(List<Point> points) {
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n",
                WIDTH, HEIGHT, WIDTH, HEIGHT));
        for (int power = 0; power <= 3; power++) {
            double y = y(Math.pow(10, power));
            svg.append(line(LEFT, y, WIDTH - RIGHT, y, "#ddd"))
                    .append(text(LEFT - 8, y + 4, "end", (int) Math.pow(10, power) + " ms"));
        }
        for (Point point : points) {
            double x = x(point.memories());
            svg.append(line(x, TOP, x, HEIGHT - BOTTOM, "#ddd"))
                    .append(text(x, HEIGHT - BOTTOM + 18, "middle", Long.toString(point.memories())));
        }
        svg.append(line(LEFT, y(30), WIDTH - RIGHT, y(30), "#c33"))
                .append(text(WIDTH - RIGHT, y(30) - 5, "end", "bar: p50 30 ms"));
        curve(svg, points, true);
        curve(svg, points, false);
        return svg.append(text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", "memories")).append("</svg>\n")
                .toString();
    }

    private static void curve(StringBuilder svg, List<Point> points, boolean median) {
        String colour = median ? "#1560a8" : "#7a7a7a";
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            double x = x(point.memories()), y = y(median ? point.p50Ms() : point.p95Ms());
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x, y));
            svg.append(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>%n", x, y,
                    colour));
        }
        Point last = points.getLast();
        svg.append(String.format(Locale.ROOT, "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n", path,
                colour))
                .append(text(x(last.memories()) - 6, y(median ? last.p50Ms() : last.p95Ms()) - 8, "end",
                        median ? "p50" : "p95"));
    }

    private static double x(long memories) {
        return LEFT + 30 + (Math.log10(memories) - 3) / 2 * (WIDTH - LEFT - RIGHT - 60);
    }

    private static double y(double ms) {
        return HEIGHT - BOTTOM - Math.log10(Math.max(1, ms)) / 3 * (HEIGHT - BOTTOM - TOP);
    }

    private static String line(double x1, double y1, double x2, double y2, String colour) {
        return String.format(Locale.ROOT, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n", x1,
                y1, x2, y2, colour);
    }

    private static String text(double x, double y, String anchor, String words) {
        return String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor,
                words);
    }
}
