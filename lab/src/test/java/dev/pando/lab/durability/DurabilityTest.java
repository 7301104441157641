package dev.pando.lab.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.instance.Instance;
import dev.pando.node.store.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurabilityTest {

    @TempDir
    private Path folder;

    private final Acknowledged promised = new Acknowledged();

    private List<String> complaints() {
        return new Checkup(promised, new Random(1)).of(folder);
    }

    @Test
    void aPromiseThatIsNotKeptIsNoticed() throws Exception {
        try (Instance instance = Instance.open(folder, new EchoEngine(), new HashEncoder(), InstantSource.system(),
                List.of())) {
            instance.collective().read("Mites cause collapse.", "a talk", "bees", 0.8);
            var kept = instance.memories().note("Bins go out on Tuesday");
            promised.take("MEMORY " + kept.id() + " " + Worker.digest(kept.text()));
        }
        assertEquals(List.of(), complaints());
        promised.take("MEMORY 1 " + Worker.digest("something else"));
        promised.take("MESSAGE 5 " + Worker.digest("never stored"));
        promised.take("THUMB 5 1");
        promised.take("ARTIFACT bafy ");
        assertEquals(4, complaints().size(), complaints().toString());
        Files.writeString(folder.resolve(Database.FILE), "no database any more");
        assertTrue(complaints().getFirst().contains("does not open"), complaints().toString());
    }

    @Test
    @Tag("long")
    void aNodeThatIsKilledKeepsItsPromises() throws Exception {
        Random random = new Random(3);
        for (int kill = 0; kill < 5; kill++) {
            new Victim(folder, kill, promised).strike(random);
            assertEquals(List.of(), new Checkup(promised, random).of(folder.resolve(Victim.NODE)));
        }
        assertTrue(promised.size() > 0);
    }
}
