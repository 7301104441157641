package dev.pando.node.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.answer.Ask;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.FunctionEngine;
import dev.pando.node.answer.Sampling;
import dev.pando.node.conversation.Turn;
import dev.pando.node.encode.WordEncoder;
import dev.pando.node.evidence.Evidence;
import dev.pando.node.notes.Note;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said becomes notes; what notes say together answers, with its way; of what is private nothing comes.
class DialogueWithNotesTest {

    private static final Manner MANNER = new Manner("", Sampling.GREEDY, OptionalInt.empty());
    private static final String FIRST = "Late swarming causes honey shortage.",
            SECOND = "Honey shortage raises sugar sales.";

    @TempDir
    private Path folder;
    private FunctionEngine engine;
    private Instance instance;

    private void open(String model, Function<Ask, String> words) {
        engine = FunctionEngine.saying(model, words);
        instance = Instance.open(folder, engine, new WordEncoder("w"), InstantSource.system(), List.of());
    }

    @AfterEach
    void close() {
        if (instance != null) instance.close();
    }

    private Turn say(String words) {
        return instance.dialogue().say(instance.conversations().begin("", "").id(), OptionalLong.empty(), words);
    }

    private Turn sayPrivately(String words) {
        long id = instance.conversations().begin("", "").id();
        instance.dialogue().keepPrivate(id, true);
        return instance.dialogue().say(id, OptionalLong.empty(), words);
    }

    private Turn answer(Turn question) throws Exception {
        return instance.dialogue().answer(question, MANNER, Optional.empty(), Listener.NONE);
    }

    private Evidence evidence(Turn answer) {
        return instance.evidences().of(answer.id()).orElseThrow();
    }

    private List<Note> notes() {
        return instance.collective().notes().known();
    }

    @Test
    void twoThingsThatWereSaidApartAnswerTogetherAndTheirWayIsKept() throws Exception {
        open("any", _ -> "Sugar sales go up [1][2].");
        Turn told = say(FIRST);
        say(SECOND);
        assertEquals(2, notes().size());
        assertEquals(told.conversation(), instance.conversations().turn(told.id()).conversation());
        Evidence evidence = evidence(answer(say("What does late swarming lead to?")));
        assertTrue(engine.lastPrompt().contains("[1] " + FIRST + "\n[2] " + SECOND), engine.lastPrompt());
        Evidence.Field field = evidence.field().orElseThrow();
        assertTrue(field.known());
        assertEquals(List.of("late swarming", "honey shortage", "sugar sale"),
                field.ways().getFirst().names().stream().map(n -> n.replaceAll("sales$", "sale")).toList());
        assertEquals(List.of(1, 2), field.ways().getFirst().cites());
        assertTrue(evidence.sources().getFirst().cited() && evidence.sources().get(1).cited());
        assertEquals(OptionalLong.of(told.id()), evidence.sources().getFirst().turn());
        assertEquals(1, evidence.sources().stream().filter(s -> s.text().equals(FIRST)).count(),
                "a note and the memory of the same words are one source");
    }

    @Test
    void whatWasLearnedOfSomebodyReachesTheModelWithWhatIsRemembered() throws Exception {
        open("pando-seed-small", _ -> "[1] Solberg Mills");
        instance.collective().read("Philomena Crake works at Solberg Mills. Odo Varley was born in Ostrow.", "a letter",
                "people", 0.7);
        say("Philomena Crake lives in Selmere.");
        assertEquals(3, notes().size(), "what leads somewhere, or is somewhere, is noted in talk, too");
        Evidence evidence = evidence(answer(say("Where does Philomena Crake work?")));
        assertEquals(
                List.of("Philomena Crake lives in Selmere.", "Philomena Crake works at Solberg Mills."),
                evidence.sources().stream().map(Evidence.Source::text).sorted().toList());
        assertTrue(engine.lastPrompt().contains("Philomena Crake works at Solberg Mills."), engine.lastPrompt());
    }

    @Test
    void aNoteThatAnswersAndNamesWhatIsAskedIsOneSource() throws Exception {
        open("any", _ -> "In Kell [1].");
        instance.collective().read("Ada Varley lives in Kell. Ada Varley was born in Kell.", "a letter", "people", 0.7);
        Evidence evidence = evidence(answer(say("How is Ada Varley linked to Kell?")));
        assertTrue(evidence.field().orElseThrow().known());
        assertEquals(List.of("Ada Varley lives in Kell.", "Ada Varley was born in Kell."),
                evidence.sources().stream().map(Evidence.Source::text).sorted().toList());
    }

    @Test
    void whoeverStatesSomethingIsNotToldItBack() throws Exception {
        open("any", _ -> "Thanks.");
        assertTrue(evidence(answer(say(FIRST))).sources().isEmpty());
    }

