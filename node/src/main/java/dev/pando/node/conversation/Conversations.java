package dev.pando.node.conversation;

import dev.pando.node.answer.ToolCall;
import dev.pando.node.store.Database;
import dev.pando.node.store.Row;
import dev.pando.node.store.Sql;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// All conversations of a node. Any thread may call.
///
/// Methods that take an [Sql] are steps of a caller's transaction, so that a turn and what hangs on it (memories,
/// evidence, signals) are stored together or not at all.
public final class Conversations {

    /// Conversations or hits of one page at most.
    public static final int PAGE_MAX = 200;
    /// Words of a search that are looked at.
    private static final int SEARCH_WORDS_MAX = 32;
    private static final int TITLE_WORDS_CHARS = 60;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}\\p{M}]+");
    private static final String CONVERSATION = "id, title, titled, instructions, private, leaf, created_ms, changed_ms";
    private static final String TURN = "id, conversation, parent, role, content, state, note, calls, call_id, replaces,"
            + " thumb, model, created_ms, changed_ms";

    private final Database database;
    private final InstantSource clock;

    /// Opens the conversations of a database.
    public Conversations(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// A turn to be added.
    ///
    /// @param conversation where
    /// @param parent       what it goes on from; empty to begin
    /// @param role         who says it
    /// @param content      what is said
    /// @param state        how far it got
    /// @param replaces     the sibling that it was made from
    /// @param model        who answers; empty for people and tools
    /// @param callId       the call that a tool's result belongs to; else empty
    public record NewTurn(long conversation, OptionalLong parent, Turn.Role role, String content, Turn.State state,
            OptionalLong replaces, String model, String callId) {

        /// What a person says.
        public static NewTurn said(long conversation, OptionalLong parent, String content, OptionalLong replaces) {
            return new NewTurn(conversation, parent, Turn.Role.USER, content, Turn.State.DONE, replaces, "", "");
        }

        /// The beginning of an answer.
        public static NewTurn answer(Turn question, OptionalLong replaces, String model) {
            return new NewTurn(question.conversation(), OptionalLong.of(question.id()), Turn.Role.ASSISTANT, "",
                    Turn.State.GROWING, replaces, model, "");
        }
    }

    /// Begins a conversation.
    ///
    /// @param title        empty to take it from the first words
    /// @param instructions may be empty
    public Conversation begin(String title, String instructions) {
        Conversation.within("title", title, Conversation.TITLE_CHARS_MAX);
        Conversation.within("instructions", instructions, Conversation.INSTRUCTIONS_CHARS_MAX);
        long now = clock.millis();
        return database.write(sql -> conversation(sql, sql.insert(
                "INSERT INTO conversation(title, titled, instructions, created_ms, changed_ms) VALUES (?, ?, ?, ?, ?)",
                title, !title.isEmpty(), instructions, now, now)));
    }

    /// One conversation.
    ///
    /// @throws NotThere if it is not there
    public Conversation conversation(long id) {
        return database.read(sql -> conversation(sql, id));
    }

    private static Conversation conversation(Sql sql, long id) {
        return sql.one("SELECT " + CONVERSATION + " FROM conversation WHERE id = ?", Conversations::conversation, id)
                .orElseThrow(() -> new NotThere("conversation " + id));
    }

    private static Conversation conversation(Row row) {
        return new Conversation(row.number("id"), row.text("title"), row.flag("titled"), row.text("instructions"),
                row.flag("private"), optional(row, "leaf"), row.number("created_ms"), row.number("changed_ms"));
    }

    /// Says whether nothing may come of a conversation; what came of it before is the caller's to take away.
    ///
    /// @throws NotThere if it is not there
    public Conversation keepPrivate(Sql sql, long id, boolean isPrivate) {
        sql.update("UPDATE conversation SET private = ? WHERE id = ?", isPrivate, id);
        return conversation(sql, id);
    }

    /// A page of conversations, the last used first.
    ///
    /// @param from how many to leave out
    /// @param most at most so many
    public List<Conversation> list(int from, int most) {
        return database.read(sql -> sql.list("SELECT " + CONVERSATION
                + " FROM conversation ORDER BY changed_ms DESC, id DESC LIMIT ? OFFSET ?",
                Conversations::conversation, most, from));
    }

    /// Gives a conversation another title and other instructions, and shows the branch that ends in `leaf`, or in the newest
    /// turn below it: all of it or nothing.
    ///
    /// @throws NotThere if it is not there, or `leaf` is no turn of it
    public Conversation change(long id, Optional<String> title, Optional<String> instructions, OptionalLong leaf) {
        title.ifPresent(t -> Conversation.within("title", t, Conversation.TITLE_CHARS_MAX));
        instructions.ifPresent(t -> Conversation.within("instructions", t, Conversation.INSTRUCTIONS_CHARS_MAX));
        return database.write(sql -> {
            title.ifPresent(t -> sql.update("UPDATE conversation SET title = ?, titled = 1 WHERE id = ?", t, id));
            instructions.ifPresent(t -> sql.update("UPDATE conversation SET instructions = ? WHERE id = ?", t, id));
            leaf.ifPresent(turn -> show(sql, id, turn));
            return conversation(sql, id);
        });
    }

    private static void show(Sql sql, long id, long turn) {
        if (turn(sql, turn).conversation() != id) throw new NotThere("turn " + turn + " in conversation " + id);
        sql.update("UPDATE conversation SET leaf = ? WHERE id = ?", newestBelow(sql, turn), id);
    }

    /// The newest turn that follows `turn`, then the newest that follows that one, and so on to the last of them; the turn itself
    /// if none does.
    public long newestBelow(long turn) {
        return database.read(sql -> newestBelow(sql, turn));
    }

    private static long newestBelow(Sql sql, long turn) {
        return sql.number("""
                WITH RECURSIVE down(id) AS (
                    SELECT ?
                    UNION ALL SELECT (SELECT max(m.id) FROM message m WHERE m.parent = down.id) FROM down
                    WHERE EXISTS (SELECT 1 FROM message m WHERE m.parent = down.id))
                SELECT max(id) FROM down""", turn);
    }

    /// Deletes a conversation, its turns, and whatever was remembered or learned from them.
    ///
    /// @throws NotThere if it is not there
    public void delete(long id) {
        if (database.write(sql -> sql.update("DELETE FROM conversation WHERE id = ?", id)) == 0)
            throw new NotThere("conversation " + id);
    }

    /// All turns of a conversation, in the order in which they were made; parents make them a tree.
    ///
    /// @throws NotThere if it is not there
    public List<Turn> turns(long id) {
        return database.read(sql -> {
            conversation(sql, id);
            return sql.list("SELECT " + TURN + " FROM message WHERE conversation = ? ORDER BY id", Conversations::turn,
                    id);
        });
    }

    /// One turn.
    ///
    /// @throws NotThere if it is not there
    public Turn turn(long id) {
        return database.read(sql -> turn(sql, id));
    }

    /// The same within a transaction.
    public static Turn turn(Sql sql, long id) {
        return sql.one("SELECT " + TURN + " FROM message WHERE id = ?", Conversations::turn, id)
                .orElseThrow(() -> new NotThere("message " + id));
    }

    private static Turn turn(Row row) {
        return new Turn(row.number("id"), row.number("conversation"), optional(row, "parent"),
                Turn.Role.valueOf(row.text("role").toUpperCase(Locale.ROOT)), row.text("content"),
                Turn.State.valueOf(row.text("state").toUpperCase(Locale.ROOT)), row.text("note"),
                CallsJson.read(row.text("calls")), row.text("call_id"), optional(row, "replaces"),
                (int) row.number("thumb"), row.text("model"), row.number("created_ms"), row.number("changed_ms"));
    }

    private static OptionalLong optional(Row row, String column) {
        return row.isNull(column) ? OptionalLong.empty() : OptionalLong.of(row.number(column));
    }

    /// The turns from the beginning to `turn`, which is the last.
    ///
    /// @throws NotThere if it is not there
    public List<Turn> path(long turn) {
        return database.read(sql -> {
            turn(sql, turn);
            return sql.list("""
                    WITH RECURSIVE up(at) AS (
                        SELECT ? UNION ALL SELECT m.parent FROM message m JOIN up ON m.id = up.at
                        WHERE m.parent IS NOT NULL)
                    SELECT %s FROM message WHERE id IN (SELECT at FROM up) ORDER BY id""".formatted(TURN),
                    Conversations::turn, turn);
        });
    }

    /// What a person said last on the way to `turn`, which may be the turn itself; empty if nobody did.
    ///
    /// @throws NotThere if the turn is not there
    public Optional<Turn> asked(long turn) {
        return path(turn).reversed().stream().filter(t -> t.role() == Turn.Role.USER).findFirst();
    }

    /// The siblings of a turn, itself included: what else was said at this place.
    public static List<Turn> siblings(Sql sql, Turn turn) {
        return sql.list(
                "SELECT " + TURN + " FROM message WHERE conversation = ? AND parent IS ? AND role = ? ORDER BY id",
                Conversations::turn, turn.conversation(), number(turn.parent()), turn.role().word());
    }

    /// Adds a turn and shows its branch.
    ///
    /// @throws NotThere                 if conversation or parent are not there
    /// @throws IllegalArgumentException if a person says too much at once
    public Turn add(Sql sql, NewTurn turn) {
        Conversation.within("content", turn.content, Turn.CONTENT_CHARS_MAX);
        Conversation conversation = conversation(sql, turn.conversation);
        turn.parent.ifPresent(parent -> {
            if (turn(sql, parent).conversation() != turn.conversation)
                throw new NotThere("message " + parent + " in conversation " + turn.conversation);
        });
        long now = clock.millis();
        long id = sql.insert("INSERT INTO message(conversation, parent, role, content, state, replaces, model, call_id,"
                + " created_ms, changed_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", turn.conversation,
                number(turn.parent), turn.role.word(), turn.content, turn.state.word(), number(turn.replaces),
                turn.model, turn.callId, now, now);
        sql.update("UPDATE conversation SET leaf = ?, changed_ms = ? WHERE id = ?", id, now, turn.conversation);
        if (conversation.title().isEmpty() && turn.role == Turn.Role.USER) {
            sql.update("UPDATE conversation SET title = ? WHERE id = ?", firstWords(turn.content), turn.conversation);
        }
        return turn(sql, id);
    }

    private static Object number(OptionalLong id) {
        return id.isPresent() ? id.getAsLong() : null;
    }

    private static String firstWords(String content) {
        String line = content.strip().replaceAll("\\s+", " ");
        if (line.length() <= TITLE_WORDS_CHARS) return line;
        int space = line.lastIndexOf(' ', TITLE_WORDS_CHARS);
        int end = space > 0 ? space : line.offsetByCodePoints(0, line.codePointCount(0, TITLE_WORDS_CHARS));
        return line.substring(0, end) + "…";
    }

    /// Writes what has become of an answer.
    public Turn finish(Sql sql, long id, String content, List<ToolCall> calls, Turn.State state, String note) {
        sql.update("UPDATE message SET content = ?, calls = ?, state = ?, note = ?, changed_ms = ? WHERE id = ?",
                content, CallsJson.write(calls), state.word(), note, clock.millis(), id);
        return turn(sql, id);
    }

    /// Gives a turn a thumb: 1, -1, or 0 to take it back.
    ///
    /// @throws NotThere                 if it is not there
    /// @throws IllegalArgumentException if it is no answer
    public Turn thumb(Sql sql, long id, int thumb) {
        Turn turn = turn(sql, id);
        if (turn.role() != Turn.Role.ASSISTANT)
            throw new IllegalArgumentException("thumb: message " + id + " is no answer");
        if (thumb < -1 || thumb > 1) throw new IllegalArgumentException("thumb: " + thumb + ", from -1 to 1");
        sql.update("UPDATE message SET thumb = ?, changed_ms = ? WHERE id = ?", thumb, clock.millis(), id);
        return turn(sql, id);
    }

    /// Marks answers as stopped that were growing when the last node ended; only for the one node that runs.
    ///
    /// @return how many there were
    public int stopForgotten() {
        return database.write(sql -> sql
                .update("UPDATE message SET state = 'stopped', note = 'the node ended' WHERE state = 'growing'"));
    }

    /// Turns in which all words of `query` stand, the best fit first; the last word may be the beginning of one.
    public List<TurnHit> search(String query, int most) {
        Matcher matcher = WORD.matcher(query.toLowerCase(Locale.ROOT));
        String words = matcher.results().map(r -> '"' + r.group() + '"').limit(SEARCH_WORDS_MAX)
                .collect(Collectors.joining(" "));
        if (words.isEmpty()) return List.of();
        return database.read(sql -> sql.list("""
                SELECT t.*, c.title AS title, hits.excerpt AS excerpt FROM (
                    SELECT rowid AS hit, rank AS fit, snippet(message_text, 0, char(2), char(3), '…', 24) AS excerpt
                    FROM message_text WHERE message_text MATCH ? ORDER BY rank LIMIT ?) AS hits
                JOIN message t ON t.id = hits.hit JOIN conversation c ON c.id = t.conversation
                ORDER BY hits.fit, t.id DESC""",
                row -> new TurnHit(turn(row), row.text("title"), row.text("excerpt")), words + "*", most));
    }
}
