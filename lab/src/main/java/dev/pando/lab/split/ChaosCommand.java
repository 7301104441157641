package dev.pando.lab.split;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.lab.report.Report;
import dev.pando.node.split.SplitOptions.Checking;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab split chaos`: stages are killed, stopped, hung, slowed and made to lie.
@Command(name = "chaos", mixinStandardHelpOptions = true, description = "Breaks a stage at a random token of each run; an answer must be the same, or end with one clear error.")
public final class ChaosCommand implements Callable<Integer> {

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A GGUF file.")
    private Path model;
    @Option(names = "--stages", description = "processes, this one included (default: ${DEFAULT-VALUE})")
    private int stages = 3;
    @Option(names = "--runs", description = "default: ${DEFAULT-VALUE}")
    private int runs = 200;
    @Option(names = "--tokens", description = "of each answer (default: ${DEFAULT-VALUE})")
    private int tokens = 32;
    @Option(names = "--faults", split = ",", description = "what may happen: ${COMPLETION-CANDIDATES} (default: all)")
    private List<ChaosRun.Fault> faults = List.of(ChaosRun.Fault.values());
    @Option(names = "--check", description = "what a second machine computes too (default: ${DEFAULT-VALUE})")
    private Checking checking = Checking.EVERYTHING;
    @Option(names = "--threads", description = "of each process (default: ${DEFAULT-VALUE})")
    private int threads = 1;
    @Option(names = "--seed", description = "what chance follows from (default: ${DEFAULT-VALUE})")
    private long seed = 1;
    @Mixin
    private Report report;

    private ChaosCommand() {}

    @Override
    public Integer call() throws Exception {
        ObjectNode result = new ChaosRun(model, stages, tokens, threads, seed, checking).run(runs, faults, "random");
        report.print(result);
        boolean good = result.path("wrong").asInt() == 0 && result.path("hung").asInt() == 0;
        return good ? 0 : 1;
    }
}
