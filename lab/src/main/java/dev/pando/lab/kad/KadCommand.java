package dev.pando.lab.kad;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.lab.report.Report;
import dev.pando.libp2p.kad.KadParameters;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab kad`: what can still be found after many nodes died at once, or while they come and go for hours.
@Command(name = "kad", mixinStandardHelpOptions = true, description = "The distributed hash table on a simulated network: values that survive.")
public final class KadCommand implements Callable<Integer> {

    @Option(names = "--nodes", description = "how many (default: ${DEFAULT-VALUE})")
    private int nodes = 1_000;

    @Option(names = "--values", description = "how many are stored (default: ${DEFAULT-VALUE})")
    private int values = 2_000;

    @Option(names = "--kill", description = "share of nodes that die at once (default: ${DEFAULT-VALUE})")
    private double kill = 0.3;

    @Option(names = "--replicas", description = "nodes that a value is stored at (default: ${DEFAULT-VALUE})")
    private int replicas = KadParameters.REPLICAS;

    @Option(names = "--churn-hours", description = "instead of killing: let nodes come and go for so many hours")
    private int churnHours;

    @Option(names = "--churn", description = "share of nodes replaced in an hour (default: ${DEFAULT-VALUE})")
    private double churn = 0.3;

    @Option(names = "--seed", description = "what chance begins from (default: ${DEFAULT-VALUE})")
    private long seed = 7;

    @Mixin
    private Report report;

    private KadCommand() {}

    @Override
    public Integer call() {
        long startNs = System.nanoTime();
        ObjectNode result = churnHours > 0
                ? toJson(new ChurnRun(nodes, churnHours, churn, seed).run())
                : toJson(new KadRun(nodes, values, kill, table(), seed).run());
        System.err.println((System.nanoTime() - startNs) / 1_000_000 + " ms of real time");
        report.print(result);
        return 0;
    }

    private KadParameters table() {
        return new KadParameters(true, replicas, KadParameters.PATHS, KadParameters.QUORUM, KadParameters.REPUBLISH_MS);
    }

    private static ObjectNode toJson(KadRun.Outcome o) {
        return new ObjectMapper().createObjectNode().put("readable", o.readable())
                .put("readable_all", o.readableAll()).put("readable_before", o.readableBefore())
                .put("copies_mean", o.copiesMean()).put("write_mean", o.writeMean()).put("hops_p50", o.hopsP50())
                .put("asked_mean", o.askedMean())
                .put("read_p50_ms", o.readMsP50()).put("events", o.events()).put("hash", o.hash());
    }

    private static ObjectNode toJson(ChurnRun.Outcome o) {
        return new ObjectMapper().createObjectNode().put("replaced", o.replaced()).put("reads", o.reads())
                .put("readable", o.readable()).put("peers_max", o.peersMax()).put("records_max", o.recordsMax())
                .put("calls_max", o.callsMax()).put("operations_max", o.operationsMax()).put("events", o.events())
                .put("hash", o.hash());
    }
}
