package dev.pando.lab.gossip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GrowthTest {

    @Test
    void pointsOnALineGiveTheLine() {
        List<Growth.Point> points = Stream.of(10, 100, 1_000)
                .map(n -> new Growth.Point(n, 5 + 3 * Math.log(n), 7 + 2 * Math.log(n), 4, 1)).toList();
        Growth growth = Growth.fit(points);
        assertEquals(5, growth.p50().a(), 1e-9);
        assertEquals(3, growth.p50().b(), 1e-9);
        assertEquals(7, growth.p99().a(), 1e-9);
        assertEquals(2, growth.p99().b(), 1e-9);
        String svg = GrowthPlot.svg(growth);
        assertTrue(svg.startsWith("<svg") && svg.endsWith("</svg>\n"));
        assertEquals(6, svg.split("<circle").length - 1);
    }

    @Test
    void onePointIsNoLine() {
        Growth.Point p = new Growth.Point(10, 1, 2, 3, 1);
        assertThrows(IllegalArgumentException.class, () -> Growth.fit(List.of(p, p)));
    }
}
