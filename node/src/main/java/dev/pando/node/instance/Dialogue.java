package dev.pando.node.instance;

import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.Generation;
import dev.pando.node.answer.ToolCall;
import dev.pando.node.conversation.Conversation;
import dev.pando.node.conversation.Conversations.NewTurn;
import dev.pando.node.conversation.Turn;
import dev.pando.node.encode.EncodingException;
import dev.pando.node.evidence.Evidence;
import dev.pando.node.memory.Memories;
import dev.pando.node.memory.Memory;
import dev.pando.node.notes.Note;
import dev.pando.node.rules.Approval;
import dev.pando.node.signals.Signals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/// From a question to an answer:
///
/// ```
/// said ─store─► question ─recall, ask notes─► sources ─plan─► prompt ─engine─► answer ─store with evidence─► done
///                                                               ▲                │
///                                                               └── tool results ◄── rules
/// ```
/// What a method returned is on the disk. What a person said is stored together with what is remembered of it, before
/// anything is asked; an answer together with its evidence and lessons, before it is called done. Statements in what a
/// person said become notes of theirs. Of a private conversation nothing is remembered, noted or learned, and no engine
/// beyond this machine and no tool is asked about it.
public final class Dialogue {

    /// Answers in a row that may ask for tools before the last must do without.
    public static final int ROUNDS_MAX = 4;

    private static final System.Logger LOG = System.getLogger(Dialogue.class.getName());

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
        boolean isPrivate = isPrivate(said.conversation());
        List<Memories.Draft> drafts = isPrivate ? List.of() : instance.memories().passages(said.content());
        List<Note> before = said.replaces().isEmpty()
                ? List.of()
                : instance.collective().notes().heardIn(said.replaces().getAsLong());
        Turn turn = instance.database().write(sql -> {
            Turn added = instance.conversations().add(sql, said);
            instance.memories().store(sql, Memory.Kind.SAID, drafts, OptionalLong.of(added.id()));
            said.replaces().ifPresent(old -> Memories.forgetOf(sql, old));
            return added;
        });
        before.forEach(instance.collective()::forget);
        if (!isPrivate) hear(turn);
        return turn;
    }

    // An encoder that does not run costs the notes of what was said, not the conversation.
    private void hear(Turn turn) {
        try {
            instance.collective().hear(turn.content(), turn.id());
        } catch (EncodingException e) {
            LOG.log(System.Logger.Level.WARNING, "{0}; nothing is noted of what was said", e.getMessage());
        }
    }

    private boolean isPrivate(long conversation) {
        return instance.conversations().conversation(conversation).isPrivate();
    }

    /// Says whether a conversation is private. When it becomes so, what was remembered, noted and learned from it is
    /// forgotten; notes that others have stay until they are taken back.
    ///
    /// @throws dev.pando.node.conversation.NotThere if it is not there
    public Conversation keepPrivate(long conversation, boolean isPrivate) {
        List<Note> notes = isPrivate
                ? instance.collective().notes().heardInConversation(conversation)
                : List.of();
        Conversation kept = instance.database().write(sql -> {
            if (isPrivate) {
                Memories.forgetConversation(sql, conversation);
                Signals.forgetOf(sql, conversation);
            }
            return instance.conversations().keepPrivate(sql, conversation, isPrivate);
        });
        notes.forEach(instance.collective()::forget);
        return kept;
    }

    /// Deletes a conversation and what was remembered, noted and learned from it, but for notes that others have.
    ///
    /// @throws dev.pando.node.conversation.NotThere if it is not there
    public void delete(long conversation) {
        List<Note> notes = instance.collective().notes().heardInConversation(conversation);
        instance.conversations().delete(conversation);
        notes.forEach(instance.collective()::forget);
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
        return from(question, manner, before, listener);
    }

    /// Has the model go on from what became of a tool that waited for a person, as [#decided] stored it.
    ///
    /// @throws IllegalArgumentException if it is no such turn
    /// @throws DialogueException    if the engine does not take it
    /// @throws InterruptedException if the thread is interrupted; the answer so far is stored as stopped
    public Turn goOn(Turn result, Manner manner, Listener listener) throws InterruptedException {
        if (result.role() != Turn.Role.TOOL)
            throw new IllegalArgumentException("message " + result.id() + " is no result of a tool");
        return from(result, manner, Optional.empty(), listener);
    }

    /// Stores what became of a tool that waited for a person, at the end of the branch that asked for it.
    ///
    /// @return the turn, from which the model can [#goOn]; empty if no conversation asked, or it is gone
    public Optional<Turn> decided(Approval approval) {
        if (approval.message().isEmpty()) return Optional.empty();
        Turn asking = instance.conversations().turn(approval.message().getAsLong());
        String told = approval.state() == Approval.State.DENIED
                ? "The person said no to " + approval.tool() + "; it was not done."
                : approval.tool() + ", which waited for the person's yes, is over. " + approval.result();
        NewTurn turn = new NewTurn(asking.conversation(), OptionalLong.of(end(asking)), Turn.Role.TOOL, told,
                Turn.State.DONE, OptionalLong.empty(), "", approval.callId());
        return Optional.of(instance.database().write(sql -> instance.conversations().add(sql, turn)));
    }

    // The end of the branch that is shown, if it goes through a turn; else the newest turn below it.
    private long end(Turn through) {
        OptionalLong leaf = instance.conversations().conversation(through.conversation()).leaf();
        if (leaf.isPresent() && instance.conversations().path(leaf.getAsLong()).stream()
                .anyMatch(t -> t.id() == through.id()))
            return leaf.getAsLong();
        return instance.conversations().newestBelow(through.id());
    }

    private Turn from(Turn first, Manner manner, Optional<Turn> before, Listener listener)
            throws InterruptedException {
        Turn at = first;
        for (int round = 0;; round++) {
            Turn answer = new Round(instance, engine, underWay, at, manner, round < ROUNDS_MAX, before, listener).run();
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
        boolean isPrivate = isPrivate(turn.conversation());
        Optional<Memories.Draft> draft = thumb > 0 && !isPrivate ? worthKeeping(turn) : Optional.empty();
        return instance.database().write(sql -> {
            Turn thumbed = instance.conversations().thumb(sql, answer, thumb);
            if (!isPrivate) instance.signals().thumbed(sql, thumbed);
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
        if (answer.content().isBlank()) return Optional.empty();
        return instance.conversations().asked(answer.id())
                .map(question -> question.content().strip() + "\n" + answer.content().strip())
                .filter(pair -> pair.length() <= Memory.TEXT_CHARS_MAX).map(instance.memories()::draft);
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
        boolean isPrivate = isPrivate(wrong.conversation());
        List<Memories.Draft> drafts = isPrivate ? List.of() : instance.memories().passages(content);
        Turn corrected = instance.database().write(sql -> {
            Turn right = instance.conversations().add(sql, words);
            instance.memories().store(sql, Memory.Kind.SAID, drafts, OptionalLong.of(right.id()));
            instance.evidences().check(sql, answer, Evidence.Checked.WRONG, "person");
            if (!isPrivate) instance.signals().corrected(sql, right, wrong);
            return right;
        });
        if (!isPrivate) hear(corrected);
        return corrected;
    }
}
