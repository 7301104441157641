package dev.pando.node.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.api.Operation.Parameter;
import dev.pando.node.collective.Answer;
import dev.pando.node.collective.Collective;
import dev.pando.node.collective.GridPicture;
import dev.pando.node.collective.GridPicture.Layer;
import dev.pando.node.collective.Phrasing;
import dev.pando.node.collective.Station;
import dev.pando.node.notes.Names;
import dev.pando.node.notes.Note;
import dev.pando.node.notes.Statement;
import java.util.List;
import java.util.Locale;

/// What the node knows: learn, look, ask, forget, and the grid as a picture.
public final class KnowledgeCalls {

    /// Notes of one reply.
    static final int PAGE = 100, PAGE_MAX = 500;

    private static final int QUESTION_CHARS_MAX = 2_000;

    private final Station station;
    private final Collective collective;
    private final ChatEngine engine;

    private KnowledgeCalls(Station station, ChatEngine engine) {
        this.station = station;
        this.collective = station.collective();
        this.engine = engine;
    }

    /// @param engine words answers, where it has a model
    public static List<Operation> of(Station station, ChatEngine engine) {
        KnowledgeCalls calls = new KnowledgeCalls(station, engine);
        return List.of(
                new Operation("knowledge", "GET", "/knowledge", "How much is known, and the hash of all of it.",
                        List.of(),
                        "", "Knowledge", (_, _) -> calls.state()),
                new Operation("learn", "POST", "/knowledge/learn", "Learns the statements of a text.", List.of(),
                        "Lecture", "Notes", (call, _) -> calls.learn(call)),
                new Operation("askNotes", "POST", "/knowledge/ask",
                        "Answers from notes alone, joining two where it takes two, or says that they do not know.",
                        List.of(), "Question", "NotesAnswer", (call, _) -> calls.ask(call)),
                new Operation("listNotes", "GET", "/knowledge/notes", "Notes, own and others', the newest first.",
                        List.of(new Parameter("search", "string", "Only those with these words."),
                                ConversationCalls.limit(PAGE_MAX)),
                        "", "Notes",
                        (call, _) -> listed(calls.collective.notes().search(call.query("search"),
                                (int) call.number("limit", PAGE, 1, PAGE_MAX)))),
                new Operation("teach", "POST", "/knowledge/notes", "Learns one statement.", List.of(), "Teaching",
                        "Notes",
                        (call, _) -> calls.teach(call)),
                new Operation("note", "GET", "/knowledge/notes/{id}", "One note, and how far its author is trusted.",
                        List.of(), "", "WeighedNote", (call, _) -> calls.one(call)),
                new Operation("revokeNote", "DELETE", "/knowledge/notes/{id}",
                        "Takes a note of one's own back, everywhere.", List.of(), "", "Revoked",
                        (call, _) -> calls.revoke(call)),
                new Operation("judgeNote", "POST", "/knowledge/notes/{id}/{verdict}",
                        "Says that a note was good or bad; its author's reputation follows.", List.of(), "", "Judged",
                        (call, _) -> calls.judge(call)),
                new Operation("grid", "GET", "/knowledge/grid/{layer}.png",
                        "The knowledge grid as a picture: activation, confidence or provenance.", List.of(), "",
                        "image/png", (call, _) -> calls.picture(call)));
    }

    private JsonNode state() {
        int cells;
        synchronized (collective.fold()) {
            cells = collective.fold().grid().activeCells();
        }
        return Views.object().put("self", collective.self().toString()).put("notes", collective.notes().count())
                .put("artifacts", collective.fold().size()).put("active_cells", cells)
                .put("grid_hash", Long.toHexString(collective.fold().hash())).put("peers", station.peers());
    }

    private JsonNode learn(Call call) {
        String text = call.text("text");
        if (text.isBlank()) throw ApiRefusal.bad("text", "it is empty");
        return listed(collective.read(text, call.optionalText("source").orElse("a text"),
                call.optionalText("topic").orElse("general"), Collective.READ));
    }

