package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.artifact.ArtifactException;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.node.collective.Collective;
import dev.pando.node.collective.Station;
import dev.pando.node.consent.Rule;
import dev.pando.node.gate.Check;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// What leaves and what comes, under `/api/v1/sharing`: choices, preview, log, verdicts, quarantine, authors.
public final class SharingApi implements HttpService {

    private final Supplier<Station> station;

    /// @param station whose sharing; asked for by each request, which may wait for it
    public SharingApi(Supplier<Station> station) {
        this.station = station;
    }

    private Collective collective() {
        return station.get().collective();
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", this::state).put("/", this::choose).get("/preview", this::preview).post("/share", this::share)
                .get("/traffic", this::traffic).get("/quarantine", this::quarantine).post("/peers", this::meet)
                .post("/authors/{author}", this::author);
    }

    private void state(ServerRequest request, ServerResponse response) {
        ObjectNode root = Json.object().put("on", collective().sharing().isOn())
                .put("bytes_out", collective().traffic().bytesOut())
                .put("peers", station.get().peers()).put("passed", collective().gate().passed());
        station.get().addresses().forEach(root.putArray("addresses")::add);
        ObjectNode rules = root.putObject("rules");
        collective().sharing().rules().forEach((topic, rule) -> rules.put(topic, rule.name().toLowerCase(Locale.ROOT)));
        collective().sharing().privateWords().forEach(root.putArray("private_words")::add);
        ArrayNode checks = root.putArray("checks");
        for (Check check : Check.values()) {
            checks.addObject().put("number", check.number()).put("name", check.name().toLowerCase(Locale.ROOT))
                    .put("held_in", collective().gate().heldIn(check))
                    .put("held_out", collective().gate().heldOut(check));
        }
        ObjectNode authors = root.putObject("authors");
        collective().trust().all().forEach(
                (author, s) -> authors.putObject(author).put("invited", s.invited()).put("blocked", s.blocked())
                        .put("reputation", s.reputation(System.currentTimeMillis())));
        Replies.json(response, root);
    }

    private void choose(ServerRequest request, ServerResponse response) {
        JsonNode body = Bodies.json(request);
        Fields fields = new Fields(body);
        try {
            for (var rule : body.path("rules").properties()) {
                collective().sharing().rule(rule.getKey(),
                        Rule.valueOf(rule.getValue().asText().toUpperCase(Locale.ROOT)));
            }
            for (JsonNode word : body.path("private_words")) collective().sharing().mark(word.asText(), true);
            for (JsonNode word : body.path("public_words")) collective().sharing().mark(word.asText(), false);
        } catch (IllegalArgumentException e) {
            throw ApiException.bad("rules", "rules are never, ask or share; words have 1 to 64 characters");
        }
        if (fields.has("on")) collective().sharing().turn(fields.flag("on", false));
        state(request, response);
    }

    private void preview(ServerRequest request, ServerResponse response) {
        long now = System.currentTimeMillis();
        List<Long> agreed = request.query().first("agreed").stream().flatMap(a -> List.of(a.split(",")).stream())
                .filter(a -> a.matches("[0-9]{1,18}")).map(Long::valueOf).toList();
        shown(response, collective().preview(agreed, now), now);
    }

    private void share(ServerRequest request, ServerResponse response) {
        JsonNode body = Bodies.json(request);
        List<Long> agreed = new ArrayList<>();
        body.path("agreed").forEach(id -> agreed.add(id.asLong()));
        long at = new Fields(body).whole("at_ms").orElse(System.currentTimeMillis());
        shown(response, collective().share(agreed, at), at);
    }

    private static void shown(ServerResponse response, List<Collective.Preview> previews, long atMs) {
        Replies.json(response, described(previews, atMs));
    }

    /// Previews as JSON, for the page and the terminal.
    public static ObjectNode described(List<Collective.Preview> previews, long atMs) {
        ObjectNode root = Json.object().put("at_ms", atMs);
        ArrayNode leaves = root.putArray("leaves"), stays = root.putArray("stays");
        long total = 0;
        for (Collective.Preview p : previews) {
            ObjectNode node = (p.artifact().isPresent() ? leaves : stays).addObject();
            p.note().ifPresent(n -> node.set("note", KnowledgeApi.note(n)));
            p.objection().ifPresent(o -> node.put("because", o));
            if (p.artifact().isEmpty()) continue;
            byte[] wire = p.artifact().get().wire();
            total += wire.length;
            node.put("artifact", p.artifact().get().id().toString()).put("bytes", wire.length).put("wire_base64",
                    Base64.getEncoder().encodeToString(wire));
        }
        return root.put("bytes", total);
    }

    private void traffic(ServerRequest request, ServerResponse response) {
        ObjectNode root = Json.object();
        ArrayNode lines = root.putArray("lines");
        collective().traffic().newest(KnowledgeApi.number(request, "limit", 200))
                .forEach(l -> lines.addObject().put("at_ms", l.atMs())
                        .put("outbound", l.outbound()).put("peer", l.peer()).put("what", l.what())
                        .put("artifact", l.cid()).put("bytes", l.bytes()));
        Replies.json(response, root);
    }

    private void quarantine(ServerRequest request, ServerResponse response) {
        ObjectNode root = Json.object();
        ArrayNode items = root.putArray("items");
        collective().quarantine().items(KnowledgeApi.number(request, "limit", 100))
                .forEach(i -> items.addObject().put("id", i.id()).put("artifact", i.cid())
                        .put("author", i.author()).put("peer", i.peer()).put("outbound", i.outbound())
                        .put("check", i.check().name().toLowerCase(Locale.ROOT))
                        .put("reason", i.reason()).put("at_ms", i.atMs())
                        .put("wire_base64", Base64.getEncoder().encodeToString(i.wire())));
        Replies.json(response, root);
    }

    private void meet(ServerRequest request, ServerResponse response) {
        try {
            AuthorKey author = collective().meet(new Fields(Bodies.json(request)).text("address", ""));
            Replies.json(response, Json.object().put("author", author.toString()));
        } catch (IllegalArgumentException e) {
            throw ApiException.bad("address", e.getMessage());
        } catch (IllegalStateException e) {
            throw ApiException.of(409, null, null, e.getMessage());
        }
    }

    private void author(ServerRequest request, ServerResponse response) {
        AuthorKey author;
        try {
            author = new AuthorKey(HexFormat.of().parseHex(request.path().pathParameters().get("author")));
        } catch (IllegalArgumentException | ArtifactException e) {
            throw ApiException.bad("author", "author: 64 hexadecimal digits");
        }
        Fields fields = new Fields(Bodies.json(request));
        if (fields.has("blocked")) collective().block(author, fields.flag("blocked", false));
        if (fields.has("invited")) collective().invite(author, fields.flag("invited", false));
        state(request, response);
    }
}
