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
import dev.pando.node.answer.Tool;
import dev.pando.node.answer.ToolCall;
import dev.pando.node.answer.Toolset;
import dev.pando.node.answer.Usage;
import dev.pando.node.context.Plan;
import dev.pando.node.context.Prompts;
import dev.pando.node.context.Style;
import dev.pando.node.conversation.Conversation;
import dev.pando.node.conversation.Conversations;
import dev.pando.node.conversation.Conversations.NewTurn;
import dev.pando.node.conversation.Turn;
import dev.pando.node.evidence.Evidence;
import dev.pando.node.evidence.Evidences;
import dev.pando.node.memory.Found;
import dev.pando.node.memory.Memories;
import dev.pando.node.memory.Memory;
import dev.pando.node.store.Sql;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// From a question to an answer:
///
/// ```
/// said ─store─► question ─recall─► sources ─plan─► prompt ─engine─► answer ─store with evidence─► done
///                                                    ▲                │
///                                                    └── tool results ◄── rules
/// ```
/// What a method returned is on the disk. What a person said is stored together with what is remembered of it, before
/// anything is asked; an answer together with its evidence and lessons, before it is called done.
public final class Dialogue {

    /// Answers in a row that may ask for tools before the last must do without.
    public static final int ROUNDS_MAX = 4;
    /// Memories that are less alike than this do not go into a prompt.
    static final double COSINE_MIN = 0.25;

    // A token has about four characters of English and fewer of anything else; a refusal halves the guess.
    private static final int CHARS_PER_TOKEN = 3;
    private static final int SHRINKS_MAX = 6;
    private static final int SHRINKS_WITH_TOOLS = 3;
    private static final int ANSWER_TOKENS_MAX = 1024;
    private static final int ANSWER_SHARE = 4;

    private final Instance instance;
    private final ChatEngine engine;
    private final Map<Long, Generation> underWay = new ConcurrentHashMap<>();

    Dialogue(Instance instance, ChatEngine engine) {
        this.instance = instance;
        this.engine = engine;
    }

    /// What a person says, stored and remembered.
    ///
    /// @param parent the turn it goes on from; empty to begin
    /// @throws dev.pando.node.conversation.NotThere if conversation or parent are not there
    /// @throws IllegalArgumentException             if it is blank or too long
    public Turn say(long conversation, OptionalLong parent, String content) {
        return say(NewTurn.said(conversation, parent, spoken(content), OptionalLong.empty()));
    }

    private Turn say(NewTurn said) {
        List<Memories.Draft> drafts = instance.memories().passages(said.content());
        return instance.database().write(sql -> {
            Turn turn = instance.conversations().add(sql, said);
            instance.memories().store(sql, Memory.Kind.SAID, drafts, OptionalLong.of(turn.id()));
            said.replaces().ifPresent(old -> Memories.forgetOf(sql, old));
            return turn;
        });
    }

    private static String spoken(String content) {
        if (content.isBlank()) throw new IllegalArgumentException("content: it is empty");
        return content;
    }

    /// What a person says instead of something they said before: a branch beside it. What was remembered of the old
    /// words is forgotten, since these are meant.
    ///
    /// @throws dev.pando.node.conversation.NotThere if there is no such turn
    /// @throws IllegalArgumentException             if it was not a person's, or the new words are blank or too long
    public Turn edit(long turn, String content) {
        Turn old = instance.conversations().turn(turn);
        if (old.role() != Turn.Role.USER) throw new IllegalArgumentException("message " + turn + " is no person's");
        return say(NewTurn.said(old.conversation(), old.parent(), spoken(content), OptionalLong.of(turn)));
    }

    /// Has a question answered; returns when the answer is over and stored.
    ///
    /// @param question a person's turn
    /// @param before   an answer that this one is made instead of: to the same question, or to one that was edited
    /// @return the last answer: whole, cut, stopped or failed
    /// @throws DialogueException    if the engine does not take the question
    /// @throws InterruptedException if the thread is interrupted; the answer so far is stored as stopped
    public Turn answer(Turn question, Manner manner, Optional<Turn> before, Listener listener)
            throws InterruptedException {
        if (question.role() != Turn.Role.USER)
            throw new IllegalArgumentException("message " + question.id() + " is no question");
        Turn at = question;
        for (int round = 0;; round++) {
            Round made = new Round(at, manner, round < ROUNDS_MAX, before, listener);
            Turn answer = made.run();
            if (answer.calls().isEmpty() || answer.state() != Turn.State.DONE || round == ROUNDS_MAX) return answer;
            at = runTools(answer, listener);
        }
    }

