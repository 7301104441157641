package dev.pando.node.rules;

import dev.pando.node.answer.Tool;
import dev.pando.node.answer.ToolCall;
import dev.pando.node.rules.Action.Effect;
import dev.pando.node.rules.Approval.State;
import dev.pando.node.store.Database;
import dev.pando.node.store.Row;
import dev.pando.node.store.Sql;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The one way to a tool. Any thread may call.
///
/// ```
/// not known, or not on the allow-list ──────────────► refused
/// looks, or can be taken back ──────────────────────► runs
/// cannot be taken back ──► pending ──► denied
///                                 └──► approved ────► runs, once
/// ```
/// It does not matter what asks: a model, a memory that was recalled, a tool's result or a person's own words give the same
/// outcome. Only [#approve] says yes, and nothing that a model can reach calls it. Every step is in the audit log before
/// it is done.
public final class Rules {

    /// Characters of a call's arguments, so that a person can read what they approve.
    public static final int ARGUMENTS_CHARS_MAX = 16_384;
    /// Characters of a result that a model is told.
    public static final int RESULT_CHARS_MAX = 16_384;
    /// Approvals that may be pending; further requests are refused until some are decided.
    public static final int PENDING_MAX = 100;

    private final Database database;
    private final InstantSource clock;
    private final Map<String, Action> actions = new LinkedHashMap<>();
    private final AuditLog audit;

    /// Opens the rules of a database.
    ///
    /// @throws IllegalArgumentException if two actions have the same name
    public Rules(Database database, List<Action> actions, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditLog(database, clock);
        for (Action action : actions) {
            if (this.actions.put(action.tool().name(), action) != null)
                throw new IllegalArgumentException("two tools are named " + action.tool().name());
        }
    }

    /// A tool and the rule for it.
    ///
    /// @param tool    what the model would be told
    /// @param effect  what it does to the world
    /// @param allowed whether it is on the allow-list
    public record Known(Tool tool, Effect effect, boolean allowed) {}

    /// Every tool there is.
    public List<Known> known() {
        return database.read(sql -> actions.values().stream()
                .map(a -> new Known(a.tool(), a.effect(), allowed(sql, a.tool().name()))).toList());
    }

    /// The tools that a model may be told of.
    public List<Tool> allowed() {
        return known().stream().filter(Known::allowed).map(Known::tool).toList();
    }

    private static boolean allowed(Sql sql, String tool) {
        return sql.number("SELECT allowed FROM tool_rule WHERE tool = ?", tool) == 1;
    }

    /// Puts a tool on the allow-list, or takes it off.
    ///
    /// @return whether there is such a tool
    public boolean allow(String tool, boolean allowed) {
        if (!actions.containsKey(tool)) return false;
        return database.write(sql -> {
            audit.add(sql, allowed ? "allowed" : "forbidden", tool, "", OptionalLong.empty());
            sql.update("INSERT OR REPLACE INTO tool_rule(tool, allowed, changed_ms) VALUES (?, ?, ?)", tool, allowed,
                    clock.millis());
            return true;
        });
    }

    /// Runs a tool, has it wait, or refuses it.
    ///
    /// @param message the answer that asks for it
    public Outcome request(ToolCall call, OptionalLong message) {
        Optional<String> refusal = refusal(call);
        if (refusal.isPresent()) {
            database.write(sql -> logged(sql, "refused", call.name(), shortened(refusal.get()), OptionalLong.empty()));
            return new Outcome.Refused(refusal.get());
        }
        Action action = actions.get(call.name());
        if (action.effect() == Effect.IRREVERSIBLE) return ask(call, message);
        database.write(sql -> logged(sql, "begun", call.name(), call.arguments(), OptionalLong.empty()));
        Outcome outcome = run(action, call.arguments());
        database.write(sql -> logged(sql, word(outcome), call.name(), shortened(outcome.told()), OptionalLong.empty()));
        return outcome;
    }

    private Optional<String> refusal(ToolCall call) {
        if (!actions.containsKey(call.name())) return Optional.of("There is no tool of this name.");
        if (call.arguments().length() > ARGUMENTS_CHARS_MAX)
            return Optional.of("The arguments have more than " + ARGUMENTS_CHARS_MAX + " characters.");
        boolean allowed = database.read(sql -> allowed(sql, call.name()));
        return allowed ? Optional.empty() : Optional.of("This tool is not on the allow-list of this node.");
    }

    private Outcome ask(ToolCall call, OptionalLong message) {
        return database.write(sql -> {
            if (sql.number("SELECT count(*) FROM approval WHERE state = 'pending'") >= PENDING_MAX) {
                audit.add(sql, "refused", call.name(), "too many approvals are pending", OptionalLong.empty());
                return new Outcome.Refused("Too many approvals are pending; a person has to decide some first.");
            }
            long id = sql.insert("INSERT INTO approval(tool, arguments, message, call_id, state, created_ms)"
                    + " VALUES (?, ?, (SELECT id FROM message WHERE id = ?), ?, 'pending', ?)", call.name(),
                    call.arguments(), message.isPresent() ? message.getAsLong() : null, call.id(), clock.millis());
            audit.add(sql, "asked", call.name(), call.arguments(), OptionalLong.of(id));
            return new Outcome.Waiting(id);
        });
    }

