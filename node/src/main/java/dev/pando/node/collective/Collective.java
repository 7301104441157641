package dev.pando.node.collective;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.Payload;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import dev.pando.engine.artifact.ArtifactException;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.ContentId;
import dev.pando.engine.artifact.Payload.Genome;
import dev.pando.engine.artifact.Payload.Memory;
import dev.pando.engine.artifact.Payload.Revocation;
import dev.pando.engine.artifact.Payload.TracePayload;
import dev.pando.engine.grid.Trace;
import dev.pando.node.collective.Publisher.Draft;
import dev.pando.node.collective.Publisher.End;
import dev.pando.node.consent.Sharing;
import dev.pando.node.consent.Traffic;
import dev.pando.node.encode.Encoder;
import dev.pando.node.exchange.Exchange;
import dev.pando.node.exchange.Shelf;
import dev.pando.node.exchange.Signing;
import dev.pando.node.gate.Claims;
import dev.pando.node.gate.Clearance;
import dev.pando.node.gate.Cleared;
import dev.pando.node.gate.Gate;
import dev.pando.node.gate.Quarantine;
import dev.pando.node.gate.Trust;
import dev.pando.node.gate.Verdict;
import dev.pando.node.merge.Fold;
import dev.pando.node.net.NodeHost;
import dev.pando.node.notes.Note;
import dev.pando.node.notes.Notes;
import dev.pando.node.notes.Statement;
import dev.pando.node.notes.StatementReader;
import dev.pando.node.notes.Terms;
import dev.pando.node.store.Database;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What this node knows, alone and with others: the one door to learning, sharing, taking in, forgetting and asking.
///
/// What a call returned from is on the disk. One thread changes it at a time; questions run beside each other.
public final class Collective implements AutoCloseable {

    /// How sure a statement from a text is, from a conversation, and one that a person wrote as such.
    public static final double READ = 0.7, SAID = 0.8, TAUGHT = 0.9;
    /// The topic of what is said in conversations; until a person says otherwise, each of its notes waits for a yes.
    public static final String TALKS = "conversations";
    // What others are told of where it is from: never which conversation.
    private static final String TALK = "a conversation";

    private static final double AGREEMENT = 0.5; // what saying the same as somebody trusted counts

    private final Database database;
    private final InstantSource clock;
    private final Signing signing;
    private final Terms terms;
    private final Notes notes;
    private final Trust trust;
    private final Sharing sharing;
    private final Traffic traffic;
    private final Quarantine quarantine;
    private final Fold fold;
    private final Gate gate;
    private final Publisher publisher;
    private final Questions questions;
    private final StatementReader reader = new StatementReader();
    private final List<Consumer<Artifact>> watchers = new CopyOnWriteArrayList<>();
    private Exchange exchange; // null while the node is alone

    /// Opens what a database holds.
    public Collective(Database database, Encoder encoder, InstantSource clock, Signing signing) {
        this.database = database;
        this.clock = clock;
        this.signing = signing;
        terms = new Terms(encoder, database);
        notes = new Notes(database);
        trust = new Trust(database);
        sharing = new Sharing(database);
        traffic = new Traffic(database, clock);
        quarantine = new Quarantine(database);
        fold = new Fold(author -> author.equals(signing.self())
                ? dev.pando.engine.grid.Grid.WEIGHT_ONE
                : trust.weight(author, clock.millis()));
        gate = new Gate(fold, terms, trust, sharing::privateWords);
        publisher = new Publisher(signing, terms);
        questions = new Questions(terms, fold, notes, trust, clock);
        restore();
    }

    private void restore() {
        for (Note note : notes.known()) {
            terms.of(note.statement().subject());
            terms.of(note.statement().object());
        }
        database.read(sql -> sql.list("SELECT wire FROM artifact ORDER BY rowid",
                row -> fold.add(gate.kept(Artifact.parse(row.bytes("wire"))))));
        for (Note note : notes.unpublished()) fold.addOwn(signing.self(), trace(note));
        for (Note note : notes.known()) if (note.own()) sure(note.statement());
        terms.flush();
    }

    private Trace trace(Note note) {
        return Trace.of(List.of(publisher.association(note.statement())));
    }

