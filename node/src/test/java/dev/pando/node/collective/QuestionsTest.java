package dev.pando.node.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.artifact.AuthorKey;
import dev.pando.libp2p.identity.Identity;
import dev.pando.node.encode.Meaning;
import dev.pando.node.encode.WordEncoder;
import dev.pando.node.exchange.Shelf.Reception;
import dev.pando.node.exchange.Signing;
import dev.pando.node.identity.NodeKey;
import dev.pando.node.notes.Notes;
import dev.pando.node.notes.Statement;
import dev.pando.node.store.Database;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Authors who contradict each other, and which of them an answer names first.
class QuestionsTest {

    private static final Statement TRUTH = said("night frost", "lost apples"), LIE = said("night frost", "sweet plums");

    @TempDir
    Path folder;
    private Database database;
    private Holdings held;
    private Questions questions;
    private Incoming incoming;
    private int authors;

    @BeforeEach
    void open() {
        database = Database.open(folder);
        held = new Holdings(database, Meaning.of(new WordEncoder("words")),
                () -> Instant.ofEpochMilli(ArrivalsTest.NOW_MS),
                Signing.as(NodeKey.in(folder)));
        questions = new Questions(held.terms, held.fold, held.notes, held.trust, held.clock);
        incoming = new Incoming(held, questions);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Statement said(String subject, String object) {
        return new Statement(subject, "", object, "The " + subject + " leads to the " + object + ".");
    }

    // Some new author says it.
    private void told(Statement what, boolean invited) {
        Identity author = ArrivalsTest.author(++authors);
        if (invited) held.trust.invite(new AuthorKey(author.key().data()), true, ArrivalsTest.NOW_MS);
        List<byte[]> wires = ArrivalsTest.told(author, null, what, held.terms);
        assertEquals(List.of(Reception.TAKEN, Reception.TAKEN), incoming.take(wires, "peer"));
    }

    private List<String> ends() {
        return questions.answer("What does night frost lead to?").ways().stream().map(w -> w.names().getLast())
                .toList();
    }

    @Test
    void whatMoreKnownAuthorsSayComesFirstHoweverManyStrangersContradict() {
        for (int i = 0; i < 2; i++) told(TRUTH, true);
        for (int i = 0; i < 20; i++) told(LIE, false);
        assertEquals(List.of("lost apples", "sweet plums"), ends(), "a contradiction is shown, and comes second");
    }

    @Test
    void whatIsWrittenAroundItTakesNothingFromAStatementThatMoreKnownAuthorsMake() {
        for (int i = 0; i < 3; i++) told(TRUTH, true);
        for (int i = 0; i < 6; i++) told(LIE, false);
        // The same object of many others: the place of the truth becomes crowded, that of the lie does not.
        for (int i = 0; i < 12; i++) told(said("cause " + i, "lost apples"), true);
        assertEquals("lost apples", ends().getFirst());
    }

    @Test
    void aLieThatGoesOnSomewhereIsToldNoSoonerThanOneThatEnds() {
        for (int i = 0; i < 3; i++) told(TRUTH, true);
        for (int i = 0; i < 6; i++) told(LIE, false);
        for (int i = 0; i < 3; i++) told(said("sweet plums", "full jars"), true);
        var ways = questions.answer("What does night frost lead to?").ways();
        assertEquals(List.of("night frost", "lost apples"), ways.getFirst().names());
        assertEquals(List.of("night frost", "sweet plums", "full jars"), ways.get(1).names());
    }

    @Test
    void oneWhoIsKnownIsWorthNoLessThanAllStrangersTogether() {
        told(TRUTH, true);
        for (int i = 0; i < 20; i++) told(LIE, false);
        assertEquals(2, ends().size());
        assertTrue(questions.answer("What does night frost lead to?").known());
    }

    @Test
    void whatIsAskedForCompetesWithNothingElseBehindTheSameBridge() {
        told(said("night frost", "empty orchards"), true);
        for (int i = 0; i < Questions.RANKED_MAX + 4; i++)
            told(said("empty orchards", "end " + (char) ('a' + i)), true);
        for (int i = 0; i < Questions.RANKED_MAX + 4; i++) {
            String end = "end " + (char) ('a' + i);
            assertEquals(List.of("night frost", "empty orchards", end),
                    questions.answer("How does night frost lead to " + end + "?").ways().getFirst().names());
        }
        assertEquals("no notes lead there", questions.answer("How does night frost lead to the moon?").remark());
    }

    @Test
    void aQuestionsFirstWordsAreReadWhole() {
        told(TRUTH, true);
        assertTrue(questions.answer("Is there a way from night frost to lost apples?").known(),
                "'there' is not 'the' with something behind it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Have you heard of dragons making for lost apples?", "Does bread cause lost apples?",
            "Suppose we had dragons: should we expect lost apples?", "In which way do dragons matter for lost apples?"})
    void whatStandsLastAloneIsWhereAStrangersWayWouldEnd(String question) {
        told(TRUTH, true);
        told(said("lost apples", "dear cider"), true);
        assertFalse(questions.answer(question).known());
    }

    @ParameterizedTest
    @ValueSource(strings = {"What do you know about night frost?", "Please tell me what follows from night frost",
            "Does anything happen after night frost?", "What is the effect of night frost?", "night frost"})
    void wordsThatNameNothingAreNoStrangers(String question) {
        told(TRUTH, true);
        assertTrue(questions.answer(question).known());
    }

    @Test
    void ownNotesComeFirstWhicheverNameOfTheQuestionTheyHave() {
        told(new Statement("odo varley", "", "ostrow", "Odo Varley was born in Ostrow."), true);
        new Learning(held).read("Solberg Mills was founded by Marta Kell.", "a letter", "people", 0.7);
        List<String> sentences = questions.about("Did Odo Varley work at Solberg Mills?").stream()
                .map(source -> source.note().statement().sentence()).toList();
        assertEquals(List.of("Solberg Mills was founded by Marta Kell.", "Odo Varley was born in Ostrow."), sentences);
    }

    @Test
    void aStartKnowsTheNamesOfAllNotesHoweverManyThereAre() {
        database.write(sql -> sql.update(
                """
                        WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
                        INSERT INTO note(author, subject, relation, object, sentence, source, topic, confidence, created_ms, state)
                        SELECT x'', iif(n < ?, 'one thing', 'last thing'), 'is near', 'another', 'So it is.', '', '', 1, 1, 'KNOWN'
                        FROM number""",
                Notes.LIST_MAX + 1, Notes.LIST_MAX + 1));
        Holdings started = new Holdings(database, held.meaning, held.clock, held.signing);
        assertTrue(started.terms.find("last thing").isPresent());
    }
}
