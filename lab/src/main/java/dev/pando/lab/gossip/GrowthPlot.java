package dev.pando.lab.gossip;

import java.util.Locale;

/// Draws a [Growth] as SVG: delay against the number of nodes, the latter by its logarithm.
final class GrowthPlot {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int LEFT = 60;
    private static final int RIGHT = 20;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final double MS_STEP = 100;

    private final Growth growth;
    private final double nodesMin;
    private final double nodesMax;
    private final double msMax;
    private final StringBuilder out = new StringBuilder();

    private GrowthPlot(Growth growth) {
        this.growth = growth;
        this.nodesMin = growth.points().stream().mapToInt(Growth.Point::nodes).min().orElseThrow() / 1.3;
        this.nodesMax = growth.points().stream().mapToInt(Growth.Point::nodes).max().orElseThrow() * 1.3;
        double most = growth.points().stream().mapToDouble(Growth.Point::p99Ms).max().orElseThrow();
        this.msMax = Math.ceil(most / MS_STEP + 0.5) * MS_STEP;
    }

    static String svg(Growth growth) {
        return new GrowthPlot(growth).draw();
    }

    private String draw() {
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH, HEIGHT);
        add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
        add("<text x=\"%d\" y=\"20\" font-size=\"14\">Delay of a 1 KB message by network size (simulated)</text>",
                LEFT);
        axes();
        series(growth.p50(), "#1b7837", "p50");
        series(growth.p99(), "#762a83", "p99");
        for (Growth.Point p : growth.points()) {
            dot(p.nodes(), p.p50Ms(), "#1b7837");
            dot(p.nodes(), p.p99Ms(), "#762a83");
        }
        add("</svg>");
        return out.toString();
    }

    private void axes() {
        for (double ms = 0; ms <= msMax; ms += MS_STEP) {
            add("<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>", LEFT, y(ms), WIDTH - RIGHT,
                    y(ms));
            add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f ms</text>", LEFT - 6, y(ms) + 4, ms);
        }
        for (Growth.Point p : growth.points()) {
            add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>", x(p.nodes()), HEIGHT - BOTTOM + 18,
                    p.nodes());
        }
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">nodes (logarithmic)</text>", (LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - 12);
    }

    private void series(Growth.Line line, String colour, String name) {
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-dasharray=\"5 4\"/>",
                x(nodesMin),
                y(line.at(nodesMin)), x(nodesMax), y(line.at(nodesMax)), colour);
        add("<text x=\"%d\" y=\"%.1f\" fill=\"%s\">%s = %.0f + %.1f ln N</text>", LEFT + 8, y(line.at(nodesMin)) - 8,
                colour, name, line.a(), line.b());
    }

    private void dot(double nodes, double ms, String colour) {
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>", x(nodes), y(ms), colour);
    }

    private double x(double nodes) {
        double part = Math.log(nodes / nodesMin) / Math.log(nodesMax / nodesMin);
        return LEFT + part * (WIDTH - LEFT - RIGHT);
    }

    private double y(double ms) {
        return HEIGHT - BOTTOM - ms / msMax * (HEIGHT - TOP - BOTTOM);
    }

    private void add(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