    private void sure(Statement statement) {
        fold.sure(terms.of(statement.subject()), terms.of(statement.object()));
    }

    /// Meets others from now on.
    public synchronized void connect(NodeHost host) {
        exchange = new Exchange(host, new OwnShelf());
    }

    /// Connects to a peer and trusts it as one whom this node's person invited.
    ///
    /// @param address a multiaddress that ends in a peer
    /// @return who it is
    /// @throws IllegalArgumentException in one line, if it is no such address or nobody answers there
    /// @throws IllegalStateException    if this node has no network
    public AuthorKey meet(String address) {
        if (exchange == null) throw new IllegalStateException("this node works alone: start it with --p2p");
        AuthorKey author = Signing.author(address.substring(address.lastIndexOf('/') + 1))
                .orElseThrow(() -> new IllegalArgumentException(address + ": does not end in a peer"));
        invite(author, true);
        exchange.meet(address);
        return author;
    }

    // --- learning

    /// Learns the statements of a text.
    ///
    /// @param source where it is from, for people
    /// @param topic  what it belongs to, for the choice of what to share
    /// @param sure   how sure, such as [#READ]
    public synchronized List<Note> read(String text, String source, String topic, double sure) {
        return reader.read(text).stream().map(s -> learn(s, source, topic, sure)).toList();
    }

    /// Learns the statements of something that a person said in a conversation.
    ///
    /// @param message where they said it
    public synchronized List<Note> hear(String said, long message) {
        List<Note> learned = read(said, TALK, TALKS, SAID);
        learned.forEach(note -> notes.heard(note.id(), message));
        return learned;
    }

    /// Forgets a note of this node's person that nobody else has, words and all.
    public synchronized void forget(Note note) {
        if (!note.own() || note.artifact().isPresent()) throw new IllegalArgumentException("note " + note.id());
        fold.removeOwn(signing.self(), trace(note));
        notes.delete(note.id());
    }

    /// Learns one statement.
    public synchronized Note learn(Statement said, String source, String topic, double sure) {
        Statement statement = new Statement(terms.canonical(said.subject()), said.relation(),
                terms.canonical(said.object()), said.sentence());
        boolean isNew = notes.between(statement.subject(), statement.object()).stream().noneMatch(Note::own);
        Note note = notes.add(statement, source, topic, sure, clock.millis());
        if (isNew) {
            fold.addOwn(signing.self(), trace(note));
            sure(note.statement());
        }
        terms.flush();
        return note;
    }

    // --- sharing

    /// What would leave, and what would stay and why, if it were shared now.
    ///
    /// @param note      the note; of a trace, none
    /// @param artifact  the exact bytes that would leave; of a note that stays, none
    /// @param objection why it stays; empty if it leaves
    public record Preview(Optional<Note> note, Optional<Artifact> artifact, Optional<String> objection) {}

    /// Looks at what sharing would do, without doing it. The bytes are those that [#share] sends if it is called with the
    /// same time, and nothing was learned or shared between.
    ///
    /// @param agreed notes to which a person said yes, for topics that ask
    public synchronized List<Preview> preview(Collection<Long> agreed, long atMs) {
        List<Preview> previews = new ArrayList<>();
        List<Note> leaving = new ArrayList<>();
        for (Note note : notes.unpublished()) {
            Optional<String> objection = objection(note, agreed);
            if (objection.isEmpty()) leaving.add(note);
            else
                previews.add(new Preview(Optional.of(note), Optional.empty(), objection));
        }
        for (Draft draft : publisher.drafts(leaving, end(), atMs)) {
            previews.add(new Preview(draft.note(), Optional.of(draft.artifact()), Optional.empty()));
        }
        terms.flush();
        return previews;
    }

    private Optional<String> objection(Note note, Collection<Long> agreed) {
        Statement s = note.statement();
        String all = s.subject() + "\n" + s.object() + "\n" + s.sentence() + "\n" + note.source() + "\n" + note.topic();
        return sharing.objection(note.topic(), all, agreed.contains(note.id()));
    }

    private End end() {
        return new End(
                database.read(sql -> sql.one("SELECT wire FROM artifact WHERE author = ? ORDER BY rowid DESC LIMIT 1",
                        row -> Artifact.parse(row.bytes("wire")), (Object) signing.self().bytes())));
    }

