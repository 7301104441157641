package dev.pando.engine.text;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/// The data folder beside the repository, for tests against real vocabularies; without it they are skipped, and say so.
final class SharedText {

    private SharedText() {}

    static Path path(String name) {
        Path path = Path.of(System.getProperty("pando.root", "..")).resolve("../shared/data").resolve(name).normalize();
        if (!Files.exists(path)) System.err.println("SKIPPED: no " + path);
        assumeTrue(Files.exists(path), "no " + path);
        return path;
    }
}