    private Turn runTools(Turn answer, Listener listener) {
        Turn at = answer;
        for (ToolCall call : answer.calls()) {
            String told = instance.rules().request(call, OptionalLong.of(answer.id())).told();
            NewTurn result = new NewTurn(answer.conversation(), OptionalLong.of(at.id()), Turn.Role.TOOL, told,
                    Turn.State.DONE, OptionalLong.empty(), "", call.id());
            at = instance.database().write(sql -> instance.conversations().add(sql, result));
            listener.done(at);
        }
        return at;
    }

    /// Stops an answer that is being made.
    ///
    /// @return whether it was
    public boolean stop(long answer) {
        Generation generation = underWay.get(answer);
        if (generation == null) return false;
        generation.cancel();
        return true;
    }

    void stopAll() {
        underWay.values().forEach(Generation::cancel);
    }

    /// Gives an answer a thumb: 1, -1, or 0 to take it back. Lessons follow; a good answer is remembered.
    ///
    /// @throws dev.pando.node.conversation.NotThere if there is no such answer
    /// @throws IllegalArgumentException             if it is no answer
    public Turn thumb(long answer, int thumb) {
        Turn turn = instance.conversations().turn(answer);
        Optional<Memories.Draft> draft = thumb > 0 ? worthKeeping(turn) : Optional.empty();
        return instance.database().write(sql -> {
            Turn thumbed = instance.conversations().thumb(sql, answer, thumb);
            instance.signals().thumbed(sql, thumbed);
            instance.evidences().check(sql, answer, verdict(thumb), "person");
            Memories.forgetOf(sql, answer);
            draft.ifPresent(
                    d -> instance.memories().store(sql, Memory.Kind.ANSWER, List.of(d), OptionalLong.of(answer)));
            return thumbed;
        });
    }

    private static Evidence.Checked verdict(int thumb) {
        return thumb > 0 ? Evidence.Checked.RIGHT : thumb < 0 ? Evidence.Checked.WRONG : Evidence.Checked.NO;
    }

    private Optional<Memories.Draft> worthKeeping(Turn answer) {
        if (answer.parent().isEmpty() || answer.content().isBlank()) return Optional.empty();
        String asked = instance.conversations().turn(answer.parent().getAsLong()).content().strip();
        String pair = asked + "\n" + answer.content().strip();
        return pair.length() > Memory.TEXT_CHARS_MAX ? Optional.empty() : Optional.of(instance.memories().draft(pair));
    }

    /// Puts a person's own words in the place of an answer: a branch beside it, and a lesson.
    ///
    /// @throws dev.pando.node.conversation.NotThere if there is no such answer
    /// @throws IllegalArgumentException             if it is no answer, or the words are blank or too long
    public Turn correct(long answer, String content) {
        Turn wrong = instance.conversations().turn(answer);
        if (wrong.role() != Turn.Role.ASSISTANT)
            throw new IllegalArgumentException("message " + answer + " is no answer");
        NewTurn words = new NewTurn(wrong.conversation(), wrong.parent(), Turn.Role.ASSISTANT, spoken(content),
                Turn.State.DONE, OptionalLong.of(answer), "", "");
        List<Memories.Draft> drafts = instance.memories().passages(content);
        return instance.database().write(sql -> {
            Turn right = instance.conversations().add(sql, words);
            instance.memories().store(sql, Memory.Kind.SAID, drafts, OptionalLong.of(right.id()));
            instance.evidences().check(sql, answer, Evidence.Checked.WRONG, "person");
            instance.signals().corrected(sql, right, wrong);
            return right;
        });
    }

    /// One answer of an engine, from recall to evidence.
    private final class Round {
        private final Turn at;
        private final Manner manner;
        private final boolean mayUseTools;
        private final Optional<Turn> before;
        private final Listener listener;
        private final ModelCard model;
        private final Style style;
        private final Growing growing = new Growing();
        private Plan plan;