    /// Shares what may leave.
    ///
    /// @return what became of each note
    public synchronized List<Preview> share(Collection<Long> agreed, long atMs) {
        List<Preview> outcome = new ArrayList<>();
        Cleared last = null;
        for (Preview planned : preview(agreed, atMs)) {
            if (planned.artifact.isEmpty()) {
                outcome.add(planned);
                continue;
            }
            Artifact artifact = planned.artifact.get();
            switch (gate.clear(artifact, clock.millis())) {
                case Clearance.Passed(Cleared cleared) -> {
                    keepOwn(cleared, planned.note);
                    last = cleared;
                    outcome.add(planned);
                }
                case Clearance.Held held -> {
                    quarantine.keep(artifact.id().toString(), signing.self().toString(), "", true, held.check(),
                            held.reason(), artifact.wire(),
                            clock.millis());
                    outcome.add(new Preview(planned.note, Optional.empty(), Optional.of(held.reason())));
                    // What follows builds on it.
                    if (last != null) announce(last);
                    return outcome;
                }
            }
        }
        if (last != null) announce(last);
        return outcome;
    }

    private void keepOwn(Cleared cleared, Optional<Note> note) {
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

    private void insert(dev.pando.node.store.Sql sql, Artifact artifact, String peer) {
        sql.update(
                "INSERT OR IGNORE INTO artifact(cid, author, kind, generation, received_ms, peer, wire) VALUES (?, ?, ?, ?, ?, ?, ?)",
                artifact.id().toString(), artifact.body().author().bytes(),
                artifact.body().payload().getClass().getSimpleName(),
                artifact.body().generation(), clock.millis(), peer, artifact.wire());
    }

    private void announce(Cleared last) {
        if (exchange != null && sharing.isOn()) exchange.publish(last);
    }

    // --- forgetting

    /// Takes a note of this node's person back: it is gone here, and wherever its artifact has been merged.
    ///
    /// @throws IllegalArgumentException if there is no such note, or it is somebody else's
    public synchronized void revoke(long noteId) {
        Note note = notes.find(noteId).filter(Note::own)
                .orElseThrow(() -> new IllegalArgumentException("note " + noteId + ": there is no such note of yours"));
        if (note.artifact().isEmpty()) fold.removeOwn(signing.self(), trace(note));
        else
            takeBack(fold.find(note.artifact().get()).orElseThrow());
        notes.withdraw(noteId);
    }

    // The trace that stood on it falls; what else stood on that trace is written anew.
    private void takeBack(Artifact memory) {
        List<Artifact> others = new ArrayList<>();
        for (Artifact trace : fold.countedTraces()) {
            if (!trace.body().parents().contains(memory.id())) continue;
            for (ContentId parent : trace.body().parents()) {
                Artifact note = fold.find(parent).orElseThrow();
                if (!parent.equals(memory.id()) && note.body().payload() instanceof Memory && !fold.isRevoked(parent)
                        && standsOn(trace, note)) {
                    others.add(note);
                }
            }
        }
        Cleared last = cleared(publisher.revocation(memory, end(), clock.millis()));
        keepOwn(last, Optional.empty());
        if (!others.isEmpty()) {
            List<Statement> statements = others.stream()
                    .map(n -> Claims.read((Memory) n.body().payload()).orElseThrow()).toList();
            last = cleared(publisher.trace(statements, others, end(), memory.body().domain(), clock.millis()));
            keepOwn(last, Optional.empty());
        }
        announce(last);
    }

    // The end of the chain before a batch may be a note as well: its association is in another trace.
    private boolean standsOn(Artifact trace, Artifact note) {
        if (!(trace.body().payload() instanceof TracePayload(Trace cells))
                || !(note.body().payload() instanceof Memory memory))
            return false;
        return Claims.read(memory).map(s -> cells.likeness(Trace.of(List.of(publisher.association(s)))) > 0.3f)
                .orElse(false);
    }

    private Cleared cleared(Artifact artifact) {
        return switch (gate.clear(artifact, clock.millis())) {
            case Clearance.Passed(Cleared cleared) -> cleared;
            case Clearance.Held(var check, var reason) -> throw new IllegalStateException(
                    "our own artifact is held by " + check + ": " + reason);
        };
    }

    // --- artifacts of other kinds

    /// Shares an artifact that this node has signed: a genome's card. Saying so is the consent.
    ///
    /// @throws IllegalArgumentException if the gate holds it, with its reason
    public synchronized void teach(Artifact signed) {
        switch (gate.clear(signed, clock.millis())) {
            case Clearance.Passed(Cleared cleared) -> {
                keepOwn(cleared, Optional.empty());
                announce(cleared);
            }
            case Clearance.Held(var check, var reason) -> throw new IllegalArgumentException(
                    signed + " is held by " + check + ": " + reason);
        }
    }

    /// Signs as this node.
    public Artifact signed(Artifact.Body body) {
        return Artifact.sign(body, signing.sign());
    }

    /// Takes an artifact of this node back, wherever it has come to.
    ///
    /// @throws IllegalArgumentException if there is none of this name
    public synchronized void takeBack(ContentId id) {
        Artifact artifact = fold.find(id)
                .orElseThrow(() -> new IllegalArgumentException(id + ": there is no such artifact"));
        Cleared last = cleared(publisher.revocation(artifact, end(), clock.millis()));
        keepOwn(last, Optional.empty());
        announce(last);
    }

    /// Has somebody told of every artifact that comes and passes the gate, on the thread that brought it.
    public void watch(Consumer<Artifact> watcher) {
        watchers.add(watcher);
    }

    /// Artifacts of one kind that are in, those that were taken back included.
    public List<Artifact> artifacts(Class<? extends Payload> kind) {
        return database.read(sql -> sql.list("SELECT wire FROM artifact WHERE kind = ? ORDER BY rowid",
                row -> Artifact.parse(row.bytes("wire")), kind.getSimpleName()));
    }

    /// Ignores an author from now on, or no longer.
    public synchronized void block(AuthorKey author, boolean blocked) {
        trust.block(author, blocked, clock.millis());
        fold.reweigh(author);
    }

    /// Trusts an author as somebody whom this node's person knows, or no longer.
    public synchronized void invite(AuthorKey author, boolean invited) {
        trust.invite(author, invited, clock.millis());
        fold.reweigh(author);
    }

    /// Says that a note was good or bad: its author's reputation follows.
    public synchronized void judge(long noteId, boolean good) {
        notes.find(noteId).flatMap(Note::author).ifPresent(author -> {
            if (good) trust.good(author, 1, clock.millis());
            else
                trust.bad(author, 1, clock.millis());
            fold.reweigh(author);
        });
    }

    // --- taking in

    private synchronized List<Shelf.Reception> take(List<byte[]> wires, String peer) {
        List<Shelf.Reception> receptions = new ArrayList<>();
        List<Artifact> taken = new ArrayList<>();
        for (byte[] wire : wires) {
            Verdict verdict = gate.judge(wire, clock.millis());
            receptions.add(switch (verdict) {
                case Verdict.Passed(var admitted) -> {
                    fold.add(admitted);
                    taken.add(admitted.artifact());
                    yield Shelf.Reception.TAKEN;
                }
                case Verdict.Known _ -> Shelf.Reception.KNOWN;
                case Verdict.Waiting _ -> Shelf.Reception.WAITING;
                case Verdict.Held held -> held(held, wire, peer);
            });
        }
        keep(taken, peer);
        return receptions;
    }

    private Shelf.Reception held(Verdict.Held held, byte[] wire, String peer) {
        String cid = "", author = "";
        try {
            Artifact artifact = Artifact.parse(wire);
            cid = artifact.id().toString();
            author = artifact.body().author().toString();
        } catch (ArtifactException e) {
            // It has neither.
        }
        quarantine.keep(cid, author, peer, false, held.check(), held.reason(), wire, clock.millis());
        return switch (held.check()) {
            case FRAME, SIGNATURE, SCHEMA, NUMBERS, LINEAGE, PRIVACY -> Shelf.Reception.REFUSED;
            case FRESHNESS, MAGNITUDE, TRUST, TRIAL -> Shelf.Reception.HELD;
        };
    }

    private void keep(List<Artifact> taken, String peer) {
        if (taken.isEmpty()) return;
        Map<AuthorKey, Integer> agreements = new HashMap<>();
        database.write(sql -> {
            for (Artifact artifact : taken) {
                insert(sql, artifact, peer);
                sql.update("INSERT INTO traffic(at_ms, outbound, peer, what, cid, bytes) VALUES (?, 0, ?, ?, ?, ?)",
                        clock.millis(), peer,
                        artifact.body().payload().getClass().getSimpleName(), artifact.id().toString(),
                        artifact.wire().length);
                switch (artifact.body().payload()) {
                    case Memory memory -> Claims.read(memory)
                            .ifPresent(s -> Notes.add(sql, artifact.body().author(), artifact.id(), s,
                                    memory.source(), artifact.body().domain(), artifact.body().confidence(),
                                    artifact.body().created()));
                    case Revocation(ContentId target) -> Notes.withdraw(sql, target);
                    case TracePayload _,Genome _ -> {
                    }
                }
            }
            return 0;
        });
        taken.forEach(artifact -> corroborate(artifact, agreements));
        for (Consumer<Artifact> watcher : watchers) taken.forEach(watcher);
        terms.flush();
        agreements.forEach((author, times) -> {
            trust.agreed(author, AGREEMENT * times, clock.millis());
            fold.reweigh(author);
        });
    }

    // Who says what somebody trusted said before them earns a little, the first time that they say it.
    private void corroborate(Artifact artifact, Map<AuthorKey, Integer> agreements) {
        if (!(artifact.body().payload() instanceof Memory memory)) return;
        AuthorKey author = artifact.body().author();
        Claims.read(memory).ifPresent(s -> {
            terms.of(s.object());
            List<Note> said = notes.between(s.subject(), s.object());
            boolean again = said.stream().anyMatch(n -> n.author().equals(Optional.of(author)) && n.seen() > 1);
            boolean trusted = said.stream().anyMatch(
                    n -> !n.author().equals(Optional.of(author)) && questions.reputation(n) >= Trust.INVITED);
            if (trusted && !again) agreements.merge(author, 1, Integer::sum);
        });
    }

    /// What the exchange sees of this node.
    private final class OwnShelf implements Shelf {

        @Override
        public boolean sharing() {
            return sharing.isOn();
        }

        @Override
        public List<ContentId> heads() {
            return fold.heads();
        }

        @Override
        public List<Artifact> missingFrom(Collection<ContentId> heads) {
            return fold.missingFrom(heads);
        }

        @Override
        public Optional<Artifact> find(ContentId id) {
            return fold.find(id);
        }

        @Override
        public List<Reception> offer(List<byte[]> wires, String peer) {
            return take(wires, peer);
        }

        @Override
        public void traffic(List<Passage> passages) {
            traffic.note(passages.stream()
                    .map(p -> new Traffic.Line(0, 0, p.outbound(), p.peer(), p.what(), p.cid(), p.bytes())).toList());
        }
    }

    // --- asking and looking

    /// What notes say to a question.
    public Answer ask(String question) {
        return questions.answer(question);
    }

    /// How far the author of a note is trusted here; 1 for this node's person.
    public double reputation(Note note) {
        return questions.reputation(note);
    }

    /// The notes.
    public Notes notes() {
        return notes;
    }

    /// What may leave.
    public Sharing sharing() {
        return sharing;
    }

    /// What left and came.
    public Traffic traffic() {
        return traffic;
    }

    /// What the gate held.
    public Quarantine quarantine() {
        return quarantine;
    }

    /// The gate, for its counters.
    public Gate gate() {
        return gate;
    }

    /// What is thought of authors.
    public Trust trust() {
        return trust;
    }

    /// The fold of all artifacts.
    public Fold fold() {
        return fold;
    }

    /// The lexicon.
    public Terms terms() {
        return terms;
    }

    /// Who this node is to others.
    public AuthorKey self() {
        return signing.self();
    }

    /// Meets nobody any more.
    @Override
    public synchronized void close() {
        if (exchange != null) exchange.close();
        exchange = null;
    }
}
