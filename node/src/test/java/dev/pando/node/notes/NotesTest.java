package dev.pando.node.notes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.ContentId;
import dev.pando.node.store.Database;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotesTest {

    private static final Statement RAIN = new Statement("rain", "causes", "floods", "Rain causes floods.");
    private static final AuthorKey OTHER = new AuthorKey(new byte[32]);
    private static final ContentId CID = ContentId.ofContent(new byte[]{1});

    @Test
    void theSameStatementIsKeptOnceAndSurer(@TempDir Path folder) {
        try (Database database = Database.open(folder)) {
            Notes notes = new Notes(database);
            notes.add(RAIN, "a talk", "weather", 0.5, 1);
            Note again = notes.add(RAIN, "a book", "weather", 0.5, 2);
            assertEquals(2, again.seen());
            assertEquals(0.75, again.confidence(), 1e-9);
            assertEquals("a talk", again.source());
            notes.add(OTHER, CID, RAIN, "elsewhere", "weather", 0.9, 3);
            List<Note> both = notes.between("rain", "floods");
            assertEquals(2, both.size());
            assertTrue(both.getFirst().own() && !both.getLast().own());
        }
    }

    @Test
    void whatWasTakenBackIsFoundNoMoreAndWhatWasPublishedIsNotOffered(@TempDir Path folder) {
        try (Database database = Database.open(folder)) {
            Notes notes = new Notes(database);
            Note own = notes.add(RAIN, "a talk", "weather", 0.5, 1);
            notes.add(OTHER, CID, RAIN, "elsewhere", "weather", 0.9, 3);
            assertEquals(List.of(own), notes.unpublished());
            notes.published(own.id(), ContentId.ofContent(new byte[]{2}));
            assertEquals(List.of(), notes.unpublished());
            notes.withdraw(CID);
            assertEquals(1, notes.about("rain").size());
            assertEquals(1, notes.search("flood", 10).size());
            notes.withdraw(own.id());
            assertEquals(0, notes.search("flood", 10).size() + notes.known().size() + notes.count());
        }
    }

    @Test
    void namesHaveTheirLimits() {
        String longest = "n".repeat(Statement.NAME_CHARS_MAX);
        new Statement(longest, "", "o", "s");
        assertThrows(IllegalArgumentException.class, () -> new Statement(longest + "n", "", "o", "s"));
        assertThrows(IllegalArgumentException.class, () -> new Statement("s", "", "s", "s"));
        assertThrows(IllegalArgumentException.class, () -> new Statement("s", "", "line\nbreak", "s"));
        new Statement("s", "", "o", "s".repeat(Statement.SENTENCE_CHARS_MAX));
        assertThrows(IllegalArgumentException.class,
                () -> new Statement("s", "", "o", "s".repeat(Statement.SENTENCE_CHARS_MAX + 1)));
    }

    @Test
    void theMapThatShipsIsReadAsItWasWritten() {
        byte[] bytes = MeaningMap.encode(MeaningMap.shipped());
        assertArrayEquals(bytes, MeaningMap.encode(MeaningMap.decode(bytes)));
        assertThrows(IllegalArgumentException.class, () -> MeaningMap.decode(new byte[7]));
        bytes[0] ^= 1;
        assertThrows(IllegalArgumentException.class, () -> MeaningMap.decode(bytes));
    }
}
