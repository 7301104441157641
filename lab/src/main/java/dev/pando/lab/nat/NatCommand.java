package dev.pando.lab.nat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `pando lab nat`: two nodes behind separate NATs meet through a relay, and directly after a hole is punched over QUIC.
@Command(name = "nat", mixinStandardHelpOptions = true, description = "Two nodes behind separate NATs meet: through a relay, then directly. Needs root.")
public final class NatCommand implements Callable<Integer> {

    @Option(names = "--json", description = "one JSON object on stdout")
    private boolean json;

    private NatCommand() {}

    @Override
    public Integer call() throws Exception {
        Optional<String> obstacle = NatRun.obstacle();
        if (obstacle.isPresent()) {
            System.err.println("SKIPPED: " + obstacle.get());
            return 1;
        }
        ObjectNode result = new NatRun().run();
        System.out.println(json ? result.toString() : result.toPrettyString());
        return 0;
    }
}
