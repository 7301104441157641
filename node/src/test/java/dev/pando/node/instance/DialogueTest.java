package dev.pando.node.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.answer.Ask;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.FunctionEngine;
import dev.pando.node.answer.Message;
import dev.pando.node.answer.NoModel;
import dev.pando.node.answer.Prompt;
import dev.pando.node.answer.Sampling;
import dev.pando.node.answer.ToolCall;
import dev.pando.node.context.Source;
import dev.pando.node.conversation.Turn;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.WordEncoder;
import dev.pando.node.evidence.Evidence;
import dev.pando.node.memory.Memory;
import dev.pando.node.rules.Approval;
import dev.pando.node.signals.Lesson;
import dev.pando.node.signals.Signal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DialogueTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_000));
    private static final Manner MANNER = new Manner("", Sampling.GREEDY, OptionalInt.empty());

    @TempDir
    private Path folder;
    private FunctionEngine engine;
    private Instance instance;

    private Dialogue open(String model, int context, Function<Ask, List<Event>> script) {
        engine = new FunctionEngine(model, context, script);
        instance = Instance.open(folder, engine, new WordEncoder("w"), CLOCK, List.of());
        return instance.dialogue();
    }

    private Dialogue saying(String words) {
        return open("any", 4096, _ -> FunctionEngine.said(words));
    }

    @AfterEach
    void close() {
        if (instance != null) instance.close();
    }

    private Turn say(String words) {
        return instance.dialogue().say(instance.conversations().begin("", "").id(), OptionalLong.empty(), words);
    }

    private Turn answer(Turn question) throws Exception {
        return instance.dialogue().answer(question, MANNER, Optional.empty(), Listener.NONE);
    }

    private List<Lesson> lessons() {
        return instance.signals().list("", Long.MAX_VALUE, 10).stream().map(Signal::lesson).toList();
    }

    @Test
    void whatWasToldInOneConversationIsASourceInAnother() throws Exception {
        saying("Under the pot [1].");
        Turn told = say("The spare key is under the blue pot.");
        say("Trains leave at noon.");
        Turn reply = answer(say("Where is the spare key?"));
        assertTrue(engine.lastPrompt().contains("[1] The spare key is under the blue pot."), engine.lastPrompt());
        Evidence evidence = instance.evidences().of(reply.id()).orElseThrow();
        assertEquals("any", evidence.model());
        assertEquals(11, evidence.promptTokens());
        assertEquals(OptionalLong.of(told.id()), evidence.sources().getFirst().turn());
        assertEquals(told.conversation(), evidence.sources().getFirst().conversation().orElseThrow());
        assertTrue(evidence.sources().getFirst().cited());
        assertEquals(Evidence.Checked.NO, evidence.checked());
        assertEquals("The spare key is under the blue pot.", evidence.sources().getFirst().text());
    }

    @Test
    void whatIsSaidAgainInTheSameWordsIsNoSource() throws Exception {
        saying("ok");
        say("The spare key is under the blue pot.");
        Turn reply = answer(say("the spare key is under the blue pot!"));
        assertEquals(List.of(), instance.evidences().of(reply.id()).orElseThrow().sources());
        Turn confirmed = answer(say("The spare key is under the blue pot?"));
        assertFalse(instance.evidences().of(confirmed.id()).orElseThrow().sources().isEmpty());
    }

    @Test
    void theBundledModelIsAskedInItsOwnFormat() throws Exception {
        open("pando-seed-small", 4096, _ -> FunctionEngine.said("[1] under the pot"));
        say("The spare key is under the blue pot.");
        Turn reply = answer(say("Where is the spare key?"));
        assertEquals(
                "user: Question: Where is the spare key?\n\nNotes:\n[1] The spare key is under the blue pot. [1]\n",
                engine.lastPrompt());
        assertEquals("under the pot [1]", reply.content());
        assertTrue(instance.evidences().of(reply.id()).orElseThrow().sources().getFirst().cited());
    }

    @Test
    void factsAndInstructionsAreInThePrompt() throws Exception {
        saying("Hello, Ada.");
        instance.profile().put("name", "Ada");
        long id = instance.conversations().begin("", "Speak like a pirate.").id();
        answer(instance.dialogue().say(id, OptionalLong.empty(), "Hello"));
        assertTrue(engine.lastPrompt().contains("- name: Ada"));
        assertTrue(engine.lastPrompt().contains("Speak like a pirate."));
    }

    @Test
    void aListenerHearsAllAndWhatIsDoneIsStored() throws Exception {
        saying("one two");
        List<String> heard = new ArrayList<>();
        Turn question = say("Count.");
        instance.dialogue().answer(question, MANNER, Optional.empty(), new Listener() {
            @Override
            public void begun(Turn answer, List<Source> sources) {
                heard.add(instance.conversations().turn(answer.id()).state().word());
            }

            @Override
            public void piece(String text) {
                heard.add(text);
            }

            @Override
            public void done(Turn turn) {
                heard.add(instance.conversations().turn(turn.id()).content());
                heard.add(instance.evidences().of(turn.id()).orElseThrow().model());
            }
        });
        assertEquals(List.of("growing", "one two", "one two", "any"), heard);
        assertEquals(2, instance.conversations().path(instance.conversations().conversation(question.conversation())
                .leaf().orElseThrow()).size());
    }

    @Test
    void aListenerThatLeavesStopsTheAnswerAndKeepsWhatCameSoFar() {
        open("any", 4096, _ -> List.of(new Event.Piece("half", List.of()), new Event.Piece("whole", List.of())));
        Turn question = say("Go on.");
        assertThrows(IllegalStateException.class,
                () -> instance.dialogue().answer(question, MANNER, Optional.empty(), new Listener() {
                    @Override
                    public void begun(Turn answer, List<Source> sources) {}

                    @Override
                    public void piece(String text) {
                        throw new IllegalStateException("gone");
                    }

                    @Override
                    public void done(Turn turn) {}
                }));
        Turn kept = instance.conversations().turns(question.conversation()).getLast();
        assertEquals(Turn.State.STOPPED, kept.state());
        assertEquals("half", kept.content());
    }

    @Test
    void anAnswerIsStoppedByItsNumber() throws Exception {
        open("any", 4096, _ -> List.of(new Event.Piece("on and ", List.of())));
        Turn question = say("Go on.");
        CountDownLatch begun = new CountDownLatch(1);
        long[] number = new long[1];
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = threads
                    .submit(() -> instance.dialogue().answer(question, MANNER, Optional.empty(), new Listener() {
                        @Override
                        public void begun(Turn turn, List<Source> sources) {
                            number[0] = turn.id();
                        }

                        @Override
                        public void piece(String text) {
                            begun.countDown();
                        }

                        @Override
                        public void done(Turn turn) {}
                    }));
            begun.await();
            assertTrue(instance.dialogue().stop(number[0]));
            assertEquals(Turn.State.STOPPED, answer.get().state());
            assertEquals("on and ", answer.get().content());
        }
        assertFalse(instance.dialogue().stop(number[0]));
    }

    @Test
    void whatFailsOrIsRefusedKeepsTheQuestion() throws Exception {
        open("any", 4096, _ -> List.of(new Event.Failed("out of order")));
        Turn failed = answer(say("Hello?"));
        assertEquals(Turn.State.FAILED, failed.state());
        assertEquals("out of order", failed.note());
        instance.close();
        instance = Instance.open(folder, new NoModel("get a model"), new WordEncoder("w"), CLOCK, List.of());
        Turn question = say("Anybody?");
        DialogueException refused = assertThrows(DialogueException.class, () -> answer(question));
        assertEquals(question.id(), refused.question());
        assertEquals("Anybody?", instance.conversations().turn(question.id()).content());
    }

    @Test
    void aLongConversationIsShortenedUntilItFits() throws Exception {
        open("any", 1200, _ -> FunctionEngine.said("ok"));
        Turn at = say("first words");
        for (int i = 0; i < 12; i++) {
            Turn reply = answer(at);
            at = instance.dialogue().say(at.conversation(), OptionalLong.of(reply.id()),
                    "turn " + i + " " + "x".repeat(150));
        }
        Turn reply = answer(at);
        assertTrue(engine.lastPrompt().contains("turn 11") && !engine.lastPrompt().contains("user: turn 2 "),
                engine.lastPrompt());
        assertTrue(instance.evidences().of(reply.id()).orElseThrow().turns().size() < 12);
    }

    @Test
    void aQuestionThatCannotFitIsRefusedAfterSomeTries() {
        open("any", 100, _ -> FunctionEngine.said("ok"));
        Turn question = say("x".repeat(500));
        assertThrows(DialogueException.class, () -> answer(question));
        assertTrue(engine.asked().size() <= 8);
    }

    @Test
    void anEditedQuestionReplacesWhatWasRememberedAndMakesACounterfactual() throws Exception {
        saying("Noted.");
        Turn first = say("My cat is called Mimi.");
        Turn before = answer(first);
        Turn second = instance.dialogue().edit(first.id(), "My cat is called Momo.");
        instance.dialogue().answer(second, MANNER, Optional.of(before), Listener.NONE);
        assertEquals(List.of("My cat is called Momo."),
                instance.memories().list(Long.MAX_VALUE, 10).stream().map(Memory::text).toList());
        assertEquals(List
                .of(new Lesson.Counterfactual("My cat is called Mimi.", "Noted.", "My cat is called Momo.", "Noted.")),
                lessons());
        assertThrows(IllegalArgumentException.class, () -> instance.dialogue().edit(before.id(), "x"));
    }

    @Test
    void anAnswerMadeAgainIsASiblingAndAPreference() throws Exception {
        int[] times = {0};
        open("any", 4096, _ -> FunctionEngine.said("answer " + ++times[0]));
        Turn question = say("Again?");
        Turn first = answer(question);
        Turn second = instance.dialogue().answer(question, MANNER, Optional.of(first), Listener.NONE);
        assertEquals(first.parent(), second.parent());
        assertEquals(List.of(new Lesson.PreferredPair("Again?", "answer 2", "answer 1")), lessons());
        assertEquals(OptionalLong.of(first.id()), second.replaces());
    }

    @Test
    void aThumbUpIsKeptCheckedLearnedAndRemembered() throws Exception {
        saying("Larch.");
        Turn reply = answer(say("Which conifer sheds its needles?"));
        assertEquals(1, instance.dialogue().thumb(reply.id(), 1).thumb());
        assertEquals(Evidence.Checked.RIGHT, instance.evidences().of(reply.id()).orElseThrow().checked());
        assertEquals(1, lessons().size());
        assertEquals("Which conifer sheds its needles?\nLarch.",
                instance.memories().list(Long.MAX_VALUE, 1).getFirst().text());
        instance.dialogue().thumb(reply.id(), 0);
        assertEquals(List.of(), lessons());
        assertEquals(0, instance.memories().count());
        assertEquals(Evidence.Checked.NO, instance.evidences().of(reply.id()).orElseThrow().checked());
    }

    @Test
    void aCorrectionIsRememberedAndLearned() throws Exception {
        saying("Pine.");
        Turn reply = answer(say("Which conifer sheds its needles?"));
        Turn right = instance.dialogue().correct(reply.id(), "The larch does.");
        assertEquals(
                List.of(new Lesson.CorrectedAnswer("Which conifer sheds its needles?", "Pine.", "The larch does.")),
                lessons());
        assertEquals(Evidence.Checked.WRONG, instance.evidences().of(reply.id()).orElseThrow().checked());
        assertEquals("The larch does.", instance.memories().search("larch", 1).getFirst().memory().text());
        assertEquals(OptionalLong.of(right.id()), instance.conversations().conversation(right.conversation()).leaf());
    }

    @Test
    void abandonedBranchesOfTheSameConversationAreNotSources() throws Exception {
        saying("ok");
        Turn first = say("The parcel goes to Bern.");
        answer(first);
        Turn other = instance.dialogue().say(first.conversation(), OptionalLong.empty(), "Where does the parcel go?");
        Turn reply = answer(other);
        assertEquals(List.of(), instance.evidences().of(reply.id()).orElseThrow().sources());
    }

    @Test
    void aToolThatMayRunRunsAndItsResultGoesBackToTheModel() throws Exception {
        open("any", 4096,
                ask -> ((dev.pando.node.answer.Prompt.Chat) ask.prompt()).messages().getLast().role().equals("tool")
                        ? FunctionEngine.said("It is noted.")
                        : FunctionEngine.called("memory_note", "{\"text\":\"bins on Tuesday\"}"));
        instance.rules().allow("memory_note", true);
        Turn reply = answer(say("Remember that the bins go out on Tuesday"));
        assertEquals("It is noted.", reply.content());
        assertEquals(List.of("user", "assistant", "tool", "assistant"),
                instance.conversations().path(reply.id()).stream().map(t -> t.role().word()).toList());
        assertTrue(
                instance.memories().list(Long.MAX_VALUE, 9).stream().anyMatch(m -> m.text().equals("bins on Tuesday")));
    }

    @Test
    void anAnswerThatUsedAToolBelongsToItsQuestion() throws Exception {
        open("any", 4096,
                ask -> ((Prompt.Chat) ask.prompt()).messages().getLast().role().equals("tool")
                        ? FunctionEngine.said("Take " + engine.asked().size() + ".")
                        : FunctionEngine.called("memory_search", "{\"text\":\"bins\"}"));
        instance.rules().allow("memory_search", true);
        Turn question = say("When do the bins go out?"), first = answer(question);
        Turn second = instance.dialogue().answer(question, MANNER, Optional.of(first), Listener.NONE);
        assertEquals(List.of(new Lesson.PreferredPair("When do the bins go out?", "Take 4.", "Take 2.")), lessons());
        instance.dialogue().thumb(second.id(), 1);
        assertEquals("When do the bins go out?\nTake 4.",
                instance.memories().list(Long.MAX_VALUE, 1).getFirst().text());
    }

    @Test
    void theEncoderIsClosedOnceNobodyEncodes() throws Exception {
        saying("ok");
        say("The larch sheds its needles.");
        close();
        CountDownLatch encodes = new CountDownLatch(1), goesOn = new CountDownLatch(1);
        List<String> seen = new CopyOnWriteArrayList<>();
        instance = Instance.open(folder, engine, new Encoder() {
            @Override
            public String id() {
                return "another";
            }

            @Override
            public int dimensions() {
                return 384;
            }

            @Override
            public float[] encode(String text) {
                encodes.countDown();
                awaitWhateverHappens(goesOn);
                seen.add("encoded");
                return new float[384];
            }

            @Override
            public void close() {
                seen.add("closed");
            }
        }, CLOCK, List.of());
        instance.takeOver();
        encodes.await();
        Thread closing = Thread.ofVirtual().start(instance::close);
        while (closing.getState() != Thread.State.WAITING) Thread.onSpinWait();
        goesOn.countDown();
        closing.join();
        instance = null;
        assertEquals(List.of("encoded", "closed"), seen);
    }

    private static void awaitWhateverHappens(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    @Test
    void whatAPersonAllowedComesBackToTheModelWhichGoesOn() throws Exception {
        open("any", 4096, ask -> {
            Message last = ((Prompt.Chat) ask.prompt()).messages().getLast();
            if (last.role().equals("tool")) return FunctionEngine.said("I asked for it.");
            return last.content().contains("is over")
                    ? FunctionEngine.said("It is forgotten now.")
                    : FunctionEngine.called("memory_forget", "{\"id\":1}");
        });
        instance.rules().allow("memory_forget", true);
        Turn waits = answer(say("Forget my old address"));
        assertEquals("I asked for it.", waits.content());
        Approval approval = instance.rules().approvals(Optional.empty(), 1).getFirst();
        Turn told = instance.dialogue().decided(instance.rules().approve(approval.id()).orElseThrow()).orElseThrow();
        assertEquals(OptionalLong.of(waits.id()), told.parent());
        Turn reply = instance.dialogue().goOn(told, MANNER, Listener.NONE);
        assertEquals("It is forgotten now.", reply.content());
        assertEquals("user", ((Prompt.Chat) engine.asked().getLast().prompt()).messages().getLast().role());
        assertEquals(List.of("user", "assistant", "tool", "assistant", "tool", "assistant"),
                instance.conversations().path(reply.id()).stream().map(t -> t.role().word()).toList());
    }

    @Test
    void aNoIsToldToTheModelAndAnApprovalOfNobodyIsNot() throws Exception {
        open("any", 4096,
                ask -> ((Prompt.Chat) ask.prompt()).messages().getLast().role().equals("tool")
                        ? FunctionEngine.said("I asked for it.")
                        : FunctionEngine.called("memory_forget", "{\"id\":1}"));
        instance.rules().allow("memory_forget", true);
        answer(say("Forget my old address"));
        Approval approval = instance.rules().approvals(Optional.empty(), 1).getFirst();
        Turn told = instance.dialogue().decided(instance.rules().deny(approval.id()).orElseThrow()).orElseThrow();
        assertEquals("The person said no to memory_forget; it was not done.", told.content());
        instance.rules().request(new ToolCall("x", "memory_forget", "{\"id\":1}"), OptionalLong.empty());
        Approval nobodys = instance.rules().approvals(Optional.empty(), 1).getFirst();
        assertTrue(instance.dialogue().decided(instance.rules().deny(nobodys.id()).orElseThrow()).isEmpty());
        assertThrows(IllegalArgumentException.class,
                () -> instance.dialogue().goOn(say("a question"), MANNER, Listener.NONE));
    }

    @Test
    void aModelThatAsksForToolsForEverIsStopped() throws Exception {
        open("any", 4096, _ -> FunctionEngine.called("memory_search", "{\"text\":\"x\"}"));
        instance.rules().allow("memory_search", true);
        Turn reply = answer(say("Search!"));
        assertEquals(2L + 2 * Dialogue.ROUNDS_MAX, instance.conversations().path(reply.id()).size());
        assertTrue(engine.asked().getLast().tools().tools().isEmpty());
    }
}
