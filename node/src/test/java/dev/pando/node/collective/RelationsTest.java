package dev.pando.node.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.consent.Rule;
import dev.pando.node.encode.WordEncoder;
import dev.pando.node.exchange.Signing;
import dev.pando.node.identity.NodeKey;
import dev.pando.node.notes.Note;
import dev.pando.node.store.Database;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several things that are said of the same two names: learned, shared, forgotten and taken back each by itself.
class RelationsTest {

    private static final String TEXT = "Ada Varley lives in Kell. Ada Varley was born in Kell. Ada Varley works in Kell.";

    @TempDir
    Path folder;
    private Database database;
    private Collective collective;

    @BeforeEach
    void open() {
        database = Database.open(folder);
        collective = opened();
    }

    private Collective opened() {
        return new Collective(database, new WordEncoder("words"), () -> Instant.ofEpochMilli(ArrivalsTest.NOW_MS),
                Signing.as(NodeKey.in(folder)));
    }

    @AfterEach
    void close() {
        collective.close();
        database.close();
    }

    private List<Note> learned() {
        return collective.read(TEXT, "a letter", "people", Collective.READ);
    }

    @Test
    void forgettingOneLeavesWhatTheOthersWroteIntoTheField() {
        List<Note> notes = learned();
        assertEquals(3, notes.stream().map(Note::id).distinct().count());
        long field = collective.fold().hash();
        assertEquals(notes.getFirst().id(), learned().getFirst().id());
        collective.forget(notes.getFirst());
        assertEquals(field, collective.fold().hash(), "said twice counts once, and one of two is enough");
        assertEquals(opened().fold().hash(), collective.fold().hash(), "a start makes the same field");
        collective.forget(notes.get(1));
        collective.forget(notes.get(2));
        assertEquals(0, collective.notes().count());
        assertEquals(opened().fold().hash(), collective.fold().hash());
    }

    @Test
    void allOfThemLeaveTogetherAndOneIsTakenBackAlone() {
        List<Note> notes = learned();
        collective.sharing().turn(true);
        collective.sharing().rule("people", Rule.SHARE);
        assertTrue(collective.share(List.of(), ArrivalsTest.NOW_MS).stream().allMatch(p -> p.objection().isEmpty()),
                "a trace that said the same three times would be held for its magnitude");
        assertEquals(4, collective.fold().size());
        long field = collective.fold().hash();
        collective.revoke(notes.getFirst().id());
        assertEquals(List.of(notes.get(1).id(), notes.get(2).id()),
                collective.notes().known().stream().map(Note::id).toList());
        assertEquals(field, collective.fold().hash());
    }
}
