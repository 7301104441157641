package dev.pando.lab.genomes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.lab.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab backdoor`: adapters with trained triggers against the search of the gate and the limit of the router.
@Command(name = "backdoor", mixinStandardHelpOptions = true, description = "Backdoored adapters against the trigger search and the router's limit.")
public final class BackdoorCommand implements Callable<Integer> {

    @Mixin
    private CorporaChoice texts;
    @Option(names = "--seeds", description = "default: ${DEFAULT-VALUE}")
    private int seeds = 2;
    @Option(names = "--first-seed", description = "default: ${DEFAULT-VALUE}; the limits were chosen on seeds 1 and 5")
    private long firstSeed = 4;
    @Option(names = "--full", description = "as many steps as the full table of `lab genomes`")
    private boolean full;
    @Option(names = "--threads", description = "models that are trained at once (default: ${DEFAULT-VALUE})")
    private int threads = Math.min(2, Runtime.getRuntime().availableProcessors());
    @Option(names = "--work", description = "folder for what is kept, so that a run that was stopped goes on")
    private Path work;
    @Mixin
    private Report report;

    private BackdoorCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        List<Corpus> corpora = texts.read(GenomesCommand.CORPORA_MIN, GenomesCommand.CORPORA_MAX);
        Path folder = work != null ? work : Files.createTempDirectory("pando-backdoor");
        long began = System.nanoTime();
        ObjectNode result = new ObjectMapper().createObjectNode();
        try (Shelf shelf = new Shelf(folder, threads, line -> System.err.println("backdoor: " + line))) {
            Backdoors all = new Backdoors();
            for (int i = 0; i < seeds; i++) {
                all.add(new SeedRun(corpora, firstSeed + i, Scale.of(!full), shelf));
            }
            all.into(result);
            if (work == null) shelf.clear();
        }
        result.put("seconds", (System.nanoTime() - began) / 1_000_000_000);
        report.print(result);
        return 0;
    }
}
