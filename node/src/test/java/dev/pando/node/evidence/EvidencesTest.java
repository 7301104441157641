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
import dev.pando.node.store.Database;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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
                        List.of(new Evidences.Given(same.id(), "same", 0.9),
                                new Evidences.Given(changed.id(), "before", 0.8),
                                new Evidences.Given(gone.id(), "gone", 0.7),
                                new Evidences.Given(99, "never there", 0.6)),
                        Set.of(2), List.of(question.id(), 99L));
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
}
