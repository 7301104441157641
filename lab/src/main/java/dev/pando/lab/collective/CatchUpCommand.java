package dev.pando.lab.collective;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.lab.emergence.Vectors;
import dev.pando.lab.report.Report;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.node.collective.Collective;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.MiniLm;
import dev.pando.node.exchange.Exchange;
import dev.pando.node.exchange.Signing;
import dev.pando.node.identity.NodeKey;
import dev.pando.node.net.NetSettings;
import dev.pando.node.net.NodeHost;
import dev.pando.node.notes.Statement;
import dev.pando.node.notes.Terms;
import dev.pando.node.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab catch-up`: a node meets a peer that has so many artifacts more: how long until all of them passed its gate, are
/// on its disk and in its grid, and what a question costs then.
///
/// One process, two peers, real sockets on loopback; the library is made and signed before the clock starts. What the node
/// pays for is all in it: fetching, signatures, ten checks, the encoder for every name, SQLite, the fold.
@Command(name = "catch-up", mixinStandardHelpOptions = true, description = "A node that is so many artifacts behind catches up over loopback; what a question costs afterwards.")
public final class CatchUpCommand implements Callable<Integer> {

    private static final int ARTIFACTS_MAX = 100_000, QUESTIONS = 100, PATIENCE_S = 3_600;

    @Option(names = "--artifacts", split = ",", description = "how many, one number or several (default: ${DEFAULT-VALUE})", defaultValue = "10000")
    private List<Integer> artifacts;

    @Option(names = "--seed", description = "what chance begins from (default: ${DEFAULT-VALUE})")
    private long seed = 7;

    @Option(names = "--svg", paramLabel = "FILE", description = "where to draw cost against artifacts")
    private Path svg;

    @Mixin
    private Report report;

    private CatchUpCommand() {}

    @Override
    public Integer call() throws Exception {
        for (int n : artifacts)
            if (n < 4 || n > ARTIFACTS_MAX)
                throw new IllegalArgumentException("--artifacts: " + n + ", from 4 to " + ARTIFACTS_MAX);
        ObjectNode result = new ObjectMapper().createObjectNode().put("experiment", "catch-up").put("seed", seed);
        List<ObjectNode> rows = new ArrayList<>();
        for (int n : artifacts) {
            ObjectNode row = measure(n);
            System.err.println(row);
            rows.add(row);
        }
        rows.forEach(result.putArray("sizes")::add);
        if (svg != null) Files.writeString(svg, CatchUpPlot.svg(rows));
        report.print(result);
        return 0;
    }

    private ObjectNode measure(int n) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("pando-catch-up");
        try (Encoder encoder = new MiniLm()) {
            encoder.encode("warm");
            Library library = new Library(n, Vectors.crowd(), new Terms(encoder), seed, System.currentTimeMillis());
            try (NodeHost there = NodeHost.start(NetSettings.loopback(folder.resolve("there")));
                    Exchange _ = new Exchange(there, library);
                    NodeHost here = NodeHost.start(NetSettings.loopback(folder.resolve("here")));
                    Database database = Database.open(folder);
                    Collective collective = new Collective(database, encoder, InstantSource.system(),
                            Signing.as(NodeKey.in(folder)))) {
                return caughtUp(collective, here, there, library);
            }
        } finally {
            Folders.delete(folder);
        }
    }

    private static ObjectNode caughtUp(Collective collective, NodeHost here, NodeHost there, Library library)
            throws IOException, InterruptedException {
        CountDownLatch missing = new CountDownLatch(library.size());
        collective.watch(artifact -> missing.countDown());
        long startNs = System.nanoTime();
        collective.connect(here);
        here.host().connect(Multiaddr.parse(there.addresses().getFirst()));
        if (!missing.await(PATIENCE_S, TimeUnit.SECONDS))
            throw new IOException(missing.getCount() + " artifacts did not come in " + PATIENCE_S + " s");
        double seconds = (System.nanoTime() - startNs) / 1e9;
        ObjectNode row = new ObjectMapper().createObjectNode().put("artifacts", library.size())
                .put("catch_up_s", rounded(seconds)).put("artifacts_per_s", Math.round(library.size() / seconds))
                .put("terms", collective.terms().names().size()).put("notes", collective.notes().count());
        synchronized (collective.fold()) {
            row.put("active_cells", collective.fold().grid().activeCells());
        }
        return questions(row, collective, library.statements());
    }

    private static ObjectNode questions(ObjectNode row, Collective collective, List<Statement> statements) {
        List<Double> ms = new ArrayList<>();
        for (int i = 0; i < 2 * QUESTIONS; i++) { // the first half warms up
            String question = "What does " + statements.get(i * 7 % statements.size()).subject() + " lead to?";
            long startNs = System.nanoTime();
            collective.ask(question);
            if (i >= QUESTIONS) ms.add((System.nanoTime() - startNs) / 1e6);
        }
        ms.sort(null);
        return row.put("question_ms_p50", rounded(ms.get(QUESTIONS / 2)))
                .put("question_ms_p95", rounded(ms.get(QUESTIONS * 95 / 100)));
    }

    private static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }
}
