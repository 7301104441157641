package dev.pando.node.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.Sampling;
import dev.pando.node.context.Source;
import dev.pando.node.conversation.Turn;
import dev.pando.node.instance.Dialogue;
import dev.pando.node.instance.DialogueException;
import dev.pando.node.instance.Instance;
import dev.pando.node.instance.Listener;
import dev.pando.node.instance.Manner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/// Questions, answers, branches, thumbs and corrections.
///
/// With `"stream": true` the reply is a stream of events: `said` once the question is stored, then for each answer
/// `begun`, `piece`…, `done` once it is stored with its evidence, and `end`.
final class MessageCalls {

    private final Instance instance;
    private final Dialogue dialogue;

    private MessageCalls(Instance instance) {
        this.instance = instance;
        this.dialogue = instance.dialogue();
    }

    static List<Operation> of(Instance instance) {
        MessageCalls calls = new MessageCalls(instance);
        return List.of(
                new Operation("say", "POST", "/conversations/{id}/messages",
                        "Says something and has it answered; both are stored before they are acknowledged.", List.of(),
                        "NewMessage", "Exchange", calls::say),
                new Operation("message", "GET", "/messages/{id}", "One message.", List.of(), "", "Message",
                        (call, _) -> Views.of(instance.conversations().turn(call.id()))),
                new Operation("editMessage", "POST", "/messages/{id}/edit",
                        "Says something in other words: a branch beside it, answered.", List.of(), "NewMessage",
                        "Exchange",
                        calls::edit),
                new Operation("answerMessage", "POST", "/messages/{id}/answer",
                        "Has a question answered, an answer made again (a branch beside it), or the model go on from what became of a tool.",
                        List.of(),
                        "AnswerManner",
                        "Exchange", calls::again),
                new Operation("stopMessage", "POST", "/messages/{id}/stop", "Stops an answer that is being made.",
                        List.of(), "", "Stopped",
                        (call, _) -> Views.object().put("stopped", calls.dialogue.stop(call.id()))),
                new Operation("thumb", "PUT", "/messages/{id}/thumb", "Gives an answer a thumb, or takes it back.",
                        List.of(), "Thumb", "Message",
                        (call, _) -> Views.of(calls.dialogue.thumb(call.id(), thumb(call)))),
                new Operation("correct", "POST", "/messages/{id}/correction",
                        "Puts a person's own words in the place of an answer: a branch beside it.", List.of(),
                        "Correction", "Message",
                        (call, _) -> Views.of(calls.dialogue.correct(call.id(), call.text("content")))),
                new Operation("sources", "GET", "/messages/{id}/sources",
                        "What an answer was based on, and whether it was checked.", List.of(), "", "Evidence",
                        (call, _) -> instance.evidences().of(call.id()).map(Views::of).orElseThrow(
                                () -> ApiRefusal.notThere("evidence of message " + call.id()))));
    }

    private static int thumb(Call call) {
        return switch (call.text("thumb")) {
            case "up" -> 1;
            case "down" -> -1;
            case "none" -> 0;
            default -> throw ApiRefusal.bad("thumb", "one of up, down, none");
        };
    }

    // Read before anything is stored: a request that is refused leaves nothing behind.
    private record Wanted(Manner manner, boolean stream) {

        static Wanted of(Call call) {
            OptionalLong most = call.whole("max_tokens");
            if (most.isPresent() && (most.getAsLong() < 1 || most.getAsLong() > Integer.MAX_VALUE))
                throw ApiRefusal.bad("max_tokens", "at least 1");
            Sampling sampling = new Sampling(call.real("temperature", 0.7), 0, call.real("top_p", 1), 0, 0, 0, 1,
                    Map.of(), call.whole("seed"));
            return new Wanted(new Manner(call.optionalText("model").orElse(""), sampling,
                    most.isPresent() ? OptionalInt.of((int) most.getAsLong()) : OptionalInt.empty()),
                    call.flag("stream", false));
        }
    }

    private JsonNode say(Call call, EventSink events) throws InterruptedException {
        Wanted wanted = Wanted.of(call);
        OptionalLong leaf = instance.conversations().conversation(call.id()).leaf(), parent = call.whole("parent");
        if (parent.isEmpty() && !call.flag("begin", false)) parent = leaf;
        Turn question = dialogue.say(call.id(), parent, call.text("content"));
        return exchange(question, Optional.empty(), wanted, events);
    }

    private JsonNode edit(Call call, EventSink events) throws InterruptedException {
        Wanted wanted = Wanted.of(call);
        Turn question = dialogue.edit(call.id(), call.text("content"));
        Optional<Turn> before = instance.conversations().turns(question.conversation()).stream()
                .filter(t -> t.role() == Turn.Role.ASSISTANT && t.parent().equals(question.replaces()))
                .reduce((a, b) -> b);
        return exchange(question, before, wanted, events);
    }

    private JsonNode again(Call call, EventSink events) throws InterruptedException {
        Wanted wanted = Wanted.of(call);
        Turn turn = instance.conversations().turn(call.id());
        if (turn.role() != Turn.Role.ASSISTANT) return exchange(turn, Optional.empty(), wanted, events);
        Turn question = instance.conversations().asked(turn.id())
                .orElseThrow(() -> ApiRefusal.notThere("question before message " + turn.id()));
        return exchange(question, Optional.of(turn), wanted, events);
    }

    private JsonNode exchange(Turn question, Optional<Turn> before, Wanted wanted, EventSink events)
            throws InterruptedException {
        if (!wanted.stream) {
            Turn answer = answer(question, wanted.manner, before, Listener.NONE);
            ObjectNode node = Views.object();
            node.set("said", Views.of(question));
            node.set("message", Views.of(answer));
            instance.evidences().of(answer.id()).ifPresent(e -> node.set("evidence", Views.of(e)));
            return node;
        }
        ObjectNode said = event("said");
        said.set("message", Views.of(question));
        events.send(said);
        stream(question, before, wanted.manner, events);
        return null;
    }

    private Turn answer(Turn to, Manner manner, Optional<Turn> before, Listener listener)
            throws InterruptedException {
        return to.role() == Turn.Role.TOOL
                ? dialogue.goOn(to, manner, listener)
                : dialogue.answer(to, manner, before, listener);
    }

    private void stream(Turn question, Optional<Turn> before, Manner manner, EventSink events)
            throws InterruptedException {
        AtomicLong growing = new AtomicLong();
        try (var _ = events.whenGone(() -> dialogue.stop(growing.get()))) {
            answer(question, manner, before, new Told(events, growing));
            events.send(event("end"));
        } catch (DialogueException e) {
            events.send(event("refused").put("reason", e.getMessage()));
        }
    }

    private static ObjectNode event(String type) {
        return Views.object().put("type", type);
    }

    private final class Told implements Listener {
        private final EventSink events;
        private final AtomicLong growing;

        Told(EventSink events, AtomicLong growing) {
            this.events = events;
            this.growing = growing;
        }

        @Override
        public void begun(Turn answer, List<Source> sources) {
            growing.set(answer.id());
            ObjectNode event = event("begun");
            event.set("message", Views.of(answer));
            event.setAll(Views.list("sources", sources, Views::of));
            events.send(event);
        }

        @Override
        public void piece(String text) {
            events.send(event("piece").put("text", text));
        }

        @Override
        public void done(Turn turn) {
            ObjectNode event = event("done");
            event.set("message", Views.of(turn));
            instance.evidences().of(turn.id()).ifPresent(e -> event.set("evidence", Views.of(e)));
            events.send(event);
        }
    }
}
