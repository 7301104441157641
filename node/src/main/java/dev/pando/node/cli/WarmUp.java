package dev.pando.node.cli;

import dev.pando.node.answer.Admission;
import dev.pando.node.answer.Ask;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.Prompt;
import dev.pando.node.answer.Sampling;
import java.util.List;
import java.util.OptionalInt;

/// A first answer that nobody reads, while the rest of the node starts: it makes Java compile what answers need.
final class WarmUp {

    // Enough rows for the kernels of a prompt, enough tokens for those of an answer; small for a large model.
    private static final Ask ASK = new Ask("",
            new Prompt.Text("One root, many trunks, and each of them is a tree of its own."),
            Sampling.GREEDY, OptionalInt.of(4), List.of(), OptionalInt.empty());

    private WarmUp() {}

    static void begin(ChatEngine engine) {
        Thread.ofVirtual().name("warm-up").start(() -> {
            if (engine.submit(ASK) instanceof Admission.Started(var generation)) {
                try (generation) {
                    while (generation.next() instanceof Event.Piece) continue;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
    }
}
