package dev.pando.node.pull;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledModelTest {

    @TempDir
    Path folder;

    @Test
    void itIsThereOrItIsNotButNeverAnError() throws IOException {
        assertTrue(BundledModel.in(folder.resolve("nowhere")).isEmpty());
        Files.createDirectory(folder.resolve("pando-seed.gguf"));
        assertTrue(BundledModel.in(folder).isEmpty());
    }
}
