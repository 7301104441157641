package dev.pando.lab.durability;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.ContentId;
import dev.pando.engine.grid.Grid;
import dev.pando.engine.grid.Trace;
import dev.pando.lab.durability.Acknowledged.Kind;
import dev.pando.node.collective.Collective;
import dev.pando.node.gate.Gate;
import dev.pando.node.instance.Instance;
import dev.pando.node.merge.Fold;
import dev.pando.node.notes.Note;
import dev.pando.node.notes.Statement;
import dev.pando.node.store.Database;
import dev.pando.node.store.StoreException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Opens what a killed node left, as its next start would, and compares it with what was promised.
final class Checkup {

    private final Acknowledged promised;
    private final Random random;
    private final List<String> complaints = new ArrayList<>();

    /// @param promised by all workers that had this data directory
    /// @param random   the order in which the DAG is folded again
    Checkup(Acknowledged promised, Random random) {
        this.promised = promised;
        this.random = random;
    }

    /// What is wrong, a line each; empty if every promise is kept.
    List<String> of(Path dataDir) {
        InstantSource still = InstantSource.fixed(Instant.now()); // trust decays: both folds must see one time
        try (Instance instance = Instance.open(dataDir, new EchoEngine(), new HashEncoder(), still, List.of())) {
            instance.takeOver();
            whole(instance.database());
            rows(instance.database());
            grid(instance.collective(), instance.database(), still);
        } catch (StoreException e) {
            complaints.add("the store does not open: " + e.getMessage());
        }
        return complaints;
    }

    private void whole(Database database) {
        String verdict = database.read(sql -> sql.one("PRAGMA integrity_check", row -> row.text("integrity_check")))
                .orElse("nothing");
        if (!verdict.equals("ok")) complaints.add("integrity: " + verdict);
        if (!database.read(sql -> sql.list("PRAGMA foreign_key_check", row -> row.text("table"))).isEmpty())
            complaints.add("integrity: a row refers to one that is not there");
    }

    private void rows(Database database) {
        compare(Kind.MESSAGE, texts(database, "SELECT id AS key, content AS value FROM message"));
        compare(Kind.MEMORY, texts(database, "SELECT id AS key, text AS value FROM memory"));
        compare(Kind.NOTE, texts(database, "SELECT id AS key, sentence AS value FROM note"));
        compare(Kind.THUMB, plain(database, "SELECT id AS key, thumb AS value FROM message"));
        compare(Kind.ARTIFACT, plain(database, "SELECT cid AS key, '' AS value FROM artifact"));
    }

    private static Map<String, String> texts(Database database, String query) {
        Map<String, String> rows = plain(database, query);
        rows.replaceAll((_, text) -> Worker.digest(text));
        return rows;
    }

    private static Map<String, String> plain(Database database, String query) {
        Map<String, String> rows = new HashMap<>();
        database.read(sql -> sql.list(query, row -> rows.put(row.text("key"), row.text("value"))));
        return rows;
    }

    private void compare(Kind kind, Map<String, String> there) {
        promised.of(kind).forEach((key, value) -> {
            if (!value.equals(there.get(key)))
                complaints.add(kind + " " + key + ": promised " + value + ", there is "
                        + there.get(key));
        });
    }

    // The grid that the node has after opening, against the same DAG folded in another order.
    private void grid(Collective collective, Database database, InstantSource still) {
        Fold again = new Fold(author -> author.equals(collective.self())
                ? Grid.WEIGHT_ONE
                : collective.trust().weight(author, still.millis()));
        Gate gate = new Gate(again, collective.terms(), collective.trust(), List::of);
        List<Artifact> open = new ArrayList<>(database.read(
                sql -> sql.list("SELECT wire FROM artifact", row -> Artifact.parse(row.bytes("wire")))));
        Collections.shuffle(open, random);
        for (int before = -1; !open.isEmpty() && open.size() != before;) {
            before = open.size();
            open.removeIf(a -> again.add(gate.kept(a)) || again.find(a.id()).isPresent());
        }
        for (Note note : collective.notes().unpublished()) again.addOwn(collective.self(), trace(collective, note));
        if (!open.isEmpty()) complaints.add("lineage: " + open.size() + " artifacts lack a parent");
        if (again.hash() != collective.fold().hash()) complaints.add("grid: its hash is not that of the DAG's fold");
        for (String cid : promised.of(Kind.REVOKED).keySet()) {
            if (!collective.fold().isRevoked(ContentId.parse(cid))) complaints.add("REVOKED " + cid + ": it is back");
        }
    }

    private static Trace trace(Collective collective, Note note) {
        Statement said = note.statement();
        return Trace.of(List.of(
                new Trace.Association(collective.terms().of(said.subject()), collective.terms().of(said.object()), 1)));
    }
}
