package dev.pando.libp2p.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Published vectors next to the repository, which are not part of it.
public final class Vectors {

    private static final Path ROOT = Path.of(System.getProperty("pando.root", ".."), "..", "shared/data/vectors");

    private Vectors() {}

    /// A file of vectors; without it the test is skipped, loudly.
    public static Path file(String name) {
        Path file = ROOT.resolve(name);
        if (!Files.exists(file)) System.err.println("SKIPPED: no vectors at " + file);
        Assumptions.assumeTrue(Files.exists(file), "no vectors at " + file);
        return file;
    }

    /// The same, parsed.
    public static JsonNode json(String name) throws IOException {
        return new ObjectMapper().readTree(file(name).toFile());
    }
}
