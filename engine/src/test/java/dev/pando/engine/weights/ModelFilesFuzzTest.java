package dev.pando.engine.weights;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.check.ModelCheck;
import dev.pando.testing.Fuzz;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jazzer on everything that a model file is made of; ten minutes each with `./pando test --long`.
class ModelFilesFuzzTest {

    @TempDir
    Path folder;

    @Test
    void theSeedsAreReadToTheEnd() throws IOException {
        for (byte[] seed : GgufFuzz.seeds()) {
            GgufFuzz.fuzzerTestOneInput(seed);
            opens(folder.resolve("seed.gguf"), seed);
        }
        for (byte[] seed : SafetensorsFuzz.seeds()) {
            SafetensorsFuzz.fuzzerTestOneInput(seed);
            opens(folder.resolve("seed.safetensors"), seed);
        }
        new SafetensorsBytes().tensor("model.norm.weight", new float[4], 4).write(folder.resolve("model.safetensors"));
        for (byte[] seed : ConfigFuzz.seeds()) {
            ConfigFuzz.fuzzerTestOneInput(seed);
            GgufBytes.write(folder.resolve("config.json"), seed);
            ModelFile.open(folder).close();
        }
    }

    @Test
    void theFirstSeedIsAModelThatPassesEveryCheck() {
        var verdict = ModelCheck.of(GgufBytes.write(folder.resolve("seed.gguf"), GgufFuzz.seeds().getFirst()));
        assertTrue(verdict.ok(), verdict.line());
    }

    private static void opens(Path file, byte[] seed) {
        try (ModelFile model = ModelFile.open(GgufBytes.write(file, seed))) {
            assertTrue(!model.tensorNames().isEmpty());
        }
    }

    @Test
    @Tag("long")
    void ggufHoldsNoSurprise() throws Exception {
        Fuzz.run(GgufFuzz.class, GgufFuzz.seeds(), "dev.pando.engine.check", "dev.pando.engine.model",
                "dev.pando.engine.text");
    }

    @Test
    @Tag("long")
    void safetensorsHoldNoSurprise() throws Exception {
        Fuzz.run(SafetensorsFuzz.class, SafetensorsFuzz.seeds(), "com.fasterxml.jackson.core");
    }

    @Test
    @Tag("long")
    void configurationsHoldNoSurprise() throws Exception {
        List<byte[]> seeds = ConfigFuzz.seeds();
        Fuzz.run(ConfigFuzz.class, seeds, "com.fasterxml.jackson.core", "dev.pando.engine.model");
    }
}
