package dev.pando.lab.durability;

import dev.pando.node.answer.Admission;
import dev.pando.node.answer.Ask;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.FinishReason;
import dev.pando.node.answer.Generation;
import dev.pando.node.answer.Load;
import dev.pando.node.answer.ModelCard;
import dev.pando.node.answer.Usage;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/// Answers at once and always alike: what is judged here is what becomes of an answer, not the answer.
final class EchoEngine implements ChatEngine {

    private static final String MODEL = "echo";
    private static final Usage NOTHING = new Usage(0, 0, 0, 0, 0, 0);

    @Override
    public List<ModelCard> models() {
        return List.of(new ModelCard(MODEL, 4096, 0));
    }

    @Override
    public Admission submit(Ask ask) {
        Queue<Event> events = new ArrayDeque<>();
        for (String word : "I will keep that in mind.".split("(?<= )")) events.add(new Event.Piece(word, List.of()));
        events.add(new Event.Finished(FinishReason.STOP, NOTHING));
        return new Admission.Started(new Generation() {
            @Override
            public Event next() {
                return events.remove();
            }

            @Override
            public void cancel() {
                // It is over before anybody could.
            }
        });
    }

    @Override
    public Load load() {
        return new Load(0, 0, 1, 0);
    }

    @Override
    public void close() {
        // It has nothing.
    }
}
