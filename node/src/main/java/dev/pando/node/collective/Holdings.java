package dev.pando.node.collective;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.grid.Grid;
import dev.pando.engine.grid.Trace;
import dev.pando.node.collective.Publisher.End;
import dev.pando.node.consent.Sharing;
import dev.pando.node.consent.Traffic;
import dev.pando.node.encode.Meaning;
import dev.pando.node.exchange.Signing;
import dev.pando.node.gate.Clearance;
import dev.pando.node.gate.Cleared;
import dev.pando.node.gate.Gate;
import dev.pando.node.gate.Quarantine;
import dev.pando.node.gate.Trust;
import dev.pando.node.merge.Fold;
import dev.pando.node.notes.Note;
import dev.pando.node.notes.Notes;
import dev.pando.node.notes.Statement;
import dev.pando.node.notes.Terms;
import dev.pando.node.store.Database;
import dev.pando.node.store.Sql;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// What a collective holds: the database, and what was read from it into working memory. Whoever changes it holds the
/// collective's monitor.
final class Holdings {

    final Database database;
    final InstantSource clock;
    final Signing signing;
    final Terms terms;
    final Meaning meaning;
    final Notes notes;
    final Trust trust;
    final Sharing sharing;
    final Traffic traffic;
    final Quarantine quarantine;
    final Fold fold;
    final Gate gate;
    final Publisher publisher;

    Holdings(Database database, Meaning meaning, InstantSource clock, Signing signing) {
        this.database = database;
        this.clock = clock;
        this.signing = signing;
        this.meaning = meaning;
        terms = new Terms(meaning.encoder(), database);
        notes = new Notes(database);
        trust = new Trust(database);
        sharing = new Sharing(database);
        traffic = new Traffic(database, clock);
        quarantine = new Quarantine(database);
        fold = new Fold(
                author -> author.equals(signing.self()) ? Grid.WEIGHT_ONE : trust.weight(author, clock.millis()));
        gate = new Gate(fold, terms, trust, sharing::privateWords);
        publisher = new Publisher(signing, terms);
        restore();
    }

    private void restore() {
        notes.each(note -> {
            terms.of(note.statement().subject());
            terms.of(note.statement().object());
            if (note.own()) sure(note.statement());
        });
        database.read(sql -> sql.list("SELECT wire FROM artifact ORDER BY rowid",
                row -> fold.add(gate.kept(Artifact.parse(row.bytes("wire"))))));
        for (Note note : notes.unpublished()) fold.addOwn(signing.self(), trace(note));
        terms.flush();
    }

    Trace trace(Note note) {
        return Trace.of(List.of(publisher.association(note.statement())));
    }

    void sure(Statement statement) {
        fold.sure(terms.of(statement.subject()), terms.of(statement.object()));
    }

    /// The end of this node's chain of artifacts.
    End end() {
        return new End(
                database.read(sql -> sql.one("SELECT wire FROM artifact WHERE author = ? ORDER BY rowid DESC LIMIT 1",
                        row -> Artifact.parse(row.bytes("wire")), (Object) signing.self().bytes())));
    }

    /// Writes an artifact down, within a transaction.
    void insert(Sql sql, Artifact artifact, String peer) {
        sql.update(
                "INSERT OR IGNORE INTO artifact(cid, author, kind, generation, received_ms, peer, wire) VALUES (?, ?, ?, ?, ?, ?, ?)",
                artifact.id().toString(), artifact.body().author().bytes(),
                artifact.body().payload().getClass().getSimpleName(),
                artifact.body().generation(), clock.millis(), peer, artifact.wire());
    }

    /// Keeps an artifact of this node, and says of its note under which name others have it.
    void keepOwn(Cleared cleared, Optional<Note> note) {
        Artifact artifact = cleared.artifact();
        database.write(sql -> {
            insert(sql, artifact, "");
            return note
                    .map(n -> sql.update("UPDATE note SET artifact = ? WHERE id = ?", artifact.id().toString(), n.id()))
                    .orElse(0);
        });
        note.ifPresent(n -> fold.removeOwn(signing.self(), trace(n)));
        fold.add(gate.own(cleared));
    }

    /// Has the gate clear an artifact that we made ourselves, and that nothing can be wrong with.
    Cleared cleared(Artifact artifact) {
        return switch (gate.clear(artifact, clock.millis())) {
            case Clearance.Passed(Cleared cleared) -> cleared;
            case Clearance.Held(var check, var reason) -> throw new IllegalStateException(
                    "our own artifact is held by " + check + ": " + reason);
        };
    }
}
