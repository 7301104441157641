package dev.pando.lab.genomes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Draws every arm's gain over the base with its interval, as SVG.
final class GenomesPlot {

    private static final int WIDTH = 760;
    private static final int LEFT = 290;
    private static final int RIGHT = 70;
    private static final int TOP = 54;
    private static final int ROW = 22;
    private static final double FARTHEST = -0.6; // arms that lose more are cut off

    private final List<JsonNode> arms = new ArrayList<>();
    private final StringBuilder out = new StringBuilder();
    private double low;
    private double high;

    private GenomesPlot(JsonNode findings) {
        findings.path("arms").forEach(arms::add);
        for (JsonNode arm : arms) {
            low = Math.min(low, Math.max(FARTHEST, arm.path("gain_ci95").path(0).asDouble()));
            high = Math.max(high, arm.path("gain_ci95").path(1).asDouble());
        }
        high = Math.max(high, 0.05) * 1.1;
        low = low * 1.05 - 0.01;
    }

    static String svg(JsonNode findings) {
        return new GenomesPlot(findings).draw();
    }

    private String draw() {
        int height = TOP + ROW * arms.size() + 40;
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH, height);
        add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, height);
        add("<text x=\"16\" y=\"22\" font-size=\"14\">What it gains to exchange adapters: bits per character less than the base</text>");
        add("<text x=\"16\" y=\"40\" fill=\"#666\">mean over corpora and seeds, 95 %% interval by document; green: routed, grey: averaged or alone</text>");
        double step = high - low > 0.6 ? 0.2 : 0.1;
        for (double gain = Math.ceil(low / step) * step; gain <= high; gain += step) grid(gain, height);
        for (int i = 0; i < arms.size(); i++) bar(arms.get(i), TOP + ROW * i);
        add("</svg>");
        return out.toString();
    }

    private void grid(double gain, int height) {
        boolean zero = Math.abs(gain) < 1e-9;
        add("<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\"/>", x(gain), TOP, x(gain), height - 30,
                zero ? "#444" : "#ddd");
        add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%+.1f</text>", x(gain), height - 12, zero ? 0 : gain);
    }

    private void bar(JsonNode arm, int y) {
        double gain = arm.path("gain").asDouble(), from = arm.path("gain_ci95").path(0).asDouble();
        double to = arm.path("gain_ci95").path(1).asDouble();
        String name = arm.path("arm").asText(), colour = name.contains("rout") ? "#1b7837" : "#8a8a99";
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", LEFT - 8, y + 15, name.replace("&", "&amp;")
                .replace("<", "&lt;"));
        add("<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>", Math.min(x(0), x(gain)), y + 4,
                Math.abs(x(gain) - x(0)), ROW - 8, colour);
        add("<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"black\"/>", x(from), y + ROW / 2, x(to), y + ROW
                / 2);
        add("<text x=\"%d\" y=\"%d\">%+.3f</text>", WIDTH - RIGHT + 12, y + 15, gain);
    }

    private double x(double gain) {
        double inside = Math.clamp(gain, low, high);
        return LEFT + (inside - low) / (high - low) * (WIDTH - LEFT - RIGHT);
    }

    private void add(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
