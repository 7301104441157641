package dev.pando.engine.learn;

import java.util.Locale;

/// A picture of a run: how the loss fell, as SVG.
public final class LossPlot {

    private static final int WIDTH = 720, HEIGHT = 360, MARGIN = 48;
    private static final int POINTS_MAX = 600; // more steps than this are averaged

    private final LossCurve curve;
    private final float low;
    private final float high;
    private final int steps;

    private LossPlot(LossCurve curve) {
        this.curve = curve;
        float min = Float.POSITIVE_INFINITY, max = Float.NEGATIVE_INFINITY;
        for (float[] losses : new float[][]{curve.losses(), curve.heldOutLoss()}) {
            for (float loss : losses) {
                min = Math.min(min, loss);
                max = Math.max(max, loss);
            }
        }
        low = min < max ? min : 0;
        high = min < max ? max : 1;
        steps = Math.max(1, curve.losses().length);
    }

    /// The picture: a thin line for the steps, a thick one with dots for the held-out text.
    ///
    /// @param title may hold anything
    public static String svg(LossCurve curve, String title) {
        return new LossPlot(curve).draw(escaped(title));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private String draw(String title) {
        StringBuilder svg = new StringBuilder();
        svg.append(text("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" "
                + "font-size=\"12\"><rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n", WIDTH, HEIGHT));
        svg.append(text("<text x=\"%d\" y=\"24\" font-size=\"14\">%s: loss (nats per token) by step</text>%n", MARGIN,
                title));
        for (int i = 0; i <= 4; i++) grid(svg, i / 4f);
        svg.append(line(trained(), "#8aa", 1)).append(line(heldOut(), "#c40", 2)).append(dots());
        svg.append(text("<text x=\"%d\" y=\"%d\" fill=\"#688\">trained on</text>"
                + "<text x=\"%d\" y=\"%d\" fill=\"#c40\">held out</text>%n</svg>%n", WIDTH - 190, 24, WIDTH - 100, 24));
        return svg.toString();
    }

    private void grid(StringBuilder svg, float part) {
        float loss = low + part * (high - low), y = y(loss), step = part * steps;
        svg.append(text("<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/><text x=\"8\" y=\"%.1f\">%.2f</text>"
                + "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f</text>%n", MARGIN, y, WIDTH - MARGIN, y + 4,
                loss, x(step), HEIGHT - MARGIN + 20, step));
    }

    private String trained() {
        StringBuilder points = new StringBuilder();
        float[] losses = curve.losses();
        int group = (losses.length + POINTS_MAX - 1) / POINTS_MAX;
        for (int from = 0; from < losses.length; from += group) {
            int to = Math.min(losses.length, from + group);
            float sum = 0;
            for (int i = from; i < to; i++) sum += losses[i];
            points.append(text("%.1f,%.1f ", x((from + to + 1) / 2f), y(sum / (to - from))));
        }
        return points.toString();
    }

    private String heldOut() {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < curve.heldOutStep().length; i++) {
            points.append(text("%.1f,%.1f ", x(curve.heldOutStep()[i]), y(curve.heldOutLoss()[i])));
        }
        return points.toString();
    }

    private String dots() {
        StringBuilder dots = new StringBuilder();
        for (int i = 0; i < curve.heldOutStep().length; i++) {
            dots.append(text(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#c40\"><title>step %.0f: %.4f</title></circle>%n",
                    x(curve.heldOutStep()[i]), y(curve.heldOutLoss()[i]), curve.heldOutStep()[i],
                    curve.heldOutLoss()[i]));
        }
        return dots.toString();
    }

    private static String line(String points, String colour, int width) {
        return text("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%d\"/>%n", points.strip(),
                colour,
                width);
    }

    private float x(float step) {
        return MARGIN + step / steps * (WIDTH - 2 * MARGIN);
    }

    private float y(float loss) {
        return HEIGHT - MARGIN - (loss - low) / (high - low) * (HEIGHT - 2 * MARGIN);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format.replace("%n", "\n"), values);
    }
}
