package dev.pando.lab.emergence;

import dev.pando.engine.grid.SelfOrganisingMap;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.MiniLm;
import dev.pando.node.notes.MeaningMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `pando lab map`: learns the map of meanings that ships with the node.
@Command(name = "map", mixinStandardHelpOptions = true, description = "Learns the map of meanings that all nodes share, from common terms.")
public final class MapCommand implements Callable<Integer> {

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "where to write it")
    private Path out;

    @Option(names = "--epochs", description = "how often each term is shown (default: ${DEFAULT-VALUE})")
    private int epochs = 20;

    @Option(names = "--seed", description = "of the beginning and the order (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    private MapCommand() {}

    @Override
    public Integer call() throws Exception {
        try (Encoder encoder = new MiniLm(2)) {
            Vectors vectors = new Vectors(encoder);
            SelfOrganisingMap map = SelfOrganisingMap.learn(Vectors.crowd().stream().map(vectors::of).toList(), epochs,
                    seed);
            Files.write(out, MeaningMap.encode(map));
        }
        System.err.println(out + ": " + Files.size(out) + " bytes");
        return 0;
    }
}
