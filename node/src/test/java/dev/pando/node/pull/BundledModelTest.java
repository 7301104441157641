package dev.pando.node.pull;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.check.ModelCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledModelTest {

    private static final Path SHIPPED = Path.of("..", "models");
    private static final long BYTES_MAX = 32_000_000;

    @TempDir
    Path folder;

    @Test
    void itIsThereOrItIsNotButNeverAnError() throws IOException {
        assertTrue(BundledModel.in(folder.resolve("nowhere")).isEmpty());
        Files.createDirectory(folder.resolve("pando-seed.gguf"));
        assertTrue(BundledModel.in(folder).isEmpty());
    }

    @Test
    void whatIsShippedIsAModelThatEverybodyCanCarry() {
        ModelShelf.Shelved model = BundledModel.in(SHIPPED).orElseThrow();
        var verdict = ModelCheck.of(model.file());
        assertTrue(verdict.ok(), verdict.line());
        assertTrue(model.bytes() <= BYTES_MAX, model.bytes() + " bytes");
        assertEquals("pando-seed", model.name());
    }
}
