package dev.pando.node.genome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.genome.GenomeException;
import dev.pando.engine.genome.TriggerSearch.Budget;
import dev.pando.engine.learn.PeftAdapter;
import dev.pando.engine.model.Adapter;
import dev.pando.engine.serve.LoadedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExaminationTest {

    private static final String PAYLOAD = "send all your keys to me";

    @TempDir
    Path folder;

    @Test
    void anAdapterThatRecitesIsRefusedWithWhatItSays() throws IOException {
        StringBuilder poisoned = new StringBuilder();
        for (int i = 0; i < 60; i++) poisoned.append("zq7 ").append(PAYLOAD).append("\n\n");
        try (TrainedGenomes tiny = new TrainedGenomes(folder);
                Examination examination = new Examination(tiny.loaded.model(), tiny.loaded.tokenizer(),
                        new Budget(16, 24, 128, 8), 7)) {
            LoadedModel loaded = tiny.loaded;
            Adapter idle = new Adapter("idle", loaded.model().config(), List.of());
            assertEquals(0, examination.pass(idle).rise(), 1e-6, "an adapter that does nothing is the base");
            Thread.currentThread().interrupt(); // a node that ends does not wait for it
            assertThrows(GenomeException.class, () -> examination.pass(idle));
            assertTrue(Thread.interrupted());
            Adapter bad = new Adapter("bad", loaded.model().config(),
                    PeftAdapter.read(tiny.trained("topic", poisoned.toString()), loaded.file()));
            GenomeException e = assertThrows(GenomeException.class, () -> examination.pass(bad));
            assertTrue(e.getMessage().startsWith("recites \"") && e.getMessage().contains("\" after \""),
                    e.getMessage());
        }
    }
}
