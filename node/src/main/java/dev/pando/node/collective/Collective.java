package dev.pando.node.collective;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.Payload;
import java.util.function.Consumer;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.ContentId;
import dev.pando.node.consent.Sharing;
import dev.pando.node.consent.Traffic;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.Meaning;
import dev.pando.node.exchange.Exchange;
import dev.pando.node.exchange.Shelf;
import dev.pando.node.exchange.Signing;
import dev.pando.node.gate.Gate;
import dev.pando.node.gate.Quarantine;
import dev.pando.node.gate.Trust;
import dev.pando.node.merge.Fold;
import dev.pando.node.net.NodeHost;
import dev.pando.node.notes.Note;
import dev.pando.node.notes.Notes;
import dev.pando.node.notes.Statement;
import dev.pando.node.notes.Terms;
import dev.pando.node.store.Database;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
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

    private final Holdings held;
    private final Questions questions;
    private final Learning learning;
    private final Outgoing outgoing;
    private final Incoming incoming;
    private Exchange exchange; // null while the node is alone

    /// Opens what a database holds, with the reader that comes with Pando.
    public Collective(Database database, Encoder encoder, InstantSource clock, Signing signing) {
        this(database, Meaning.of(encoder), clock, signing);
    }

    /// Opens what a database holds.
    ///
    /// @param meaning its encoder stays open
    public Collective(Database database, Meaning meaning, InstantSource clock, Signing signing) {
        held = new Holdings(database, meaning, clock, signing);
        questions = new Questions(held.terms, held.fold, held.notes, held.trust, clock);
        learning = new Learning(held);
        outgoing = new Outgoing(held, () -> Optional.ofNullable(exchange));
        incoming = new Incoming(held, questions);
    }

    /// How like in meaning texts are.
    public Meaning meaning() {
        return held.meaning;
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
        return learning.read(text, source, topic, sure);
    }

    /// Learns the statements of something that a person said in a conversation.
    ///
    /// @param message where they said it
    public synchronized List<Note> hear(String said, long message) {
        List<Note> learned = learning.hear(said, TALK, TALKS, SAID);
        learned.forEach(note -> held.notes.heard(note.id(), message));
        return learned;
    }

    /// Forgets a note of this node's person that nobody else has, words and all.
    public synchronized void forget(Note note) {
        learning.forget(note);
    }

    /// Learns one statement.
    public synchronized Note learn(Statement said, String source, String topic, double sure) {
        return learning.learn(said, source, topic, sure);
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
        return outgoing.preview(agreed, atMs);
    }

    /// Shares what may leave.
    ///
    /// @return what became of each note
    public synchronized List<Preview> share(Collection<Long> agreed, long atMs) {
        return outgoing.share(agreed, atMs);
    }

    // --- forgetting

    /// Takes a note of this node's person back: it is gone here, and wherever its artifact has been merged.
    ///
    /// @throws IllegalArgumentException if there is no such note, or it is somebody else's
    public synchronized void revoke(long noteId) {
        outgoing.revoke(noteId);
    }

    // --- artifacts of other kinds

    /// Shares an artifact that this node has signed: a genome's card. Saying so is the consent.
    ///
    /// @throws IllegalArgumentException if the gate holds it, with its reason
    public synchronized void teach(Artifact signed) {
        outgoing.teach(signed);
    }

    /// Signs as this node.
    public Artifact signed(Artifact.Body body) {
        return Artifact.sign(body, held.signing.sign());
    }

    /// Takes an artifact of this node back, wherever it has come to.
    ///
    /// @throws IllegalArgumentException if there is none of this name
    public synchronized void takeBack(ContentId id) {
        outgoing.takeBack(id);
    }

    /// Has somebody told of every artifact that comes and passes the gate, on the thread that brought it.
    public void watch(Consumer<Artifact> watcher) {
        incoming.watch(watcher);
    }

    /// Artifacts of one kind that are in, those that were taken back included.
    public List<Artifact> artifacts(Class<? extends Payload> kind) {
        return held.database.read(sql -> sql.list("SELECT wire FROM artifact WHERE kind = ? ORDER BY rowid",
                row -> Artifact.parse(row.bytes("wire")), kind.getSimpleName()));
    }

    /// Ignores an author from now on, or no longer.
    public synchronized void block(AuthorKey author, boolean blocked) {
        held.trust.block(author, blocked, held.clock.millis());
        held.fold.reweigh(author);
    }

    /// Trusts an author as somebody whom this node's person knows, or no longer.
    public synchronized void invite(AuthorKey author, boolean invited) {
        held.trust.invite(author, invited, held.clock.millis());
        held.fold.reweigh(author);
    }

    /// Says that a note was good or bad: its author's reputation follows.
    public synchronized void judge(long noteId, boolean good) {
        held.notes.find(noteId).flatMap(Note::author).ifPresent(author -> {
            if (good) held.trust.good(author, 1, held.clock.millis());
            else
                held.trust.bad(author, 1, held.clock.millis());
            held.fold.reweigh(author);
        });
    }

    // --- taking in

    private synchronized List<Shelf.Reception> take(List<byte[]> wires, String peer) {
        return incoming.take(wires, peer);
    }

    /// What the exchange sees of this node.
    private final class OwnShelf implements Shelf {

        @Override
        public boolean sharing() {
            return held.sharing.isOn();
        }

        @Override
        public List<ContentId> heads() {
            return held.fold.heads();
        }

        @Override
        public List<Artifact> missingFrom(Collection<ContentId> heads) {
            return held.fold.missingFrom(heads);
        }

        @Override
        public Optional<Artifact> find(ContentId id) {
            return held.fold.find(id);
        }

        @Override
        public List<Reception> offer(List<byte[]> wires, String peer) {
            return take(wires, peer);
        }

        @Override
        public void traffic(List<Passage> passages) {
            held.traffic.note(passages.stream()
                    .map(p -> new Traffic.Line(0, 0, p.outbound(), p.peer(), p.what(), p.cid(), p.bytes())).toList());
        }
    }

    // --- asking and looking

    /// What notes say to a question.
    public Answer ask(String question) {
        return questions.answer(question);
    }

    /// Notes that say something of what a question names, without leading anywhere: what [#ask] does not look at, and a reader may.
    ///
    /// @return own notes first; their numbers say nothing
    public List<Answer.Source> about(String question) {
        return questions.about(question);
    }

    /// How far the author of a note is trusted here; 1 for this node's person.
    public double reputation(Note note) {
        return questions.reputation(note);
    }

    /// The held.notes.
    public Notes notes() {
        return held.notes;
    }

    /// What may leave.
    public Sharing sharing() {
        return held.sharing;
    }

    /// What left and came.
    public Traffic traffic() {
        return held.traffic;
    }

    /// What the gate held.
    public Quarantine quarantine() {
        return held.quarantine;
    }

    /// The gate, for its counters.
    public Gate gate() {
        return held.gate;
    }

    /// What is thought of authors.
    public Trust trust() {
        return held.trust;
    }

    /// The fold of all artifacts.
    public Fold fold() {
        return held.fold;
    }

    /// The lexicon.
    public Terms terms() {
        return held.terms;
    }

    /// Who this node is to others.
    public AuthorKey self() {
        return held.signing.self();
    }

    /// Meets nobody any more.
    @Override
    public synchronized void close() {
        if (exchange != null) exchange.close();
        exchange = null;
    }
}
