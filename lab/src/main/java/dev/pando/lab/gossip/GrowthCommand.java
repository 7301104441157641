package dev.pando.lab.gossip;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.lab.net.Weather;
import dev.pando.lab.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab gossip-growth`: how delay and hops grow with the network, fitted and drawn.
@Command(name = "gossip-growth", mixinStandardHelpOptions = true, description = "GossipSub at several sizes: the growth of delay and hops with log N.")
public final class GrowthCommand implements Callable<Integer> {

    @Option(names = "--nodes", split = ",", description = "sizes (default: ${DEFAULT-VALUE})")
    private List<Integer> sizes = List.of(1_000, 2_000, 5_000, 10_000);

    @Option(names = "--messages", description = "how many are published at each size (default: ${DEFAULT-VALUE})")
    private int messages = 100;

    @Option(names = "--seed", description = "what chance begins from (default: ${DEFAULT-VALUE})")
    private long seed = 7;

    @Option(names = "--plot", description = "SVG file to draw into")
    private Path plot;

    @Mixin
    private Report report;

    private GrowthCommand() {}

    @Override
    public Integer call() throws IOException {
        List<Growth.Point> points = new ArrayList<>();
        for (int nodes : sizes) {
            var run = new GossipRun(nodes, messages, 1_024, 100, 0, 15, Weather.WIDE_AREA, seed);
            Tally.Report r = run.run().report();
            System.err.println(nodes + " nodes: " + r);
            points.add(new Growth.Point(nodes, r.p50Ms(), r.p99Ms(), r.hopsMax(), r.reach()));
        }
        Growth growth = Growth.fit(points);
        if (plot != null) Files.writeString(plot, GrowthPlot.svg(growth));
        ObjectNode result = toJson(growth);
        report.print(result);
        return 0;
    }

    private static ObjectNode toJson(Growth growth) {
        ObjectNode result = new ObjectMapper().createObjectNode();
        var points = result.putArray("points");
        for (Growth.Point p : growth.points()) {
            points.addObject().put("nodes", p.nodes()).put("reach", p.reach()).put("p50_ms", p.p50Ms())
                    .put("p99_ms", p.p99Ms()).put("hops_max", p.hopsMax());
        }
        result.putObject("p50_ms_fit").put("a", growth.p50().a()).put("b_per_ln_n", growth.p50().b());
        result.putObject("p99_ms_fit").put("a", growth.p99().a()).put("b_per_ln_n", growth.p99().b());
        return result;
    }
}
