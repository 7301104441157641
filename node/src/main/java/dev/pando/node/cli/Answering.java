package dev.pando.node.cli;

import dev.pando.node.answer.Admission;
import dev.pando.node.answer.Ask;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.FinishReason;
import dev.pando.node.answer.Generation;
import dev.pando.node.answer.Usage;
import java.io.PrintStream;
import java.util.function.Consumer;

/// Prints an answer as it grows.
final class Answering {

    private Answering() {}

    /// How an answer ended.
    ///
    /// @param text the whole of it
    record Ended(String text, FinishReason reason, Usage usage) {}

    /// Asks and prints to `out` until the answer is over.
    ///
    /// @param begun told the generation before its first word, so that somebody else can cancel it
    /// @throws CommandFailed if the engine refuses or breaks down
    static Ended print(ChatEngine engine, Ask ask, PrintStream out, Consumer<Generation> begun)
            throws InterruptedException {
        try (Generation generation = admitted(engine.submit(ask))) {
            begun.accept(generation);
            StringBuilder text = new StringBuilder();
            while (true) {
                switch (generation.next()) {
                    case Event.Piece(String piece, _) -> {
                        text.append(piece);
                        out.print(piece);
                        out.flush();
                    }
                    case Event.CallPiece _ -> {
                    } // a terminal offers no tools
                    case Event.Finished(var reason, var _, var usage) -> {
                        return new Ended(text.toString(), reason, usage);
                    }
                    case Event.Failed(String message) -> throw new CommandFailed(message);
                }
            }
        }
    }

    private static Generation admitted(Admission admission) {
        return switch (admission) {
            case Admission.Started(Generation generation) -> generation;
            case Admission.Busy(long retryAfterMs) -> throw new CommandFailed(
                    "busy; try again in " + retryAfterMs + " ms");
            case Admission.Refused(_, String message) -> throw new CommandFailed(message);
        };
    }
}
