package dev.pando.node.instance;

import dev.pando.engine.seed.NoteReply;
import dev.pando.node.answer.Admission;
import dev.pando.node.answer.Ask;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.FinishReason;
import dev.pando.node.answer.Format;
import dev.pando.node.answer.Generation;
import dev.pando.node.answer.ModelCard;
import dev.pando.node.answer.Sampling;
import dev.pando.node.answer.Tool;
import dev.pando.node.answer.Toolset;
import dev.pando.node.answer.Usage;
import dev.pando.node.collective.Answer;
import dev.pando.node.context.Plan;
import dev.pando.node.context.Prompts;
import dev.pando.node.context.Style;
import dev.pando.node.conversation.Conversation;
import dev.pando.node.conversation.Conversations;
import dev.pando.node.conversation.Conversations.NewTurn;
import dev.pando.node.conversation.Turn;
import dev.pando.node.evidence.Evidence;
import dev.pando.node.evidence.Evidences;
import dev.pando.node.store.Sql;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/// One answer of an engine, from what it can rest on to its evidence.
final class Round {

    // A token has about four characters of English and fewer of anything else; a refusal halves the guess.
    private static final int CHARS_PER_TOKEN = 3;
    private static final int SHRINKS_MAX = 6;
    private static final int SHRINKS_WITH_TOOLS = 3;
    private static final int ANSWER_TOKENS_MAX = 1024;
    private static final int ANSWER_SHARE = 4;

    /// What the bundled model's place says to a statement, which is remembered like anything that is said.
    static final String NOTED = "Noted. Ask me, and I will answer from it.";

    private final Instance instance;
    private final ChatEngine engine;
    private final Map<Long, Generation> underWay; // answers that are being made
    private final Turn at;
    private final Manner manner;
    private final boolean mayUseTools;
    private final Optional<Turn> before;
    private final Listener listener;
    private final ModelCard model;
    private final Style style;
    private final Conversation conversation;
    private final Growing growing = new Growing();
    private Grounds grounds;
    private Plan plan;
    private List<Evidence.Helped> genomes = List.of();

    /// @param at          the question, or the result of a tool that an answer to it asked for
    /// @param mayUseTools whether this answer may ask for more
    Round(Instance instance, ChatEngine engine, Map<Long, Generation> underWay, Turn at, Manner manner,
            boolean mayUseTools, Optional<Turn> before, Listener listener) {
        this.instance = instance;
        this.engine = engine;
        this.underWay = underWay;
        this.at = at;
        this.manner = manner;
        conversation = instance.conversations().conversation(at.conversation());
        this.mayUseTools = mayUseTools && !conversation.isPrivate();
        this.before = before;
        this.listener = listener;
        model = engine.models().stream().filter(m -> manner.model().isEmpty() || m.id().equals(manner.model()))
                .findFirst().orElse(new ModelCard(manner.model().isEmpty() ? "none" : manner.model(), 4096, 0));
        style = Style.of(model.id());
    }

    Turn run() throws InterruptedException {
        try (Generation generation = admitted()) {
            Turn answer = instance.database().write(sql -> instance.conversations().add(sql, beginning()));
            underWay.put(answer.id(), generation);
            try {
                return grow(answer, generation);
            } finally {
                underWay.remove(answer.id());
            }
        }
    }

    private NewTurn beginning() {
        return new NewTurn(at.conversation(), OptionalLong.of(at.id()), Turn.Role.ASSISTANT, "",
                Turn.State.GROWING, before.map(b -> OptionalLong.of(b.id())).orElse(OptionalLong.empty()),
                model.id(), "");
    }

    // The engine counts tokens, we count characters: if it says that there are too many, try with fewer.
    private Generation admitted() {
        Prompts.Material material = material();
        if (conversation.isPrivate() && engine.isElsewhere()) throw elsewhere(material.question().id());
        int reserved = Math.min(model.contextTokens() / ANSWER_SHARE, manner.maxTokens().orElse(ANSWER_TOKENS_MAX));
        int chars = (model.contextTokens() - reserved) * CHARS_PER_TOKEN;
        for (int shrinks = 0;; shrinks++, chars /= 2) {
            plan = planned(material, chars);
            // The bundled model knows nothing but its notes; where there are none it would make something up.
            if (style == Style.NOTES && grounds.unsure() && plan.sources().isEmpty()) return new Fixed(Answer.UNKNOWN);
            if (style == Style.NOTES && isTold(material.question())) return new Fixed(NOTED);
            Admission admission = engine.submit(ask(mayUseTools && shrinks < SHRINKS_WITH_TOOLS));
            if (admission instanceof Admission.Started(Generation generation)) return generation;
            boolean tooLong = admission instanceof Admission.Refused(Admission.Why why, _)
                    && why == Admission.Why.CONTEXT_TOO_SHORT;
            if (!tooLong || shrinks == SHRINKS_MAX) throw refused(admission, material.question().id());
        }
    }

    // It has learned to answer, not to listen.
    private boolean isTold(Turn said) {
        return !conversation.isPrivate() && Utterance.states(said.content());
    }

    private static DialogueException refused(Admission admission, long question) {
        return new DialogueException(admission, question, switch (admission) {
            case Admission.Refused(_, String message) -> message;
            case Admission.Busy(long retryAfterMs) -> "busy; try again in " + retryAfterMs + " ms";
            case Admission.Started _ -> throw new AssertionError("it was admitted");
        });
    }