    @Test
    void theBundledModelIsHeldToTheNotesAndSaysSoWhereThereAreNone() throws Exception {
        open("pando-seed-small", _ -> "[9] Bees wear hats");
        say(FIRST);
        say(SECOND);
        Turn joined = answer(say("What does late swarming lead to?"));
        assertEquals(FIRST + " [1] " + SECOND + " [2]", joined.content());
        int asked = engine.asked().size();
        instance.memories().list(Long.MAX_VALUE, 100).forEach(m -> instance.memories().forget(m.id()));
        Turn unknown = answer(say("How does sugar sales lead to late swarming?"));
        assertEquals("I don't know.", unknown.content());
        assertEquals(asked, engine.asked().size(), "nobody is asked to make something up");
        assertFalse(evidence(unknown).field().orElseThrow().known());
        assertEquals(Turn.State.DONE, unknown.state());
    }

    @Test
    void theBundledModelIsNotAskedToAnswerAStatementAndReadsNotesWithoutChance() throws Exception {
        open("pando-seed-small", _ -> "[1] " + FIRST + " → honey shortage");
        assertEquals(Round.NOTED, answer(say(FIRST)).content());
        assertEquals(0, engine.asked().size());
        Evidence evidence = evidence(answer(say("What does late swarming cause?")));
        assertEquals(Sampling.GREEDY, engine.asked().getLast().sampling());
        assertTrue(evidence.sampling().contains("\"temperature\":0"), evidence.sampling());
    }

    @Test
    void theBundledModelsOwnWordsStandWhereTheyFollowTheWay() throws Exception {
        open("pando-seed-small", _ -> "[1] honey shortage → [2] sugar sales");
        say(FIRST);
        say(SECOND);
        assertEquals("sugar sales [1][2]", answer(say("What does late swarming lead to?")).content());
    }

    @Test
    void ofAPrivateConversationNothingIsRememberedNotedOrLearned() throws Exception {
        open("any", _ -> "I see.");
        Turn said = sayPrivately(FIRST);
        Turn reply = answer(said);
        instance.dialogue().thumb(reply.id(), 1);
        instance.dialogue().correct(reply.id(), SECOND);
        instance.dialogue().answer(instance.dialogue().edit(said.id(), FIRST + " Really."), MANNER, Optional.of(reply),
                Listener.NONE);
        assertEquals(List.of(), notes());
        assertEquals(0, instance.memories().count());
        assertEquals(List.of(), instance.signals().list("", Long.MAX_VALUE, 10));
        assertTrue(evidence(answer(say("What does late swarming lead to?"))).sources().isEmpty());
    }

    @Test
    void aConversationThatBecomesPrivateIsForgottenAndWhatIsFromElsewhereTooStays() throws Exception {
        open("any", _ -> "I see.");
        Turn said = say(FIRST + " " + SECOND);
        instance.dialogue().thumb(answer(said).id(), 1);
        instance.collective().read(SECOND, "a book", "bees", 0.7);
        assertEquals(2, notes().size());
        instance.dialogue().keepPrivate(said.conversation(), true);
        assertEquals(List.of(SECOND), notes().stream().map(n -> n.statement().sentence()).toList());
        assertEquals(0, instance.memories().count());
        assertEquals(List.of(), instance.signals().list("", Long.MAX_VALUE, 10));
        assertFalse(instance.collective().ask("What does late swarming lead to?").known());
        assertTrue(instance.conversations().conversation(said.conversation()).isPrivate());
    }

    @Test
    void otherWordsTakeThePlaceOfTheNoteAndADeletedConversationTakesItAlong() {
        open("any", _ -> "I see.");
        Turn said = say(FIRST);
        instance.dialogue().edit(said.id(), SECOND);
        assertEquals(List.of(SECOND), notes().stream().map(n -> n.statement().sentence()).toList());
        instance.dialogue().delete(said.conversation());
        assertEquals(List.of(), notes());
    }

    @Test
    void noEngineOnAnotherMachineIsAskedWhatIsPrivate() {
        open("any", _ -> "I see.");
        instance.close();
        ChatEngine away = (ChatEngine) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[]{ChatEngine.class}, (_, method, arguments) -> method.getName().equals("isElsewhere")
                        ? Boolean.TRUE
                        : method.invoke(engine, arguments));
        instance = Instance.open(folder, away, new WordEncoder("w"), InstantSource.system(), List.of());
        Turn question = sayPrivately("Am I ill?");
        DialogueException refused = assertThrows(DialogueException.class, () -> answer(question));
        assertTrue(refused.getMessage().contains("private"), refused.getMessage());
        assertEquals(List.of(), engine.asked());
    }
}
