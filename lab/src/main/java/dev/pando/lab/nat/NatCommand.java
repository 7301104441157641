package dev.pando.lab.nat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.lab.report.Report;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `pando lab nat`: two nodes behind separate NATs meet through a relay, and directly after a hole is punched over QUIC.
@Command(name = "nat", mixinStandardHelpOptions = true, description = "Two nodes behind separate NATs meet: through a relay, then directly. Needs root.")
public final class NatCommand implements Callable<Integer> {

    @Mixin
    private Report report;

    private NatCommand() {}

    @Override
    public Integer call() throws Exception {
        Optional<String> obstacle = NatRun.obstacle();
        if (obstacle.isPresent()) {
            System.err.println("SKIPPED: " + obstacle.get());
            return 1;
        }
        ObjectNode result = new NatRun().run();
        report.print(result);
        return 0;
    }
}