        Round(Turn at, Manner manner, boolean mayUseTools, Optional<Turn> before, Listener listener) {
            this.at = at;
            this.manner = manner;
            this.mayUseTools = mayUseTools;
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
            int reserved = Math.min(model.contextTokens() / ANSWER_SHARE, manner.maxTokens().orElse(ANSWER_TOKENS_MAX));
            int chars = (model.contextTokens() - reserved) * CHARS_PER_TOKEN;
            for (int shrinks = 0;; shrinks++, chars /= 2) {
                plan = planned(material, chars);
                Admission admission = engine.submit(ask(mayUseTools && shrinks < SHRINKS_WITH_TOOLS));
                if (admission instanceof Admission.Started(Generation generation)) return generation;
                boolean tooLong = admission instanceof Admission.Refused(Admission.Why why, _)
                        && why == Admission.Why.CONTEXT_TOO_SHORT;
                if (!tooLong || shrinks == SHRINKS_MAX) throw refused(admission, material.question().id());
            }
        }

        private static DialogueException refused(Admission admission, long question) {
            return new DialogueException(admission, question, switch (admission) {
                case Admission.Refused(_, String message) -> message;
                case Admission.Busy(long retryAfterMs) -> "busy; try again in " + retryAfterMs + " ms";
                case Admission.Started _ -> throw new AssertionError("it was admitted");
            });
        }

        private Prompts.Material material() {
            Conversation conversation = instance.conversations().conversation(at.conversation());
            return new Prompts.Material(conversation.instructions(), instance.profile().facts(),
                    instance.conversations().path(at.id()));
        }

        private Plan planned(Prompts.Material material, int chars) {
            List<Turn> turns = Prompts.turns(style, material, chars);
            return Prompts.plan(style, material, turns, recalled(material, turns), chars);
        }

        // Not what the prompt holds already, and not what stands on branches of this conversation that were left.
        private List<Found> recalled(Prompts.Material material, List<Turn> turns) {
            Set<Long> path = ids(material.path()), seen = ids(instance.conversations().turns(at.conversation()));
            path.removeAll(ids(turns));
            seen.removeAll(path);
            return instance.memories()
                    .search(material.question().content(), Prompts.SOURCES_MAX, message -> !seen.contains(message))
                    .stream().filter(found -> !(found.cosine() < COSINE_MIN)).toList();
        }

        private static Set<Long> ids(List<Turn> turns) {
            Set<Long> ids = new HashSet<>();
            for (Turn turn : turns) ids.add(turn.id());
            return ids;
        }

        private Ask ask(boolean withTools) {
            var tools = style == Style.CHAT && withTools
                    ? instance.rules().allowed()
                    : List.<Tool>of();
            return new Ask(manner.model(), plan.prompt(), manner.sampling(), manner.maxTokens(), List.of(),
                    OptionalInt.empty(), Format.TEXT, new Toolset(tools, Toolset.Use.FREE));
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
                        case Event.Finished(FinishReason reason, Usage usage) -> {
                            stored = true;
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

        private Turn over(Turn answer, Turn.State state, String note, Usage usage) {
            Turn finished = store(answer, state, note, usage);
            listener.done(finished);
            return finished;
        }

        private Turn store(Turn answer, Turn.State state, String note, Usage usage) {
            // The bundled model says where it reads before it says what: people read it the other way round.
            String text = style == Style.NOTES && state == Turn.State.DONE && !plan.sources().isEmpty()
                    ? NoteReply.read(growing.text()).text()
                    : growing.text();
            Evidences.Making making = new Evidences.Making(model.id(), SamplingJson.of(manner), plan.text(),
                    usage.promptTokens(), usage.completionTokens());
            List<Evidences.Given> given = plan.sources().stream()
                    .map(s -> new Evidences.Given(s.memory().id(), s.memory().text(), s.score())).toList();
            return instance.database().write(sql -> {
                Turn finished = instance.conversations().finish(sql, answer.id(), text, growing.calls(), state, note);
                instance.evidences().keep(sql, answer.id(), making, given, Prompts.cited(text, given.size()),
                        plan.turns().stream().map(Turn::id).toList());
                if (state == Turn.State.DONE && finished.calls().isEmpty()) learn(sql, finished);
                return finished;
            });
        }

        private void learn(Sql sql, Turn answer) {
            if (before.isEmpty()) return;
            Turn old = Conversations.turn(sql, before.get().id());
            if (old.parent().equals(answer.parent())) instance.signals().regenerated(sql, answer, old);
            else
                instance.signals().edited(sql, answer, old);
        }
    }
}
