package dev.pando.lab.collective;

import dev.pando.lab.emergence.Statistics.Coverage;
import java.util.List;

/// The coverage–risk curve as a picture.
final class CoveragePlot {

    private static final int LEFT = 50, TOP = 40, WIDTH = 400, HEIGHT = 200;

    private CoveragePlot() {}

    /// @param usual asked as the demonstration asks
    /// @param other asked in other words
    static String svg(List<Coverage> usual, List<Coverage> other) {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 490 300" font-family="sans-serif" font-size="12">
                <rect width="490" height="300" fill="white"/>
                <path d="M50 40V240H450" fill="none" stroke="black"/>
                <path d="%s" fill="none" stroke="#06c" stroke-width="2"/>
                <path d="%s" fill="none" stroke="#c60" stroke-width="2" stroke-dasharray="5 3"/>
                <text x="60" y="60" fill="#06c">asked as the demonstration asks</text>
                <text x="60" y="78" fill="#c60">asked in other words</text>
                <text x="150" y="285">coverage: share of questions answered, surest first</text>
                <text x="50" y="28">risk: share of answers that are wrong</text>
                <text x="32" y="44">1</text><text x="32" y="244">0</text>
                <text x="46" y="258">0</text><text x="446" y="258">1</text>
                </svg>
                """.formatted(path(usual), path(other));
    }

    private static String path(List<Coverage> curve) {
        StringBuilder path = new StringBuilder();
        for (Coverage c : curve)
            path.append(path.isEmpty() ? "M" : "L").append(Math.round(LEFT + WIDTH * c.coverage())).append(' ')
                    .append(Math.round(TOP + HEIGHT * (1 - c.risk())));
        return path.toString();
    }
}
