package dev.pando.node.encode;

import dev.pando.engine.read.Eyes;
import dev.pando.engine.read.Reader;
import dev.pando.engine.seed.Judge;
import dev.pando.engine.seed.Judgement;
import dev.pando.node.pull.BundledModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The reader that comes with Pando, beside the bundled model; opened by the first quotation.
final class BundledReader implements Judge {

    private static final String FILE = "pando-reader.gguf";

    private final Eyes eyes;
    private final Path file;
    private Reader reader; // null until the first quotation

    private BundledReader(Eyes eyes, Path file) {
        this.eyes = eyes;
        this.file = file;
    }

    /// The reader in the launcher's folder, or [Judge#NONE] if there is none.
    static Judge find() {
        String folder = System.getProperty(BundledModel.FOLDER_PROPERTY, "");
        return folder.isEmpty() ? NONE : in(Path.of(folder), new E5Eyes());
    }

    /// The reader in this folder, if it is there.
    static Judge in(Path folder, Eyes eyes) {
        Path file = folder.resolve(FILE);
        return Files.isRegularFile(file) ? new BundledReader(eyes, file) : NONE;
    }

    @Override
    public Optional<Judgement> of(String question, String quotation) {
        try {
            return opened().of(question, quotation);
        } catch (EncodingException e) {
            return Optional.empty();
        }
    }

    private synchronized Reader opened() {
        if (reader == null) reader = new Reader(eyes, E5Eyes.reader(file));
        return reader;
    }
}
