package dev.pando.node.notes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.ContentId;
import dev.pando.node.gate.Trust;
import dev.pando.node.store.Database;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotesTest {

    private static final Statement RAIN = new Statement("rain", "causes", "floods", "Rain causes floods.");
    private static final AuthorKey OTHER = new AuthorKey(new byte[32]);
    private static final ContentId CID = ContentId.ofContent(new byte[]{1}),
            OTHER_CID = ContentId.ofContent(new byte[]{2});

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
    void strangersDoNotCrowdOutWhoIsKnown(@TempDir Path folder) {
        try (Database database = Database.open(folder)) {
            Notes notes = new Notes(database);
            Trust trust = new Trust(database);
            for (int i = 0; i < 120; i++) {
                notes.add(author(i), ContentId.ofContent(new byte[]{(byte) i}), RAIN, "elsewhere", "weather",
                        i < 2 ? 0.5 : 0.9, i);
            }
            trust.invite(author(0), true, 1);
            trust.good(author(1), 1, 1);
            trust.agreed(author(2), 100, 1);
            trust.invite(author(3), true, 1);
            trust.block(author(3), true, 1);
            trust.good(author(4), 0.001, 1); // a row of a split model
            trust.good(author(5), 1, 1);
            trust.bad(author(5), 2, 1);
            notes.add(RAIN, "a talk", "weather", 0.4, 1);
            for (List<Note> some : List.of(notes.between("rain", "floods"), notes.naming("rain"),
                    notes.naming("floods"))) {
                assertTrue(some.getFirst().own());
                assertEquals(List.of(author(0), author(1)),
                        some.subList(1, 3).stream().map(n -> n.author().orElseThrow()).toList());
                assertEquals(author(2), some.get(3).author().orElseThrow(),
                        "strangers in the order in which they came");
                assertTrue(some.stream().noneMatch(n -> n.author().equals(Optional.of(author(3)))), "blocked");
            }
            assertEquals(20, notes.between("rain", "floods").size());
            assertEquals(100, notes.naming("rain").size());
        }
    }

    @Test
    void oneWhoSaysMuchLeavesRoomForOthers(@TempDir Path folder) {
        try (Database database = Database.open(folder)) {
            Notes notes = new Notes(database);
            for (int i = 0; i < 120; i++) {
                notes.add(author(1), ContentId.ofContent(new byte[]{1, (byte) i}),
                        new Statement("rain", "causes", "flood " + i, "Rain causes flood " + i + "."), "elsewhere",
                        "weather", 0.9, i);
            }
            notes.add(author(2), CID, RAIN, "elsewhere", "weather", 0.5, 1);
            assertEquals(author(2), notes.naming("rain").get(1).author().orElseThrow());
            assertEquals(100, notes.naming("rain").size());
        }
    }

    private static AuthorKey author(int number) {
        byte[] key = new byte[32];
        key[0] = (byte) number;
        return new AuthorKey(key);
    }

    private static Statement said(String relation, String sentence) {
        return new Statement("ada", relation, "kell", sentence);
    }

    private static List<String> sentences(List<Note> notes) {
        return notes.stream().map(n -> n.statement().sentence()).toList();
    }

    @Test
    void whatIsSaidOfTheSameTwoNamesInAnotherRelationIsANoteOfItsOwn(@TempDir Path folder) {
        List<String> both = List.of("Ada lives in Kell.", "Ada was born in Kell.");
        try (Database database = Database.open(folder)) {
            Notes notes = new Notes(database);
            Note home = notes.add(said("lives in", both.getFirst()), "a letter", "people", 0.7, 1);
            Note birth = notes.add(said("was born in", both.getLast()), "a letter", "people", 0.7, 2);
            assertEquals(List.of(home, birth), notes.known());
            assertEquals(birth.id(), notes.add(said("was born in", "Ada was born in Kell, in 1980."), "a book",
                    "people", 0.7, 3).id());
            notes.delete(birth.id());
            assertEquals(List.of(home), notes.known());
            // Others' relations do not travel: they are read from the sentences.
            notes.add(OTHER, CID, said("", both.getFirst()), "elsewhere", "people", 0.7, 4);
            notes.add(OTHER, OTHER_CID, said("", both.getLast()), "elsewhere", "people", 0.7, 5);
            assertEquals(2, notes.sightings(OTHER, "ada", "kell"));
            assertEquals(2, notes.between("ada", "kell").size(), "of each author one");
            notes.withdraw(CID);
            assertEquals(both, sentences(notes.known()), "ours of where she lives, and theirs of where she was born");
        }
    }

    @Test
    void statementsRepeatEachOtherUnlessTheirPlainRelationsDiffer() {
        Statement lives = said("lives in", "Ada lives in Kell.");
        assertTrue(lives.repeats(said("live in", "Adas live in Kell.")));
        assertTrue(lives.repeats(said("", "In May Ada came. Ada lives in Kell.")), "read from the sentence");
        assertFalse(lives.repeats(said("was born in", "Ada was born in Kell.")));
        assertFalse(lives.repeats(new Statement("ada", "lives in", "arv", "Ada lives in Arv.")));
        assertTrue(said("causes", "Ada causes Kell.").repeats(said("", "So it is.")), "to lead is what is meant");
        assertTrue(said("brings", "Ada brings Kell.").repeats(said("causes", "Ada causes Kell.")));
    }

    @Test
    void oneAuthorsRelationsOfTwoNamesHaveTheirLimit(@TempDir Path folder) {
        try (Database database = Database.open(folder)) {
            Notes notes = new Notes(database);
            for (int i = 0; i < Notes.RELATIONS_MAX + 1; i++)
                notes.add(OTHER, CID, said("verb" + i, "Ada verbs Kell."), "elsewhere", "people", 0.7, i);
            assertEquals(Notes.RELATIONS_MAX, notes.count());
            assertEquals(2, notes.known().getLast().seen());
            assertEquals(Notes.RELATIONS_MAX + 1, notes.sightings(OTHER, "ada", "kell"));
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
            assertEquals(1, notes.naming("rain").size());
            assertEquals(1, notes.search("flood", 10).size());
            notes.withdraw(own.id());
            assertEquals(0, notes.search("flood", 10).size() + notes.known().size() + notes.count());
        }
    }

    @Test
    void whatIsSaidAgainAfterItWasTakenBackIsSaidInItsNewWordsAlone(@TempDir Path folder) {
        Statement corrected = new Statement("rain", "brings", "floods", "Heavy rain brings floods.");
        try (Database database = Database.open(folder)) {
            Notes notes = new Notes(database);
            Note own = notes.add(RAIN, "a talk", "weather", 0.5, 1);
            notes.published(own.id(), CID);
            notes.withdraw(own.id());
            Note again = notes.add(corrected, "a book", "climate", 0.6, 2);
            assertEquals(own.id(), again.id());
            assertEquals(corrected, again.statement());
            assertEquals(0.6, again.confidence(), 1e-9);
            assertEquals(List.of(again), notes.unpublished(), "nobody has it under its new name yet");
            notes.add(OTHER, CID, RAIN, "elsewhere", "weather", 0.9, 3);
            notes.withdraw(OTHER_CID);
            assertEquals(2, notes.count());
            notes.withdraw(CID);
            Note theirs = notes.add(OTHER, OTHER_CID, corrected, "elsewhere", "weather", 0.3, 4);
            assertEquals(corrected, theirs.statement());
            assertEquals(0.3, theirs.confidence(), 1e-9);
            assertEquals(2, theirs.seen(), "how often somebody said it is not forgotten: agreement counts once");
        }
    }

    @Test
    void notesAreFoundByTheirNamesWithoutReadingAll(@TempDir Path folder) {
        try (Database database = Database.open(folder)) {
            List<String> plan = database.read(sql -> sql.list("EXPLAIN QUERY PLAN " + Notes.NAMING,
                    row -> row.text("detail"), "ada", "ada"));
            assertTrue(plan.stream().anyMatch(step -> step.contains("note_object")), plan.toString());
            assertTrue(plan.stream().noneMatch(step -> step.startsWith("SCAN note")), plan.toString());
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
