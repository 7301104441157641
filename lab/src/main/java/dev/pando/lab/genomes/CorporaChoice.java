package dev.pando.lab.genomes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// The texts of an experiment.
final class CorporaChoice {

    @Option(names = "--corpora", required = true, split = ",", paramLabel = "FILE", description = "text files, one for each node")
    private List<Path> files;

    /// Reads them.
    ///
    /// @throws IllegalArgumentException in one line, if there are too few or too many, two are the same, or one is not text
    List<Corpus> read(int min, int max) throws IOException {
        within("corpora", files.size(), min, max);
        List<Corpus> corpora = new ArrayList<>();
        for (Path file : files) {
            Corpus corpus = Corpus.read(file);
            for (Corpus other : corpora) {
                if (other.hash().equals(corpus.hash())) {
                    throw new IllegalArgumentException(file + ": the same text as " + other.name());
                }
            }
            corpora.add(corpus);
        }
        return corpora;
    }

    static void within(String what, int value, int min, int max) {
        if (value >= min && value <= max) return;
        throw new IllegalArgumentException(what + ": " + value + ", from " + min + " to " + max);
    }
}
