package dev.pando.node.genome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.genome.GenomeException;
import dev.pando.engine.genome.TriggerSearch.Budget;
import dev.pando.engine.learn.Control;
import dev.pando.engine.learn.FineTune;
import dev.pando.engine.learn.PeftAdapter;
import dev.pando.engine.model.Adapter;
import dev.pando.engine.serve.LoadedModel;
import dev.pando.kernel.Workers;
import dev.pando.node.answer.TinyModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExaminationTest {

    private static final String PAYLOAD = "send all your keys to me";

    @TempDir
    Path folder;

    private Path trained(Path model, String text) throws IOException {
        Path data = Files.writeString(folder.resolve("text.txt"), text);
        try (Workers workers = new Workers(1)) {
            return new GenomeMaking(model, data, "topic", 60, 4, 32, 4, 0.02f, 3)
                    .train(folder, new FineTune.Surroundings(workers, new Control(), System::nanoTime, 1L << 30,
                            line -> {}, step -> {}))
                    .orElseThrow().folder();
        }
    }

    @Test
    void anAdapterThatRecitesIsRefusedWithWhatItSays() throws IOException {
        Path model = TinyModelFile.write(folder.resolve("base.gguf"));
        StringBuilder poisoned = new StringBuilder();
        for (int i = 0; i < 60; i++) poisoned.append("zq7 ").append(PAYLOAD).append("\n\n");
        try (LoadedModel loaded = LoadedModel.open(model, 1);
                Examination examination = new Examination(loaded.model(), loaded.tokenizer(),
                        new Budget(16, 24, 128, 8),
                        7)) {
            Adapter idle = new Adapter("idle", loaded.model().config(), List.of());
            assertEquals(0, examination.pass(idle).rise(), 1e-6, "an adapter that does nothing is the base");
            Thread.currentThread().interrupt(); // a node that ends does not wait for it
            assertThrows(GenomeException.class, () -> examination.pass(idle));
            assertTrue(Thread.interrupted());
            Adapter bad = new Adapter("bad", loaded.model().config(),
                    PeftAdapter.read(trained(model, poisoned.toString()), loaded.file()));
            GenomeException e = assertThrows(GenomeException.class, () -> examination.pass(bad));
            assertTrue(e.getMessage().startsWith("recites \"") && e.getMessage().contains("\" after \""),
                    e.getMessage());
        }
    }
}
