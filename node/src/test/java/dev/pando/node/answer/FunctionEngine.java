package dev.pando.node.answer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/// An engine that a test writes down: what it was asked decides what happens.
public final class FunctionEngine implements ChatEngine {

    private final ModelCard card;
    private final Function<Ask, List<Event>> script;
    private final List<Ask> asked = Collections.synchronizedList(new ArrayList<>());

    /// An engine with one model; a script that does not end with [Event.Finished] or [Event.Failed] goes on for ever.
    public FunctionEngine(String model, int contextTokens, Function<Ask, List<Event>> script) {
        this.card = new ModelCard(model, contextTokens, 0);
        this.script = script;
    }

    /// One that answers in words.
    public static FunctionEngine saying(String model, Function<Ask, String> words) {
        return new FunctionEngine(model, 4096, ask -> said(words.apply(ask)));
    }

    /// The events of an answer in words.
    public static List<Event> said(String words) {
        return List.of(new Event.Piece(words, List.of()), finished());
    }

    /// The events of an answer that calls a tool.
    public static List<Event> called(String tool, String arguments) {
        return List.of(new Event.CallPiece(0, "call-1", tool, ""), new Event.CallPiece(0, "", "", arguments),
                finished());
    }

    /// A proper end.
    public static Event finished() {
        return new Event.Finished(FinishReason.STOP, new Usage(11, 0, 5, 1, 1, 1));
    }

    /// Everything that it was asked.
    public List<Ask> asked() {
        return List.copyOf(asked);
    }

    /// The whole prompt of the last question.
    public String lastPrompt() {
        StringBuilder text = new StringBuilder();
        ((Prompt.Chat) asked.getLast().prompt()).messages()
                .forEach(m -> text.append(m.role()).append(": ").append(m.content()).append('\n'));
        return text.toString();
    }

    @Override
    public List<ModelCard> models() {
        return List.of(card);
    }

    @Override
    public Admission submit(Ask ask) {
        asked.add(ask);
        int chars = ((Prompt.Chat) ask.prompt()).messages().stream().mapToInt(m -> m.content().length()).sum();
        if (chars > card.contextTokens()) {
            return new Admission.Refused(Admission.Why.CONTEXT_TOO_SHORT,
                    chars + " tokens, limit " + card.contextTokens());
        }
        LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>(script.apply(ask));
        return new Admission.Started(new Generation() {
            @Override
            public Event next() throws InterruptedException {
                return events.take();
            }

            @Override
            public void cancel() {
                events.add(new Event.Finished(FinishReason.CANCELLED, new Usage(11, 0, 1, 1, 1, 1)));
            }
        });
    }

    @Override
    public Load load() {
        return new Load(0, 0, 1, 1);
    }

    @Override
    public void close() {}
}
