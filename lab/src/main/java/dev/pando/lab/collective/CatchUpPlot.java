package dev.pando.lab.collective;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/// Draws what catching up and a question cost against the number of artifacts, all axes in powers of ten.
final class CatchUpPlot {

    private static final int LEFT = 70, TOP = 30, WIDTH = 400, HEIGHT = 240;
    private static final int ARTIFACTS_POWER = 3, ARTIFACTS_POWERS = 2, MS_POWER = 0, MS_POWERS = 5;

    private CatchUpPlot() {}

    /// @param rows as `pando lab catch-up` prints them
    static String svg(List<ObjectNode> rows) {
        StringBuilder svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 500 340" font-family="sans-serif" font-size="12">
                <rect width="500" height="340" fill="white"/>
                """);
        for (int power = MS_POWER; power <= MS_POWER + MS_POWERS; power++) {
            double y = y(Math.pow(10, power));
            add(svg, "<path d=\"M%d %.0fH%d\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.0f\" text-anchor=\"end\">%d ms</text>",
                    LEFT,
                    y, LEFT + WIDTH, LEFT - 6, y + 4, (long) Math.pow(10, power));
        }
        for (ObjectNode row : rows)
            add(svg, "<text x=\"%.0f\" y=\"%d\" text-anchor=\"middle\">%d</text>", x(row), TOP + HEIGHT + 18,
                    row.get("artifacts").asInt());
        curve(svg, rows, "catch_up_s", 1_000, "#06c");
        curve(svg, rows, "question_ms_p50", 1, "#c60");
        return svg.append("""
                <text x="80" y="22" fill="#06c">catching up, all of it</text>
                <text x="260" y="22" fill="#c60">one question, p50</text>
                <text x="270" y="320" text-anchor="middle">artifacts</text>
                </svg>
                """).toString();
    }

    private static void curve(StringBuilder svg, List<ObjectNode> rows, String field, double toMs, String colour) {
        StringBuilder path = new StringBuilder();
        for (ObjectNode row : rows) {
            double y = y(row.get(field).asDouble() * toMs);
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x(row), y));
            add(svg, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>", x(row), y, colour);
        }
        add(svg, "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", path, colour);
    }

    private static double x(ObjectNode row) {
        return LEFT + WIDTH * (Math.log10(row.get("artifacts").asInt()) - ARTIFACTS_POWER) / ARTIFACTS_POWERS;
    }

    private static double y(double ms) {
        return TOP + HEIGHT * (1 - (Math.log10(Math.max(1, ms)) - MS_POWER) / MS_POWERS);
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
