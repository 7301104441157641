package dev.pando.lab.genomes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.corpus.Hashes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab genomes`: does it help to exchange adapters?
@Command(name = "genomes", mixinStandardHelpOptions = true, description = "Nodes with different texts exchange adapters of Centram's model: every arm, from no exchange to posterior routing.")
public final class GenomesCommand implements Callable<Integer> {

    static final int CORPORA_MIN = 3;
    static final int CORPORA_MAX = 8;
    private static final int SEEDS_MAX = 20;
    private static final int FORMAT = 1; // of what is kept between two runs

    @Mixin
    private CorporaChoice texts;

    @Option(names = "--seeds", description = "how many bases are trained (default: ${DEFAULT-VALUE})")
    private int seeds = 3;

    @Option(names = "--first-seed", description = "the first of them; 1 to 3 were used to choose rates and steps (default: ${DEFAULT-VALUE})")
    private long firstSeed = 4;

    @Option(names = "--quick", description = "fewer steps and documents, the same arms")
    private boolean quick;

    @Option(names = "--threads", description = "models that are trained at once (default: ${DEFAULT-VALUE})")
    private int threads = Math.min(2, Runtime.getRuntime().availableProcessors());

    @Option(names = "--work", description = "folder for what is kept until the end, so that a run that was stopped goes on (default: in the system's temporary folder)")
    private Path work;

    @Option(names = "--keep", description = "does not delete that folder at the end")
    private boolean keep;

    @Option(names = "--plot", description = "SVG file to draw into")
    private Path plot;

    @Option(names = "--table", description = "Markdown file to write the tables into")
    private Path table;

    @Option(names = "--json", description = "one JSON object on stdout instead of tables")
    private boolean json;

    private GenomesCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        CorporaChoice.within("seeds", seeds, 1, SEEDS_MAX);
        CorporaChoice.within("threads", threads, 1, 1_024);
        List<Corpus> corpora = texts.read(CORPORA_MIN, CORPORA_MAX);
        long began = System.nanoTime();
        Shelf shelf = new Shelf(folder(corpora), threads, line -> System.err.println("genomes: " + line));
        ObjectNode findings;
        try (shelf; ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            findings = findings(corpora, shelf, each).json(quick);
            if (!keep) shelf.clear();
        }
        findings.put("seconds", (System.nanoTime() - began) / 1_000_000_000).put("threads", threads);
        if (plot != null) Files.writeString(plot, GenomesPlot.svg(findings));
        if (table != null) Files.writeString(table, Words.of(findings));
        System.out.println(json ? findings.toString() : Words.of(findings));
        return 0;
    }

    private Findings findings(List<Corpus> corpora, Shelf shelf, ExecutorService each)
            throws InterruptedException, ExecutionException {
        Scale scale = Scale.of(quick);
        List<Future<SeedRun>> runs = new ArrayList<>();
        List<Future<List<CentramRows.Row>>> rows = new ArrayList<>();
        for (int i = 0; i < seeds; i++) {
            SeedRun run = new SeedRun(corpora, firstSeed + i, scale, shelf);
            Future<SeedRun> done = each.submit(run::run);
            runs.add(done);
            if (i < scale.rowSeeds()) rows.add(each.submit(() -> new CentramRows(done.get(), corpora).rows()));
        }
        List<SeedRun> finished = new ArrayList<>();
        for (Future<SeedRun> run : runs) finished.add(run.get());
        List<CentramRows.Row> all = new ArrayList<>();
        for (Future<List<CentramRows.Row>> of : rows) all.addAll(of.get());
        return new Findings(corpora, finished, all);
    }

    private Path folder(List<Corpus> corpora) {
        StringBuilder inputs = new StringBuilder("format " + FORMAT + " " + Scale.of(quick) + "\n");
        corpora.forEach(c -> inputs.append(c.hash()).append('\n'));
        byte[] hash = Hashes.sha256().digest(inputs.toString().getBytes(StandardCharsets.UTF_8));
        Path root = work != null ? work : Path.of(System.getProperty("java.io.tmpdir"), "pando-genomes");
        return root.resolve(HexFormat.of().formatHex(hash, 0, 8));
    }
}
