package dev.pando.node.signals;

import dev.pando.node.conversation.Conversations;
import dev.pando.node.conversation.Turn;
import dev.pando.node.signals.Lesson.CorrectedAnswer;
import dev.pando.node.signals.Lesson.Counterfactual;
import dev.pando.node.signals.Lesson.InstructionResponse;
import dev.pando.node.signals.Lesson.PreferredPair;
import dev.pando.node.signals.Signal.Cause;
import dev.pando.node.store.Database;
import dev.pando.node.store.Row;
import dev.pando.node.store.Sql;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/// The learning signals of a node, kept here and nowhere else. Any thread may call.
///
/// What a person does becomes a lesson inside the transaction that stores what they did:
///
/// | what they do | lesson |
/// |---|---|
/// | thumb up | instruction–response; a preferred pair with each sibling that has a thumb down |
/// | thumb down | a preferred pair with each sibling that has a thumb up; without one, a counterfactual with no other side |
/// | answer again | preferred pair, the new answer over the old, until a thumb says otherwise |
/// | put the question in other words | counterfactual of both questions and answers |
/// | write the answer | corrected answer |
///
/// A thumb that is taken back takes its lessons along, except those whose words a person changed.
public final class Signals {

    private final Database database;
    private final InstantSource clock;

    /// Opens the signals of a database.
    public Signals(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// An answer has a new thumb, which is already stored.
    public void thumbed(Sql sql, Turn answer) {
        sql.update(
                "DELETE FROM signal WHERE cause = 'thumb' AND changed_by_person = 0 AND ? IN (message, other_message)",
                answer.id());
        Optional<String> asked = instruction(sql, answer);
        if (answer.thumb() == 0 || asked.isEmpty() || answer.content().isBlank()) return;
        List<Turn> against = Conversations.siblings(sql, answer).stream()
                .filter(s -> s.thumb() == -answer.thumb() && !s.content().isBlank()).toList();
        if (answer.thumb() > 0) {
            add(sql, Cause.THUMB, new InstructionResponse(asked.get(), answer.content()), answer, Optional.empty());
            sql.update(
                    "DELETE FROM signal WHERE cause = 'regeneration' AND changed_by_person = 0 AND other_message = ?",
                    answer.id());
            for (Turn worse : against) prefer(sql, asked.get(), answer, worse);
        } else if (against.isEmpty()) {
            add(sql, Cause.THUMB, new Counterfactual(asked.get(), answer.content(), "", ""), answer, Optional.empty());
        } else {
            for (Turn better : against) prefer(sql, asked.get(), better, answer);
        }
    }

    private void prefer(Sql sql, String asked, Turn better, Turn worse) {
        add(sql, Cause.THUMB, new PreferredPair(asked, better.content(), worse.content()), better, Optional.of(worse));
    }

    /// Forgets what was learned from a conversation, within a transaction.
    public static void forgetOf(Sql sql, long conversation) {
        sql.update("DELETE FROM signal WHERE message IN (SELECT id FROM message WHERE conversation = ?)", conversation);
    }

    /// A question was answered again: `answer` is the new one.
    public void regenerated(Sql sql, Turn answer, Turn before) {
        if (before.thumb() > 0 || before.content().isBlank() || answer.content().isBlank()) return;
        instruction(sql, answer).ifPresent(asked -> add(sql, Cause.REGENERATION,
                new PreferredPair(asked, answer.content(), before.content()), answer, Optional.of(before)));
    }

    /// A question was put in other words: `answer` answers the new one, `before` the old one.
    public void edited(Sql sql, Turn answer, Turn before) {
        if (before.content().isBlank() || answer.content().isBlank()) return;
        Optional<String> asked = instruction(sql, before), instead = instruction(sql, answer);
        if (asked.isEmpty() || instead.isEmpty() || asked.equals(instead)) return;
        add(sql, Cause.EDIT, new Counterfactual(asked.get(), before.content(), instead.get(), answer.content()), answer,
                Optional.of(before));
    }

    /// A person wrote what should have been answered: `right` is their turn, `wrong` the model's.
    public void corrected(Sql sql, Turn right, Turn wrong) {
        instruction(sql, right).ifPresent(asked -> add(sql, Cause.CORRECTION,
                new CorrectedAnswer(asked, wrong.content(), right.content()), right, Optional.of(wrong)));
    }

    // What was asked: the last thing a person said before the answer, tools in between left out.
    private static Optional<String> instruction(Sql sql, Turn answer) {
        Turn at = answer;
        while (at.role() != Turn.Role.USER) {
            if (at.parent().isEmpty()) return Optional.empty();
            at = Conversations.turn(sql, at.parent().getAsLong());
        }
        return Optional.of(at.content());
    }

    private void add(Sql sql, Cause cause, Lesson lesson, Turn answer, Optional<Turn> other) {
        LessonRow row = LessonRow.of(lesson);
        long now = clock.millis();
        String model = answer.model().isEmpty() ? other.map(Turn::model).orElse("") : answer.model();
        sql.update("INSERT OR IGNORE INTO signal(type, cause, instruction, response, other_instruction, other_response,"
                + " message, other_message, model, created_ms, changed_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row.type(), cause.word(), row.instruction(), row.response(), row.otherInstruction(),
                row.otherResponse(),
                answer.id(), other.map(Turn::id).orElse(null), model, now, now);
    }

    /// Signals with a number below `before`, the newest first.
    ///
    /// @param type only of this type (`corrected_answer`, `preferred_pair`, …); empty for all
    /// @param most at most so many
    public List<Signal> list(String type, long before, int most) {
        return database.read(
                sql -> sql.list("SELECT * FROM signal WHERE id < ? AND (? = '' OR type = ?) ORDER BY id DESC LIMIT ?",
                        Signals::read, before, type, type, most));
    }

    /// One signal.
    public Optional<Signal> signal(long id) {
        return database.read(sql -> one(sql, id));
    }

    private static Optional<Signal> one(Sql sql, long id) {
        return sql.one("SELECT * FROM signal WHERE id = ?", Signals::read, id);
    }

    private static Signal read(Row row) {
        LessonRow lesson = new LessonRow(row.text("type"), row.text("instruction"), row.text("response"),
                row.text("other_instruction"), row.text("other_response"));
        return new Signal(row.number("id"), lesson.lesson(), Cause.valueOf(row.text("cause").toUpperCase(Locale.ROOT)),
                row.number("message"),
                row.isNull("other_message") ? OptionalLong.empty() : OptionalLong.of(row.number("other_message")),
                row.text("model"), row.flag("changed_by_person"), row.number("created_ms"), row.number("changed_ms"));
    }

    /// Changes a lesson's words; its type stays.
    ///
    /// @param change makes the new lesson of the old one
    /// @return the signal as it is now; empty if there is none of this number
    /// @throws IllegalArgumentException if the type is another, or a text too long
    public Optional<Signal> change(long id, UnaryOperator<Lesson> change) {
        return database.write(sql -> {
            Optional<Signal> before = one(sql, id);
            if (before.isEmpty()) return before;
            LessonRow row = LessonRow.of(change.apply(before.get().lesson()));
            if (!row.type().equals(LessonRow.of(before.get().lesson()).type()))
                throw new IllegalArgumentException("type: a signal keeps its type");
            for (String text : List.of(row.instruction(), row.response(), row.otherInstruction(),
                    row.otherResponse())) {
                if (text.length() > Lesson.TEXT_CHARS_MAX)
                    throw new IllegalArgumentException(
                            "text: " + text.length() + " characters, limit " + Lesson.TEXT_CHARS_MAX);
            }
            sql.update("UPDATE signal SET instruction = ?, response = ?, other_instruction = ?, other_response = ?,"
                    + " changed_by_person = 1, changed_ms = ? WHERE id = ?", row.instruction(), row.response(),
                    row.otherInstruction(), row.otherResponse(), clock.millis(), id);
            return one(sql, id);
        });
    }

    /// Deletes a signal.
    ///
    /// @return whether there was one
    public boolean delete(long id) {
        return database.write(sql -> sql.update("DELETE FROM signal WHERE id = ?", id)) > 0;
    }
}
