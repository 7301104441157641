package dev.pando.node.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.genome.GenomeException;
import dev.pando.node.genome.GenomeShelf;
import dev.pando.node.genome.GenomeShelf.Shelved;
import dev.pando.node.genome.Genomes;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/// The genomes of a node: look, share, take back, remove.
public final class GenomeCalls {

    private final Optional<Genomes> genomes;

    private GenomeCalls(Optional<Genomes> genomes) {
        this.genomes = genomes;
    }

    /// @param genomes what is served; empty beside an engine that takes none
    public static List<Operation> of(Optional<Genomes> genomes) {
        GenomeCalls calls = new GenomeCalls(genomes);
        return List.of(
                new Operation("listGenomes", "GET", "/genomes", "Genomes on the shelf, and those that were refused.",
                        List.of(), "", "Genomes", (_, _) -> calls.list()),
                new Operation("shareGenome", "POST", "/genomes/{genome}/share",
                        "Shares a genome of one's own with peers.",
                        List.of(), "", "Genome", (call, _) -> calls.share(call)),
                new Operation("takeGenomeBack", "POST", "/genomes/{genome}/take-back",
                        "Takes a shared genome back: it falls silent everywhere.", List.of(), "", "Genome",
                        (call, _) -> calls.takeBack(call)),
                new Operation("removeGenome", "DELETE", "/genomes/{genome}",
                        "Removes a genome from the shelf for good.",
                        List.of(), "", "Removed", (call, _) -> calls.remove(call)),
                new Operation("genomePlot", "GET", "/genomes/{genome}/loss.svg", "How it was trained, as a picture.",
                        List.of(), "", "image/svg+xml", (call, _) -> calls.plot(call)));
    }

    private JsonNode list() {
        ObjectNode root = Views.object().put("served", genomes.isPresent());
        ArrayNode list = root.putArray("genomes"), refused = root.putArray("refused");
        genomes.ifPresent(g -> {
            g.look();
            g.shelf().list().forEach(shelved -> list.add(json(g, shelved)));
            g.refusals().forEach(r -> refused.addObject().put("id", r.card().toString()).put("reason", r.reason()));
        });
        return root;
    }

    private static ObjectNode json(Genomes genomes, Shelved s) {
        Payload.Genome g = s.genome();
        ObjectNode node = Views.object().put("id", s.card().id().toString()).put("topic", s.card().body().domain())
                .put("own", s.own()).put("author", s.card().body().author().toString())
                .put("generation", s.card().body().generation()).put("created_ms", s.card().body().created())
                .put("rank", g.rank()).put("bytes", g.bytes()).put("held_out_before", g.before())
                .put("held_out_after", g.after()).put("statement", g.statement()).put("steps", g.steps())
                .put("answers", genomes.serves(s.card().id())).put("shared", genomes.isShared(s.card().id()));
        return node.put("has_plot", Files.exists(s.folder().resolve(GenomeShelf.PLOT)));
    }

    private JsonNode plot(Call call) {
        try {
            return BinaryNode.valueOf(Files.readAllBytes(found(call).folder().resolve(GenomeShelf.PLOT)));
        } catch (IOException e) {
            throw ApiRefusal.notThere("picture of how it was trained");
        }
    }

    private Genomes served() {
        return genomes.orElseThrow(() -> new ApiRefusal(409, null, "this engine takes no genomes"));
    }

    private Shelved found(Call call) {
        try {
            return served().shelf().find(call.path().get("genome"));
        } catch (GenomeException e) {
            throw new ApiRefusal(404, "genome", e.getMessage());
        }
    }

    private Shelved own(Call call) {
        Shelved found = found(call);
        if (!found.own()) throw new ApiRefusal(409, "genome", "this genome is somebody else's");
        return found;
    }

    private JsonNode share(Call call) {
        Shelved own = own(call);
        try {
            return json(served(), served().share(own));
        } catch (IllegalArgumentException e) {
            throw new ApiRefusal(409, null, e.getMessage());
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    private JsonNode takeBack(Call call) {
        Shelved own = own(call);
        if (!served().isShared(own.card().id())) throw new ApiRefusal(409, "genome", "nobody else has it");
        served().takeBack(own.card().id());
        return json(served(), own);
    }

    private JsonNode remove(Call call) {
        Shelved found = found(call);
        if (found.own() && served().isShared(found.card().id())) {
            throw new ApiRefusal(409, "genome", "others have it: take it back first");
        }
        try {
            served().shelf().remove(found);
        } catch (IOException e) {
            throw unwritten(e);
        }
        served().look();
        return Views.object().put("removed", true);
    }

    private static ApiRefusal unwritten(IOException e) {
        return new ApiRefusal(503, null, "the shelf of genomes cannot be written: " + e.getMessage());
    }
}
