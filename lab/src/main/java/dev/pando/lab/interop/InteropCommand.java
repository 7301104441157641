package dev.pando.lab.interop;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.lab.report.Report;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab interop`: talks to js-libp2p and, through its native QUIC, to rust-libp2p; says what passed and what did not.
@Command(name = "interop", mixinStandardHelpOptions = true, description = "Talks to js-libp2p and rust-libp2p's QUIC, both ways; needs npm.")
public final class InteropCommand implements Callable<Integer> {

    @Option(names = "--repeat", description = "how often each scenario runs (default: ${DEFAULT-VALUE})")
    private int repeat = 1;

    @Option(names = "--scenario", split = ",", description = "only these; all if none is named")
    private List<String> only = List.of();

    @Mixin
    private Report report;

    private InteropCommand() {}

    /// What came of one scenario.
    private record Tally(Scenario scenario, int passed, int failed, long medianMs, String firstFailure) {}

    @Override
    public Integer call() throws Exception {
        JsHome.ready();
        List<Scenario> chosen = only.isEmpty() ? List.of(Scenario.values()) : only.stream().map(Scenario::of).toList();
        ObjectNode result = new ObjectMapper().createObjectNode().put("repeat", repeat);
        ArrayNode each = result.putArray("scenarios");
        boolean good = true;
        for (Scenario scenario : chosen) {
            Tally tally = tally(scenario);
            good &= tally.failed == 0;
            ObjectNode line = each.addObject().put("name", scenario.label()).put("passed", tally.passed)
                    .put("failed", tally.failed).put("median_ms", tally.medianMs);
            if (tally.firstFailure != null) line.put("first_failure", tally.firstFailure);
        }
        result.put("passed", good);
        report.print(result);
        return good ? 0 : 1;
    }

    private Tally tally(Scenario scenario) {
        long[] tookMs = new long[repeat];
        int failed = 0;
        String first = null;
        for (int i = 0; i < repeat; i++) {
            long start = System.nanoTime();
            try {
                scenario.run();
            } catch (Exception e) {
                failed++;
                System.err.println(scenario.label() + ", run " + (i + 1) + ": " + e);
                if (first == null) first = "run " + (i + 1) + ": " + e;
            }
            tookMs[i] = (System.nanoTime() - start) / 1_000_000;
        }
        Arrays.sort(tookMs);
        System.err.println(scenario.label() + ": " + (repeat - failed) + " of " + repeat);
        return new Tally(scenario, repeat - failed, failed, tookMs[repeat / 2], first);
    }
}
