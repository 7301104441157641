package dev.pando.node.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.conversation.Conversations;
import dev.pando.node.conversation.Conversations.NewTurn;
import dev.pando.node.conversation.Turn;
import dev.pando.node.signals.Lesson.CorrectedAnswer;
import dev.pando.node.signals.Lesson.Counterfactual;
import dev.pando.node.signals.Lesson.InstructionResponse;
import dev.pando.node.signals.Lesson.PreferredPair;
import dev.pando.node.store.Database;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalsTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_000));

    @TempDir
    private Path folder;
    private Database database;
    private Conversations conversations;
    private Signals signals;
    private Turn question;

    @BeforeEach
    void open() {
        database = Database.open(folder);
        conversations = new Conversations(database, CLOCK);
        signals = new Signals(database, CLOCK);
        question = say("What floats?");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Turn say(String words) {
        long conversation = conversations.begin("", "").id();
        return database.write(sql -> conversations.add(sql,
                NewTurn.said(conversation, OptionalLong.empty(), words, OptionalLong.empty())));
    }

    private Turn answer(Turn to, String words) {
        return database.write(sql -> conversations.finish(sql,
                conversations.add(sql, NewTurn.answer(to, OptionalLong.empty(), "m")).id(), words, List.of(),
                Turn.State.DONE, ""));
    }

    private void thumb(Turn turn, int thumb) {
        database.write(sql -> {
            signals.thumbed(sql, conversations.thumb(sql, turn.id(), thumb));
            return null;
        });
    }

    private List<Lesson> lessons() {
        return signals.list("", Long.MAX_VALUE, 100).stream().map(Signal::lesson).toList().reversed();
    }

    @Test
    void aThumbUpIsAnInstructionAndItsResponse() {
        Turn wood = answer(question, "Wood.");
        thumb(wood, 1);
        thumb(wood, 1);
        assertEquals(List.of(new InstructionResponse("What floats?", "Wood.")), lessons());
        Signal signal = signals.list("instruction_response", Long.MAX_VALUE, 1).getFirst();
        assertEquals(wood.id(), signal.message());
        assertEquals("m", signal.model());
        thumb(wood, 0);
        assertEquals(List.of(), lessons());
    }

    @Test
    void thumbsOfBothKindsOnOneQuestionAreAPreference() {
        Turn iron = answer(question, "Iron."), wood = answer(question, "Wood.");
        thumb(iron, -1);
        assertEquals(List.of(new Counterfactual("What floats?", "Iron.", "", "")), lessons());
        thumb(wood, 1);
        assertTrue(lessons().contains(new PreferredPair("What floats?", "Wood.", "Iron.")));
        thumb(iron, 0);
        assertEquals(List.of(new InstructionResponse("What floats?", "Wood.")), lessons());
        thumb(iron, -1);
        assertEquals(List.of(new InstructionResponse("What floats?", "Wood."),
                new PreferredPair("What floats?", "Wood.", "Iron.")), lessons());
    }

    @Test
    void anAnswerMadeAgainIsPreferredUntilAThumbSaysOtherwise() {
        Turn before = answer(question, "Wood."), after = answer(question, "Iron.");
        database.write(sql -> {
            signals.regenerated(sql, after, before);
            return null;
        });
        assertEquals(List.of(new PreferredPair("What floats?", "Iron.", "Wood.")), lessons());
        thumb(before, 1);
        assertEquals(List.of(new InstructionResponse("What floats?", "Wood.")), lessons());
        database.write(sql -> {
            signals.regenerated(sql, after, conversations.turn(before.id()));
            return null;
        });
        assertEquals(1, lessons().size());
    }

    @Test
    void aQuestionInOtherWordsIsACounterfactual() {
        Turn before = answer(question, "Many things."), instead = answer(say("Which wood floats best?"), "Balsa.");
        database.write(sql -> {
            signals.edited(sql, instead, before);
            signals.edited(sql, instead, before);
            return null;
        });
        assertEquals(List.of(new Counterfactual("What floats?", "Many things.", "Which wood floats best?", "Balsa.")),
                lessons());
    }

    @Test
    void anAnswerThatAPersonWroteCorrectsTheModels() {
        Turn wrong = answer(question, "Iron."), right = answer(question, "Wood.");
        database.write(sql -> {
            signals.corrected(sql, right, wrong);
            return null;
        });
        assertEquals(List.of(new CorrectedAnswer("What floats?", "Iron.", "Wood.")), lessons());
    }

    @Test
    void aPersonChangesAndDeletesEach() {
        Turn wood = answer(question, "Wood.");
        thumb(wood, 1);
        long id = signals.list("", Long.MAX_VALUE, 1).getFirst().id();
        Lesson better = new InstructionResponse("What floats on water?", "Wood.");
        assertTrue(signals.change(id, _ -> better).orElseThrow().changedByPerson());
        thumb(wood, 0);
        assertEquals(List.of(better), lessons());
        assertThrows(IllegalArgumentException.class, () -> signals.change(id, _ -> new PreferredPair("", "", "")));
        assertThrows(IllegalArgumentException.class,
                () -> signals.change(id, _ -> new InstructionResponse("x".repeat(Lesson.TEXT_CHARS_MAX + 1), "")));
        assertTrue(signals.delete(id));
        assertFalse(signals.delete(id));
        assertTrue(signals.change(id, l -> l).isEmpty());
    }

    @Test
    void aDeletedConversationTakesItsLessonsWithIt() {
        thumb(answer(question, "Wood."), 1);
        conversations.delete(question.conversation());
        assertEquals(List.of(), lessons());
    }

    @Test
    void allKindsComeBackAsTheyWereStored() {
        for (Lesson lesson : List.of(new CorrectedAnswer("i", "w", "r"), new PreferredPair("i", "c", "r"),
                new InstructionResponse("i", "r"), new Counterfactual("i", "r", "oi", "or"))) {
            assertEquals(lesson, LessonRow.of(lesson).lesson());
        }
    }
}