    private JsonNode teach(Call call) {
        Statement statement = new Statement(Names.canonical(call.text("subject")),
                call.optionalText("relation").orElse(""), Names.canonical(call.text("object")),
                call.optionalText("sentence").orElse(""));
        return listed(List.of(collective.learn(statement, call.optionalText("source").orElse("a person"),
                call.optionalText("topic").orElse("general"), Collective.TAUGHT)));
    }

    private JsonNode one(Call call) {
        Note note = known(call);
        return note(note).put("reputation", collective.reputation(note));
    }

    private Note known(Call call) {
        return collective.notes().find(call.id()).filter(n -> n.state() == Note.State.KNOWN)
                .orElseThrow(() -> ApiRefusal.notThere("note " + call.id() + ", or it was taken back"));
    }

    private JsonNode revoke(Call call) {
        try {
            collective.revoke(call.id());
        } catch (IllegalArgumentException e) {
            throw new ApiRefusal(404, "id", e.getMessage());
        }
        return Views.object().put("revoked", true);
    }

    private JsonNode judge(Call call) {
        String verdict = call.path().get("verdict");
        if (!verdict.equals("good") && !verdict.equals("bad")) throw ApiRefusal.notThere("verdict but good and bad");
        collective.judge(known(call).id(), verdict.equals("good"));
        return Views.object().put("judged", verdict);
    }

    private JsonNode picture(Call call) {
        try {
            Layer layer = Layer.valueOf(call.path().get("layer").toUpperCase(Locale.ROOT));
            return BinaryNode.valueOf(GridPicture.png(collective.fold(), layer));
        } catch (IllegalArgumentException e) {
            throw ApiRefusal.notThere("layer but activation, confidence and provenance");
        }
    }

    private JsonNode ask(Call call) throws InterruptedException {
        String question = call.text("question");
        if (question.isBlank() || question.length() > QUESTION_CHARS_MAX)
            throw ApiRefusal.bad("question", "1 to " + QUESTION_CHARS_MAX + " characters");
        boolean worded = call.flag("model", true);
        Answer answer = collective.ask(question);
        return answer(worded ? new Phrasing(engine, collective.meaning()).word(answer, _ -> {}) : answer);
    }

    /// Notes as JSON, for the page and the terminal.
    public static ObjectNode listed(List<Note> notes) {
        ObjectNode root = Views.object();
        ArrayNode list = root.putArray("notes");
        notes.forEach(note -> list.add(note(note)));
        return root;
    }

    static ObjectNode note(Note note) {
        Statement s = note.statement();
        return Views.object().put("id", note.id()).put("subject", s.subject()).put("relation", s.relation())
                .put("object", s.object())
                .put("sentence", s.sentence()).put("source", note.source()).put("topic", note.topic())
                .put("confidence", note.confidence())
                .put("seen", note.seen()).put("created_ms", note.createdMs()).put("own", note.own())
                .put("author", note.author().map(Object::toString).orElse("you"))
                .put("artifact", note.artifact().map(Object::toString).orElse(null));
    }

    private static ObjectNode answer(Answer a) {
        ObjectNode root = Views.object().put("question", a.question()).put("known", a.known()).put("answer", a.text())
                .put("confidence", a.confidence()).put("composer", a.composer()).put("remark", a.remark());
        ArrayNode sources = root.putArray("sources");
        a.sources()
                .forEach(s -> sources.add(note(s.note()).put("number", s.number()).put("reputation", s.reputation())));
        ArrayNode ways = root.putArray("ways");
        a.ways().forEach(w -> {
            ObjectNode way = ways.addObject().put("confidence", w.confidence());
            w.names().forEach(way.putArray("names")::add);
            w.cites().forEach(way.putArray("cites")::add);
        });
        ArrayNode ranking = root.putArray("ranking");
        a.ranking().forEach(r -> ranking.addObject().put("name", r.name()).put("score", r.score())
                .put("confidence", r.confidence()).put("via", r.via()));
        return root;
    }
}