    /// A person's yes: the tool runs now, once, with the arguments that they saw.
    ///
    /// @return what became of it; empty if there is no approval of this number
    /// @throws IllegalStateException if it was decided before, or the tool is gone or no longer allowed
    public Optional<Approval> approve(long id) {
        Optional<Approval> running = database.write(sql -> {
            Optional<Approval> found = one(sql, id);
            found.ifPresent(approval -> begin(sql, approval));
            return found;
        });
        if (running.isEmpty()) return Optional.empty();
        Approval approval = running.get();
        Outcome outcome = run(actions.get(approval.tool()), approval.arguments());
        return database.write(sql -> {
            sql.update("UPDATE approval SET state = ?, result = ? WHERE id = ?", word(outcome), outcome.told(), id);
            audit.add(sql, word(outcome), approval.tool(), shortened(outcome.told()), OptionalLong.of(id));
            return one(sql, id);
        });
    }

    private void begin(Sql sql, Approval approval) {
        undecided(approval);
        if (!actions.containsKey(approval.tool()) || !allowed(sql, approval.tool()))
            throw new IllegalStateException(
                    "approval " + approval.id() + ": " + approval.tool() + " is not allowed any more");
        sql.update("UPDATE approval SET state = 'running', decided_ms = ? WHERE id = ?", clock.millis(), approval.id());
        audit.add(sql, "approved", approval.tool(), approval.arguments(), OptionalLong.of(approval.id()));
        audit.add(sql, "begun", approval.tool(), approval.arguments(), OptionalLong.of(approval.id()));
    }

    /// A person's no: it never runs.
    ///
    /// @return the approval; empty if there is none of this number
    /// @throws IllegalStateException if it was decided before
    public Optional<Approval> deny(long id) {
        return database.write(sql -> {
            Optional<Approval> found = one(sql, id);
            found.ifPresent(approval -> {
                undecided(approval);
                sql.update("UPDATE approval SET state = 'denied', decided_ms = ? WHERE id = ?", clock.millis(), id);
                audit.add(sql, "denied", approval.tool(), approval.arguments(), OptionalLong.of(id));
            });
            return one(sql, id);
        });
    }

    private static void undecided(Approval approval) {
        if (approval.state() != State.PENDING)
            throw new IllegalStateException(
                    "approval " + approval.id() + " is " + approval.state().word() + " already");
    }

    private static Outcome run(Action action, String arguments) {
        try {
            String result = action.run(new Permit(action.tool().name(), arguments));
            return new Outcome.Done(shortened(result));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed("The node is shutting down.");
        } catch (Exception e) { // a tool is somebody else's code: whatever it throws is its result
            return new Outcome.Failed(shortened(String.valueOf(e.getMessage())));
        }
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done _ -> "done";
            case Outcome.Failed _ -> "failed";
            case Outcome.Refused _ -> "refused";
            case Outcome.Waiting _ -> "asked";
        };
    }

    private static String shortened(String text) {
        return text.length() <= RESULT_CHARS_MAX ? text : text.substring(0, RESULT_CHARS_MAX) + "…";
    }

    private boolean logged(Sql sql, String what, String tool, String detail, OptionalLong approval) {
        audit.add(sql, what, tool, detail, approval);
        return true;
    }

    /// Approvals, the newest first.
    ///
    /// @param state only those; empty for all
    /// @param most  at most so many
    public List<Approval> approvals(Optional<State> state, int most) {
        return database
                .read(sql -> sql.list("SELECT * FROM approval WHERE ? = '' OR state = ? ORDER BY id DESC LIMIT ?",
                        Rules::read,
                        state.map(State::word).orElse(""), state.map(State::word).orElse(""), most));
    }

    private static Optional<Approval> one(Sql sql, long id) {
        return sql.one("SELECT * FROM approval WHERE id = ?", Rules::read, id);
    }

    private static Approval read(Row row) {
        return new Approval(row.number("id"), row.text("tool"), row.text("arguments"), optional(row, "message"),
                row.text("call_id"), State.valueOf(row.text("state").toUpperCase(Locale.ROOT)), row.text("result"),
                row.number("created_ms"), optional(row, "decided_ms"));
    }

    private static OptionalLong optional(Row row, String column) {
        return row.isNull(column) ? OptionalLong.empty() : OptionalLong.of(row.number(column));
    }

    /// Marks as failed what was running when the last node ended; it is not tried again. Only for the one node that runs.
    public void failForgotten() {
        database.write(sql -> {
            for (Approval lost : sql.list("SELECT * FROM approval WHERE state = 'running'", Rules::read)) {
                sql.update("UPDATE approval SET state = 'failed', result = 'The node ended while it ran.' WHERE id = ?",
                        lost.id());
                audit.add(sql, "failed", lost.tool(), "the node ended while it ran", OptionalLong.of(lost.id()));
            }
            return null;
        });
    }

    /// What was asked for, decided and done.
    public AuditLog audit() {
        return audit;
    }
}
