package dev.pando.node.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.conversation.Conversations;
import dev.pando.node.conversation.Conversations.NewTurn;
import dev.pando.node.conversation.Turn;
import dev.pando.node.encode.WordEncoder;
import dev.pando.node.evidence.Evidence.Checked;
import dev.pando.node.memory.Memories;
import dev.pando.node.memory.Memory;
import dev.pando.node.notes.Note;
import dev.pando.node.notes.Notes;
import dev.pando.node.notes.Statement;
import dev.pando.node.store.Database;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidencesTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_000));

    @TempDir
    private Path folder;

    @Test
    void sourcesSayWhetherTheyAreAsTheyWereChangedOrForgotten() {
        try (Database database = Database.open(folder)) {
            Conversations conversations = new Conversations(database, CLOCK);
            Memories memories = new Memories(database, new WordEncoder("w"), CLOCK);
            Evidences evidences = new Evidences(database, CLOCK);
            Memory same = memories.note("same"), changed = memories.note("before"), gone = memories.note("gone");
            long conversation = conversations.begin("", "").id();
            Turn question = database.write(sql -> conversations.add(sql, NewTurn.said(conversation,
                    OptionalLong.empty(), "q", OptionalLong.empty())));
            Turn answer = database.write(sql -> {
                Turn turn = conversations.add(sql, NewTurn.answer(question, OptionalLong.empty(), "m"));
                evidences.keep(sql, turn.id(), new Evidences.Making("m", "{}", "prompt", 7, 3),
                        List.of(Evidences.Given.memory(same.id(), "same", 0.9),
                                Evidences.Given.memory(changed.id(), "before", 0.8),
                                Evidences.Given.memory(gone.id(), "gone", 0.7),
                                Evidences.Given.memory(99, "never there", 0.6)),
                        Optional.empty(), Set.of(2), List.of(question.id(), 99L));
                return turn;
            });
            memories.change(changed.id(), "after");
            memories.forget(gone.id());
            Evidence evidence = evidences.of(answer.id()).orElseThrow();
            assertEquals(List.of("same", "after", "", ""),
                    evidence.sources().stream().map(Evidence.Source::text).toList());
            assertEquals(List.of(true, false, false, false),
                    evidence.sources().stream().map(Evidence.Source::asItWas).toList());
            assertEquals(List.of(false, true, false, false),
                    evidence.sources().stream().map(Evidence.Source::cited).toList());
            assertEquals(List.of(question.id()), evidence.turns());
            assertEquals(Checked.NO, evidence.checked());
            assertTrue(evidences.check(answer.id(), Checked.WRONG, "person"));
            assertEquals("person", evidences.of(answer.id()).orElseThrow().checkedBy());
            assertFalse(evidences.check(question.id(), Checked.RIGHT, "person"));
            assertTrue(evidences.of(question.id()).isEmpty());
        }
    }

    @Test
    void aNoteThatIsTakenBackIsGoneFromTheEvidenceAndSoIsTheWayThatNeedsIt() {
        try (Database database = Database.open(folder)) {
            Conversations conversations = new Conversations(database, CLOCK);
            Evidences evidences = new Evidences(database, CLOCK);
            Notes notes = new Notes(database);
            Note first = note(notes, "late swarming", "honey shortage"),
                    second = note(notes, "honey shortage", "theft");
            Note other = note(notes, "late swarming", "noise");
            long conversation = conversations.begin("", "").id();
            Turn answer = database.write(sql -> {
                Turn turn = conversations.add(sql, NewTurn.said(conversation, OptionalLong.empty(), "q",
                        OptionalLong.empty()));
                evidences.keep(sql, turn.id(), new Evidences.Making("m", "{}", "prompt", 7, 3),
                        List.of(given(first), given(second), given(other)),
                        Optional.of(new Evidences.Said(true, 0.5, "", List.of(List.of(1, 2), List.of(3)))), Set.of(1),
                        List.of());
                return turn;
            });
            Evidence whole = evidences.of(answer.id()).orElseThrow();
            assertEquals(List.of("late swarming", "honey shortage", "theft"),
                    whole.field().orElseThrow().ways().getFirst().names());
            assertEquals("a key", whole.sources().getFirst().author());
            notes.withdraw(second.id());
            Evidence left = evidences.of(answer.id()).orElseThrow();
            assertEquals(List.of(List.of("late swarming", "noise")),
                    left.field().orElseThrow().ways().stream().map(Evidence.Way::names).toList());
            assertEquals("", left.sources().get(1).text());
            assertTrue(left.sources().get(1).note().isEmpty());
        }
    }

    private static Note note(Notes notes, String subject, String object) {
        return notes.add(new Statement(subject, "causes", object, subject + " causes " + object + "."), "a talk",
                "bees",
                0.8, 1);
    }

    private static Evidences.Given given(Note note) {
        return new Evidences.Given(true, note.id(), "a key", note.statement().sentence(), 0.4);
    }
}
