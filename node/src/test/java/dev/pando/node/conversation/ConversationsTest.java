package dev.pando.node.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.answer.ToolCall;
import dev.pando.node.conversation.Conversations.NewTurn;
import dev.pando.node.store.Database;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversationsTest {

    @TempDir
    private Path folder;
    private final AtomicLong now = new AtomicLong(1_000);
    private Database database;
    private Conversations conversations;

    @BeforeEach
    void open() {
        database = Database.open(folder);
        InstantSource clock = () -> java.time.Instant.ofEpochMilli(now.incrementAndGet());
        conversations = new Conversations(database, clock);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Turn say(long conversation, OptionalLong parent, String words) {
        return database
                .write(sql -> conversations.add(sql, NewTurn.said(conversation, parent, words, OptionalLong.empty())));
    }

    private Turn answer(Turn question, String words) {
        return database.write(sql -> {
            Turn turn = conversations.add(sql, NewTurn.answer(question, OptionalLong.empty(), "m"));
            return conversations.finish(sql, turn.id(), words, List.of(), Turn.State.DONE, "");
        });
    }

    private static OptionalLong id(Turn turn) {
        return OptionalLong.of(turn.id());
    }

    private List<String> shown(long conversation) {
        return conversations.path(conversations.conversation(conversation).leaf().orElseThrow()).stream()
                .map(Turn::content).toList();
    }

    @Test
    void anEditedQuestionIsABranchAndBothCanBeShown() {
        long id = conversations.begin("", "").id();
        Turn first = say(id, OptionalLong.empty(), "hello");
        Turn reply = answer(first, "hi");
        Turn tea = say(id, id(reply), "tea?");
        answer(tea, "green");
        Turn coffee = say(id, id(reply), "coffee?");
        answer(coffee, "black");
        assertEquals(List.of("hello", "hi", "coffee?", "black"), shown(id));
        show(id, tea);
        assertEquals(List.of("hello", "hi", "tea?", "green"), shown(id));
        show(id, first);
        assertEquals(List.of("hello", "hi", "coffee?", "black"), shown(id));
        assertEquals(6, conversations.turns(id).size());
        List<Turn> siblings = database.read(sql -> Conversations.siblings(sql, tea));
        assertEquals(List.of(tea.id(), coffee.id()), siblings.stream().map(Turn::id).toList());
    }

    private void show(long id, Turn turn) {
        conversations.change(id, Optional.empty(), Optional.empty(), id(turn));
    }

    @Test
    void aTitleIsTheFirstWordsUntilAPersonGivesOne() {
        long id = conversations.begin("", "").id();
        say(id, OptionalLong.empty(),
                "What  is\nthe tallest tree in the world, and how old can such a tree possibly become?");
        assertEquals("What is the tallest tree in the world, and how old can such…",
                conversations.conversation(id).title());
        conversations.change(id, Optional.of("Trees"), Optional.of("Be brief."),
                OptionalLong.empty());
        say(id, OptionalLong.empty(), "another beginning");
        assertEquals("Trees", conversations.conversation(id).title());
        assertEquals("Be brief.", conversations.conversation(id).instructions());
        assertEquals("🌳".repeat(30) + "…", titleOf("🌳".repeat(200)));
        assertEquals("short", titleOf("short"));
    }

    private String titleOf(String words) {
        long id = conversations.begin("", "").id();
        say(id, OptionalLong.empty(), words);
        return conversations.conversation(id).title();
    }

    @Test
    void theLastUsedIsListedFirst() {
        long a = conversations.begin("a", "").id(), b = conversations.begin("b", "").id();
        assertEquals(List.of(b, a), conversations.list(0, 10).stream().map(Conversation::id).toList());
        say(a, OptionalLong.empty(), "again");
        assertEquals(List.of(a), conversations.list(0, 1).stream().map(Conversation::id).toList());
        assertEquals(List.of(b), conversations.list(1, 1).stream().map(Conversation::id).toList());
    }

    @Test
    void searchFindsWordsAndTheirBeginningsAndNothingIsAnOperator() {
        long id = conversations.begin("Zoo", "").id();
        say(id, OptionalLong.empty(), "I saw three zebras near the lake");
        answer(say(id, OptionalLong.empty(), "and?"), "Zebras like lakes");
        assertEquals(2, conversations.search("zebra lake", 10).size());
        TurnHit hit = conversations.search("thr", 10).getFirst();
        assertEquals("Zoo", hit.title());
        assertEquals("I saw \u0002three\u0003 zebras near the lake", hit.excerpt());
        for (String query : List.of("", "\"", "zebra OR", "content:x", "*", "(", "a-b", "' --"))
            conversations.search(query, 5);
        conversations.delete(id);
        assertEquals(List.of(), conversations.search("zebra", 10));
    }

    @Test
    void whatIsDeletedTakesItsTurnsWithIt() {
        long id = conversations.begin("", "").id();
        Turn turn = say(id, OptionalLong.empty(), "gone");
        conversations.delete(id);
        assertThrows(NotThere.class, () -> conversations.turn(turn.id()));
        assertThrows(NotThere.class, () -> conversations.conversation(id));
        assertThrows(NotThere.class, () -> conversations.turns(id));
        assertThrows(NotThere.class, () -> conversations.delete(id));
        assertTrue(conversations.begin("", "").id() > id);
    }

    @Test
    void aTurnHasItsParentInTheSameConversation() {
        long a = conversations.begin("", "").id(), b = conversations.begin("", "").id();
        Turn turn = say(a, OptionalLong.empty(), "here");
        assertThrows(NotThere.class, () -> say(b, id(turn), "there"));
        assertThrows(NotThere.class, () -> show(b, turn));
        assertThrows(NotThere.class, () -> say(99, OptionalLong.empty(), "nowhere"));
    }

    @Test
    void thumbsAreForAnswersAndCanBeTakenBack() {
        long id = conversations.begin("", "").id();
        Turn question = say(id, OptionalLong.empty(), "q"), reply = answer(question, "a");
        assertEquals(1, database.<Turn>write(sql -> conversations.thumb(sql, reply.id(), 1)).thumb());
        assertEquals(0, database.<Turn>write(sql -> conversations.thumb(sql, reply.id(), 0)).thumb());
        assertThrows(IllegalArgumentException.class,
                () -> database.write(sql -> conversations.thumb(sql, question.id(), 1)));
        assertThrows(IllegalArgumentException.class,
                () -> database.write(sql -> conversations.thumb(sql, reply.id(), 2)));
    }

    @Test
    void callsOfToolsAreKeptAsTheyWere() {
        long id = conversations.begin("", "").id();
        Turn question = say(id, OptionalLong.empty(), "q");
        List<ToolCall> calls = List.of(new ToolCall("c1", "look", "{\"at\":\"\\u0000 ' \\\" ☃\"}"));
        Turn kept = database.write(sql -> conversations.finish(sql,
                conversations.add(sql, NewTurn.answer(question, OptionalLong.empty(), "m")).id(), "", calls,
                Turn.State.DONE, ""));
        assertEquals(calls, conversations.turn(kept.id()).calls());
    }

    @Test
    void anAnswerThatWasGrowingWhenTheNodeEndedIsStopped() {
        long id = conversations.begin("", "").id();
        Turn question = say(id, OptionalLong.empty(), "q");
        Turn growing = database
                .write(sql -> conversations.add(sql, NewTurn.answer(question, OptionalLong.empty(), "m")));
        assertEquals(1, conversations.stopForgotten());
        assertEquals(Turn.State.STOPPED, conversations.turn(growing.id()).state());
        assertEquals(0, conversations.stopForgotten());
    }

    @Test
    void limitsAreTheirValueAndOneMore() {
        long id = conversations
                .begin("x".repeat(Conversation.TITLE_CHARS_MAX), "x".repeat(Conversation.INSTRUCTIONS_CHARS_MAX)).id();
        assertThrows(IllegalArgumentException.class,
                () -> conversations.begin("x".repeat(Conversation.TITLE_CHARS_MAX + 1), ""));
        assertThrows(IllegalArgumentException.class,
                () -> conversations.begin("", "x".repeat(Conversation.INSTRUCTIONS_CHARS_MAX + 1)));
        say(id, OptionalLong.empty(), "x".repeat(Turn.CONTENT_CHARS_MAX));
        assertThrows(IllegalArgumentException.class,
                () -> say(id, OptionalLong.empty(), "x".repeat(Turn.CONTENT_CHARS_MAX + 1)));
    }
}
