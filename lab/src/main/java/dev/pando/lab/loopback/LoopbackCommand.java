package dev.pando.lab.loopback;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.lab.report.Report;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab gossip loopback`: real hosts in one process, real sockets.
@Command(name = "loopback", mixinStandardHelpOptions = true, description = "GossipSub between real hosts on loopback: reach, delay, memory.")
public final class LoopbackCommand implements Callable<Integer> {

    @Option(names = "--nodes", description = "how many hosts (default: ${DEFAULT-VALUE})")
    private int nodes = 100;

    @Option(names = "--dials", description = "connections each opens (default: ${DEFAULT-VALUE})")
    private int dials = 8;

    @Option(names = "--messages", description = "how many are published (default: ${DEFAULT-VALUE})")
    private int messages = 100;

    @Option(names = "--every-ms", description = "time between two messages (default: ${DEFAULT-VALUE})")
    private long everyMs = 100;

    @Option(names = "--seed", description = "who dials whom (default: ${DEFAULT-VALUE})")
    private long seed = 7;

    @Mixin
    private Report report;

    private LoopbackCommand() {}

    @Override
    public Integer call() throws Exception {
        LoopbackRun.Outcome o = new LoopbackRun(nodes, dials, messages, everyMs, seed).run();
        ObjectNode result = new ObjectMapper().createObjectNode().put("reach", o.reach()).put("p50_ms", o.p50Ms())
                .put("p99_ms", o.p99Ms()).put("max_ms", o.maxMs()).put("heap_mib", o.heapMiB())
                .put("peak_mib", o.peakMiB());
        report.print(result);
        return 0;
    }
}
