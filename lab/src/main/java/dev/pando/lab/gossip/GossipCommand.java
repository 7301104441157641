package dev.pando.lab.gossip;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.lab.loopback.LoopbackCommand;
import dev.pando.lab.net.Weather;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `pando lab gossip`: how far, how fast and how often a message travels in a simulated network; `pando lab gossip loopback`: between real hosts.
@Command(name = "gossip", mixinStandardHelpOptions = true, subcommands = LoopbackCommand.class, description = "GossipSub on a simulated network: reach, hops, delay, copies.")
public final class GossipCommand implements Callable<Integer> {

    @Option(names = "--nodes", description = "how many (default: ${DEFAULT-VALUE})")
    private int nodes = 1_000;

    @Option(names = "--messages", description = "how many are published (default: ${DEFAULT-VALUE})")
    private int messages = 100;

    @Option(names = "--bytes", description = "body of each message (default: ${DEFAULT-VALUE})")
    private int bytes = 1_024;

    @Option(names = "--every-ms", description = "time between two messages (default: ${DEFAULT-VALUE})")
    private long everyMs = 100;

    @Option(names = "--silent", description = "share of nodes that pass nothing on (default: ${DEFAULT-VALUE})")
    private double silent;

    @Option(names = "--loss", description = "probability that a frame is lost (default: ${DEFAULT-VALUE})")
    private double loss;

    @Option(names = "--dials", description = "connections each node opens (default: ${DEFAULT-VALUE})")
    private int dials = 15;

    @Option(names = "--seed", description = "what chance begins from (default: ${DEFAULT-VALUE})")
    private long seed = 7;

    @Option(names = "--json", description = "one JSON object on stdout")
    private boolean json;

    private GossipCommand() {}

    @Override
    public Integer call() {
        var run = new GossipRun(nodes, messages, bytes, everyMs, silent, dials, Weather.WIDE_AREA.withLoss(loss), seed);
        long startNs = System.nanoTime();
        GossipRun.Outcome outcome = run.run();
        System.err.println(
                outcome.events() + " events in " + (System.nanoTime() - startNs) / 1_000_000 + " ms of real time");
        System.out.println(json ? toJson(outcome) : outcome.toString());
        return 0;
    }

    private static ObjectNode toJson(GossipRun.Outcome outcome) {
        Tally.Report r = outcome.report();
        return new ObjectMapper().createObjectNode().put("reach", r.reach()).put("hops_max", r.hopsMax())
                .put("p50_ms", r.p50Ms()).put("p99_ms", r.p99Ms()).put("max_ms", r.maxMs())
                .put("copies_mean", Math.round(r.copiesMean() * 1000) / 1000.0).put("deliveries", r.got())
                .put("events", outcome.events()).put("hash", outcome.hash());
    }
}
