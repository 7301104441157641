package dev.pando.lab.seedmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pando.engine.seed.SeedExample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BabiTest {

    @TempDir
    Path folder;

    @Test
    void whatWasToldBeforeAQuestionAreItsNotes() throws IOException {
        Path file = Files.writeString(folder.resolve("qa1.txt"), """
                1 Mary moved to the bathroom.
                2 Where is Mary? \tbathroom\t1
                3 Daniel went to the hallway.
                4 Where is Daniel? \thallway\t3
                1 John is in the park.
                2 Where is John? \tpark\t1
                """);
        List<SeedExample> questions = Babi.read(file, 10);
        assertEquals(3, questions.size());
        assertEquals(List.of("Mary moved to the bathroom.", "Daniel went to the hallway."), questions.get(1).notes());
        assertEquals(List.of(2), questions.get(1).cites());
        assertEquals(Optional.of("park"), questions.get(2).answer());
        assertEquals(2, Babi.read(file, 2).size());
        Files.writeString(file, "1 Where is Mary?\tbathroom\n");
        assertThrows(IOException.class, () -> Babi.read(file, 10));
    }
}
