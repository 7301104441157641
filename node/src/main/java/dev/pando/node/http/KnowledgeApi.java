package dev.pando.node.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.collective.Answer;
import dev.pando.node.collective.Collective;
import dev.pando.node.collective.GridPicture;
import dev.pando.node.collective.GridPicture.Layer;
import dev.pando.node.collective.Phrasing;
import dev.pando.node.collective.Station;
import dev.pando.node.notes.Names;
import dev.pando.node.notes.Note;
import dev.pando.node.notes.Statement;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// What the node knows, under `/api/v1/knowledge`: learn, look, ask, forget, and the grid as a picture.
public final class KnowledgeApi implements HttpService {

    /// Notes of one reply.
    static final int LIMIT_MAX = 500;

    private final Supplier<Station> station;
    private final ChatEngine engine;

    /// @param station asked for by each request, which may wait for it
    /// @param engine  words answers, where it has a model
    public KnowledgeApi(Supplier<Station> station, ChatEngine engine) {
        this.station = station;
        this.engine = engine;
    }

    private Collective collective() {
        return station.get().collective();
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", this::state).post("/learn", this::learn).post("/ask", this::ask).get("/notes", this::notes)
                .post("/notes", this::teach).get("/notes/{id}", this::one).delete("/notes/{id}", this::revoke)
                .post("/notes/{id}/{verdict}", this::judge)
                .get("/grid/{layer}.png", this::picture);
    }

    private void state(ServerRequest request, ServerResponse response) {
        int cells;
        synchronized (collective().fold()) {
            cells = collective().fold().grid().activeCells();
        }
        Replies.json(response,
                Json.object().put("self", collective().self().toString()).put("notes", collective().notes().count())
                        .put("artifacts", collective().fold().size()).put("active_cells", cells)
                        .put("grid_hash", Long.toHexString(collective().fold().hash()))
                        .put("peers", station.get().peers()));
    }

    private void learn(ServerRequest request, ServerResponse response) {
        Fields fields = new Fields(Bodies.json(request));
        String text = fields.text("text", "");
        if (text.isBlank()) throw ApiException.bad("text", "text: what is to be learned");
        listed(response, collective().read(text, fields.text("source", "a text"), fields.text("topic", "general"),
                Collective.READ));
    }

    private void teach(ServerRequest request, ServerResponse response) {
        Fields fields = new Fields(Bodies.json(request));
        Statement statement;
        try {
            statement = new Statement(Names.canonical(fields.text("subject", "")), fields.text("relation", ""),
                    Names.canonical(fields.text("object", "")), fields.text("sentence", ""));
        } catch (IllegalArgumentException e) {
            throw ApiException.bad(null, e.getMessage());
        }
        listed(response, List.of(collective().learn(statement, fields.text("source", "a person"),
                fields.text("topic", "general"), Collective.TAUGHT)));
    }

    private void notes(ServerRequest request, ServerResponse response) {
        String words = request.query().first("search").orElse("");
        listed(response, collective().notes().search(words, number(request, "limit", 100)));
    }

    private void one(ServerRequest request, ServerResponse response) {
        Note note = collective().notes().find(id(request)).filter(n -> n.state() == Note.State.KNOWN)
                .orElseThrow(() -> ApiException.of(404, "id", null, "there is no such note, or it was taken back"));
        Replies.json(response, note(note).put("reputation", collective().reputation(note)));
    }

    static int number(ServerRequest request, String name, int otherwise) {
        String text = request.query().first(name).orElse("" + otherwise);
        if (!text.matches("[0-9]{1,6}")) throw ApiException.bad(name, name + ": a whole number");
        return Math.min(Integer.parseInt(text), LIMIT_MAX);
    }

    private static void listed(ServerResponse response, List<Note> notes) {
        Replies.json(response, listed(notes));
    }

    /// Notes as JSON, for the page and the terminal.
    public static ObjectNode listed(List<Note> notes) {
        ObjectNode root = Json.object();
        ArrayNode list = root.putArray("notes");
        notes.forEach(note -> list.add(note(note)));
        return root;
    }

    static ObjectNode note(Note note) {
        Statement s = note.statement();
        return Json.object().put("id", note.id()).put("subject", s.subject()).put("relation", s.relation())
                .put("object", s.object())
                .put("sentence", s.sentence()).put("source", note.source()).put("topic", note.topic())
                .put("confidence", note.confidence())
                .put("seen", note.seen()).put("created_ms", note.createdMs()).put("own", note.own())
                .put("author", note.author().map(Object::toString).orElse("you"))
                .put("artifact", note.artifact().map(Object::toString).orElse(null));
    }

    private void revoke(ServerRequest request, ServerResponse response) {
        try {
            collective().revoke(id(request));
        } catch (IllegalArgumentException e) {
            throw ApiException.of(404, "id", null, e.getMessage());
        }
        Replies.json(response, Json.object().put("revoked", true));
    }

    private void judge(ServerRequest request, ServerResponse response) {
        String verdict = request.path().pathParameters().get("verdict");
        if (!verdict.equals("good") && !verdict.equals("bad"))
            throw ApiException.of(404, null, null, "a note is good or bad");
        collective().judge(id(request), verdict.equals("good"));
        Replies.json(response, Json.object().put("judged", verdict));
    }

    private static long id(ServerRequest request) {
        String text = request.path().pathParameters().get("id");
        if (!text.matches("[0-9]{1,18}")) throw ApiException.bad("id", "id: a whole number");
        return Long.parseLong(text);
    }

    private void picture(ServerRequest request, ServerResponse response) {
        Layer layer;
        try {
            layer = Layer.valueOf(request.path().pathParameters().get("layer").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw ApiException.of(404, "layer", null, "layers: activation, confidence, provenance");
        }
        response.header(HeaderNames.CONTENT_TYPE, "image/png").header(HeaderNames.CACHE_CONTROL, "no-store");
        response.send(GridPicture.png(collective().fold(), layer));
    }

    private void ask(ServerRequest request, ServerResponse response) {
        Fields fields = new Fields(Bodies.json(request));
        String question = fields.text("question", "");
        if (question.isBlank() || question.length() > 2_000)
            throw ApiException.bad("question", "question: 1 to 2000 characters");
        Answer answer = collective().ask(question);
        try {
            if (fields.flag("model", true))
                answer = new Phrasing(engine, collective().meaning()).word(answer, piece -> {});
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.broken("stopped while the model was answering");
        }
        Replies.json(response, answer(answer));
    }

    private static ObjectNode answer(Answer a) {
        ObjectNode root = Json.object().put("question", a.question()).put("known", a.known()).put("answer", a.text())
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