    private DialogueException elsewhere(long question) {
        String why = "this conversation is private, and " + model.id() + " is on another machine";
        return refused(new Admission.Refused(Admission.Why.UNSUPPORTED, why), question);
    }

    private Prompts.Material material() {
        List<Turn> path = instance.conversations().path(at.id());
        Turn question = instance.conversations().asked(at.id()).orElseThrow();
        grounds = new Grounds(instance, question);
        return new Prompts.Material(conversation.instructions(), instance.profile().facts(), path, grounds.unsure());
    }

    private Plan planned(Prompts.Material material, int chars) {
        List<Turn> turns = Prompts.turns(style, material, chars);
        return Prompts.plan(style, material, turns, grounds.sources(material.path(), turns),
                instance.meaning(), chars);
    }

    private Ask ask(boolean withTools) {
        var tools = style == Style.CHAT && withTools
                ? instance.rules().allowed()
                : List.<Tool>of();
        return new Ask(manner.model(), plan.prompt(), sampling(), manner.maxTokens(), List.of(),
                OptionalInt.empty(), plan.sifted().<Format>map(s -> new Format.Formed(s.form())).orElse(Format.TEXT),
                new Toolset(tools, Toolset.Use.FREE));
    }

    // Reading a note is no matter of chance.
    private Sampling sampling() {
        return plan.sifted().isPresent() ? Sampling.GREEDY : manner.sampling();
    }

    private Turn grow(Turn answer, Generation generation) throws InterruptedException {
        Usage none = new Usage(0, 0, 0, 0, 0, 0);
        boolean stored = false;
        try {
            listener.begun(answer, plan.sources());
            while (true) {
                switch (generation.next()) {
                    case Event.Piece piece -> {
                        growing.add(piece);
                        if (!piece.text().isEmpty()) listener.piece(piece.text());
                    }
                    case Event.CallPiece piece -> growing.add(piece);
                    case Event.Finished(FinishReason reason, var _, Usage usage) -> {
                        stored = true;
                        genomes = helped(generation);
                        return over(answer, state(reason), "", usage);
                    }
                    case Event.Failed(String message) -> {
                        stored = true;
                        return over(answer, Turn.State.FAILED, message, none);
                    }
                }
            }
        } finally {
            if (!stored) store(answer, Turn.State.STOPPED, "", none); // whoever listened is gone
        }
    }

    private static Turn.State state(FinishReason reason) {
        return switch (reason) {
            case STOP -> Turn.State.DONE;
            case LENGTH -> Turn.State.CUT;
            case CANCELLED -> Turn.State.STOPPED;
        };
    }

    private static List<Evidence.Helped> helped(Generation generation) {
        return generation.helpers().stream().map(h -> new Evidence.Helped(h.genome(), h.weight())).toList();
    }

    private Turn over(Turn answer, Turn.State state, String note, Usage usage) {
        Turn finished = store(answer, state, note, usage);
        listener.done(finished);
        return finished;
    }

    private Turn store(Turn answer, Turn.State state, String note, Usage usage) {
        String text = style == Style.NOTES && state == Turn.State.DONE && !plan.sources().isEmpty()
                ? inOrder(plan.sifted().map(s -> s.renumbered(growing.text())).orElseGet(growing::text))
                : growing.text();
        Evidences.Making making = new Evidences.Making(model.id(), SamplingJson.of(sampling(), manner.maxTokens()),
                plan.text(),
                usage.promptTokens(), usage.completionTokens(), genomes);
        List<Evidences.Given> given = Grounds.given(plan.sources());
        boolean again = before.isPresent() && asked(before.get()).equals(asked(at));
        return instance.database().write(sql -> {
            Turn finished = instance.conversations().finish(sql, answer.id(), text, growing.calls(), state, note);
            instance.evidences().keep(sql, answer.id(), making, given, grounds.said(given.size()),
                    Prompts.cited(text, given.size()),
                    plan.turns().stream().map(Turn::id).toList());
            if (state == Turn.State.DONE && finished.calls().isEmpty()) learn(sql, finished, again);
            return finished;
        });
    }

    // The bundled model says where it reads before it says what: people read it the other way round. Where notes answer and
    // it does not follow them, their own sentences stand.
    private String inOrder(String said) {
        NoteReply reply = NoteReply.read(said);
        Set<Integer> way = grounds.bestWay(plan.sources().size());
        boolean followed = reply.answer().isPresent() && !reply.cites().isEmpty() && reply.cites().containsAll(way);
        return !grounds.known() || way.isEmpty() || followed ? reply.text() : Grounds.sentences(plan.sources());
    }

    // Between a question and its answer there may be calls of tools and their results.
    private Optional<Long> asked(Turn turn) {
        return instance.conversations().asked(turn.id()).map(Turn::id);
    }

    private void learn(Sql sql, Turn answer, boolean again) {
        if (before.isEmpty() || conversation.isPrivate()) return;
        Turn old = Conversations.turn(sql, before.get().id());
        if (again) instance.signals().regenerated(sql, answer, old);
        else
            instance.signals().edited(sql, answer, old);
    }

    /// Says what needs no model.
    private static final class Fixed implements Generation {
        private final String words;
        private boolean said;

        Fixed(String words) {
            this.words = words;
        }

        @Override
        public Event next() {
            if (said) return new Event.Finished(FinishReason.STOP, new Usage(0, 0, 0, 0, 0, 0));
            said = true;
            return new Event.Piece(words, List.of());
        }

        @Override
        public void cancel() {
            // it is over at once
        }
    }
}
