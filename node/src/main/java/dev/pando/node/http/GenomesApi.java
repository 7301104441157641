package dev.pando.node.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.genome.GenomeException;
import dev.pando.node.genome.GenomeShelf;
import dev.pando.node.genome.GenomeShelf.Shelved;
import dev.pando.node.genome.Genomes;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Supplier;

/// The genomes of a node, under `/api/v1/genomes`: look, share, take back, remove.
public final class GenomesApi implements HttpService {

    private final Supplier<Optional<Genomes>> genomes;

    /// @param genomes what is served; empty beside an engine that takes none
    public GenomesApi(Supplier<Optional<Genomes>> genomes) {
        this.genomes = genomes;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", this::list).post("/{id}/share", this::share).post("/{id}/take-back", this::takeBack)
                .delete("/{id}", this::remove).get("/{id}/loss.svg", this::plot);
    }

    private void list(ServerRequest request, ServerResponse response) {
        ObjectNode root = Json.object().put("served", genomes.get().isPresent());
        ArrayNode list = root.putArray("genomes"), refused = root.putArray("refused");
        genomes.get().ifPresent(g -> {
            g.look();
            g.shelf().list().forEach(shelved -> list.add(json(g, shelved)));
            g.refusals().forEach(r -> refused.addObject().put("id", r.card().toString()).put("reason", r.reason()));
        });
        Replies.json(response, root);
    }

    private static ObjectNode json(Genomes genomes, Shelved s) {
        Payload.Genome g = s.genome();
        ObjectNode node = Json.object().put("id", s.card().id().toString()).put("topic", s.card().body().domain())
                .put("own", s.own()).put("author", s.card().body().author().toString())
                .put("generation", s.card().body().generation()).put("created_ms", s.card().body().created())
                .put("rank", g.rank()).put("bytes", g.bytes()).put("held_out_before", g.before())
                .put("held_out_after", g.after()).put("statement", g.statement()).put("steps", g.steps())
                .put("answers", genomes.serves(s.card().id())).put("shared", genomes.isShared(s.card().id()));
        return node.put("has_plot", Files.exists(s.folder().resolve(GenomeShelf.PLOT)));
    }

    private void plot(ServerRequest request, ServerResponse response) {
        try {
            byte[] svg = Files.readAllBytes(found(request).folder().resolve(GenomeShelf.PLOT));
            response.header(HeaderNames.CONTENT_TYPE, "image/svg+xml").header(HeaderNames.CACHE_CONTROL, "no-store");
            response.send(svg);
        } catch (IOException e) {
            throw ApiException.of(404, "id", null, "there is no picture of how it was trained");
        }
    }

    private Genomes served() {
        return genomes.get().orElseThrow(() -> ApiException.of(409, null, null, "this engine takes no genomes"));
    }

    private Shelved found(ServerRequest request) {
        try {
            return served().shelf().find(request.path().pathParameters().get("id"));
        } catch (GenomeException e) {
            throw ApiException.of(404, "id", null, e.getMessage());
        }
    }

    private void share(ServerRequest request, ServerResponse response) {
        Shelved own = own(request);
        try {
            Replies.json(response, json(served(), served().share(own)));
        } catch (IllegalArgumentException e) {
            throw ApiException.of(409, null, null, e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Shelved own(ServerRequest request) {
        Shelved found = found(request);
        if (!found.own()) throw ApiException.of(409, "id", null, "this genome is somebody else's");
        return found;
    }

    private void takeBack(ServerRequest request, ServerResponse response) {
        Shelved own = own(request);
        if (!served().isShared(own.card().id())) throw ApiException.of(409, "id", null, "nobody else has it");
        served().takeBack(own.card().id());
        Replies.json(response, json(served(), own));
    }

    private void remove(ServerRequest request, ServerResponse response) {
        Shelved found = found(request);
        if (found.own() && served().isShared(found.card().id())) {
            throw ApiException.of(409, "id", null, "others have it: take it back first");
        }
        try {
            served().shelf().remove(found);
            served().look();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Replies.json(response, Json.object().put("removed", true));
    }
}
