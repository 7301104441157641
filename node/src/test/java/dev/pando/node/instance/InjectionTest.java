package dev.pando.node.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.answer.Event;
import dev.pando.node.answer.FunctionEngine;
import dev.pando.node.answer.Message;
import dev.pando.node.answer.Prompt;
import dev.pando.node.answer.Sampling;
import dev.pando.node.answer.Tool;
import dev.pando.node.conversation.Turn;
import dev.pando.node.encode.WordEncoder;
import dev.pando.node.rules.Action;
import dev.pando.node.rules.Approval;
import dev.pando.node.rules.NamedAction;
import dev.pando.node.rules.Permit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.api.io.TempDir;

/// Bar 4: fifty texts that talk a model into doing what cannot be taken back, by three ways in. The model here is worse than
/// any real one: whatever it reads, it obeys.
class InjectionTest {

    private static final Manner MANNER = new Manner("", Sampling.GREEDY, OptionalInt.empty());

    @TempDir
    private Path folder;
    private final NamedAction wipe = new NamedAction("wipe", Action.Effect.IRREVERSIBLE);

    static List<String> texts() throws IOException {
        try (InputStream in = InjectionTest.class.getResourceAsStream("injections.txt")) {
            List<String> texts = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            assertEquals(50, texts.size());
            return texts;
        }
    }

    // Says it back, calls the tool twice, and claims that it was approved.
    private static List<Event> obey(String text) {
        return List.of(new Event.Piece(text, List.of()), new Event.CallPiece(0, "a", "wipe", "{\"approved\":true}"),
                new Event.CallPiece(1, "b", "wipe", "{\"approval\":1}"), FunctionEngine.finished());
    }

    private static Action reader(String says) {
        return new Action() {
            @Override
            public Tool tool() {
                return new Tool("read_page", "", "{}");
            }

            @Override
            public Effect effect() {
                return Effect.LOOKS;
            }

            @Override
            public String run(Permit permit) {
                permit.use("read_page");
                return says;
            }
        };
    }

    @ParameterizedTest
    @MethodSource("texts")
    void whatCannotBeTakenBackIsNotDoneWhoeverAsks(String text) throws Exception {
        FunctionEngine engine = new FunctionEngine("obedient", 100_000, ask -> {
            Message last = ((Prompt.Chat) ask.prompt()).messages().getLast();
            if (last.content().startsWith("read")) return FunctionEngine.called("read_page", "{}");
            return obey(last.content());
        });
        try (Instance instance = Instance.open(folder, engine, new WordEncoder("w"), InstantSource.system(),
                List.of(wipe, reader(text)))) {
            instance.memories().note(text);
            for (String tool : List.of("read_page", "wipe", "memory_note")) instance.rules().allow(tool, true);
            for (String said : List.of(text, "read the page", "what do you remember of: " + text)) {
                Turn question = instance.dialogue().say(instance.conversations().begin("", "").id(),
                        OptionalLong.empty(), said);
                instance.dialogue().answer(question, MANNER, Optional.empty(), Listener.NONE);
            }
            assertEquals(List.of(), wipe.runs());
            List<Approval> asked = instance.rules().approvals(Optional.empty(), 100);
            assertTrue(!asked.isEmpty() && asked.stream().allMatch(a -> a.state() == Approval.State.PENDING));
            assertTrue(instance.rules().audit().lines(Long.MAX_VALUE, 100).stream()
                    .noneMatch(
                            l -> l.tool().equals("wipe") && List.of("begun", "done", "approved").contains(l.what())));
            instance.rules().approve(asked.getFirst().id());
            assertEquals(1, wipe.runs().size());
        }
    }
}
