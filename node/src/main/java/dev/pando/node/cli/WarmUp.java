package dev.pando.node.cli;

import dev.pando.kernel.Warming;
import dev.pando.node.answer.Admission;
import dev.pando.node.answer.Ask;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.Prompt;
import dev.pando.node.answer.Sampling;
import java.util.List;
import java.util.OptionalInt;

/// What a node does between its start and its first question: it has Java compile what answers need, first the kernels,
/// then, if nobody has asked yet, the rest, by an answer that nobody reads.
final class WarmUp {

    // Enough rows for the kernels of a prompt, enough tokens for those of an answer; small for a large model.
    private static final Ask ASK = new Ask("",
            new Prompt.Text("One root, many trunks, and each of them is a tree of its own."),
            Sampling.GREEDY, OptionalInt.of(4), List.of(), OptionalInt.empty());

    // Who asks as soon as there is a door has had the first word by then; whatever else is done takes a processor from it.
    private static final long FIRST_WORD_MS = 500, ON_ITS_WAY_MS = 20, LOOK_MS = 5;

    private WarmUp() {}

    /// Returns when nobody is being answered, or soon.
    static void letFirstWordOut(ChatEngine engine) throws InterruptedException {
        Thread.sleep(ON_ITS_WAY_MS); // from the door, where it waited for the engine
        for (long ms = 0; ms < FIRST_WORD_MS && engine.load().active() > 0; ms += LOOK_MS) Thread.sleep(LOOK_MS);
    }

    static void begin(ChatEngine engine) {
        Thread.ofPlatform().daemon().name("pando-warm-up").start(() -> {
            try {
                Thread.sleep(FIRST_WORD_MS);
                Warming.end().join();
                if (engine.load().active() == 0) answer(engine);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void answer(ChatEngine engine) throws InterruptedException {
        if (!(engine.submit(ASK) instanceof Admission.Started(var generation))) return;
        try (generation) {
            while (generation.next() instanceof Event.Piece) continue;
        }
    }
}
