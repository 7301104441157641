package dev.pando.node.instance;

import dev.pando.node.answer.ChatEngine;
import dev.pando.node.collective.Collective;
import dev.pando.node.conversation.Conversations;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.Meaning;
import dev.pando.node.evidence.Evidences;
import dev.pando.node.exchange.Signing;
import dev.pando.node.identity.NodeKey;
import dev.pando.node.identity.Profile;
import dev.pando.node.memory.Memories;
import dev.pando.node.rules.Action;
import dev.pando.node.rules.Rules;
import dev.pando.node.signals.Signals;
import dev.pando.node.store.Database;
import dev.pando.node.store.StoreException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// One person's instance: who they are, what was said, remembered, proved, allowed and learned.
///
/// An engine answers for it and owns none of it (H3LIX §3.2): another one may be put in its place at any start. The instance owns
/// the database and the encoder, not the engine.
public final class Instance implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Instance.class.getName());

    private final NodeKey key;
    private final Database database;
    private final Encoder encoder;
    private final Meaning meaning;
    private final Conversations conversations;
    private final Memories memories;
    private final Profile profile;
    private final Evidences evidences;
    private final Rules rules;
    private final Signals signals;
    private final Dialogue dialogue;
    private final InstantSource clock;
    private Collective collective; // guarded by this; null until somebody asks for it
    private volatile Thread catchingUp;

    private Instance(Path dataDir, ChatEngine engine, Encoder encoder, InstantSource clock, List<Action> actions) {
        this.encoder = encoder;
        this.meaning = Meaning.of(encoder.first());
        this.clock = clock;
        database = Database.open(dataDir);
        try {
            key = NodeKey.in(dataDir);
            conversations = new Conversations(database, clock);
            memories = new Memories(database, encoder, clock);
            profile = new Profile(database, clock);
            evidences = new Evidences(database, clock);
            signals = new Signals(database, clock);
            List<Action> all = new ArrayList<>(MemoryActions.of(memories));
            all.addAll(actions);
            rules = new Rules(database, all, clock);
            dialogue = new Dialogue(this, engine);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /// Opens the instance of a data directory, new if there is none.
    ///
    /// @param actions tools beside those that work on memories
    /// @throws StoreException                                if the database cannot be had
    /// @throws dev.pando.node.identity.IdentityException if the key cannot be had
    public static Instance open(Path dataDir, ChatEngine engine, Encoder encoder, InstantSource clock,
            List<Action> actions) {
        return new Instance(dataDir, engine, encoder, clock, actions);
    }

    /// Tidies up after a node that ended without closing, and makes missing vectors in the background. Only for the
    /// process that holds the data directory's lock.
    public void takeOver() {
        conversations.stopForgotten();
        rules.failForgotten();
        catchingUp = Thread.ofVirtual().name("memory-vectors").start(() -> {
            try {
                memories.encodeMissing();
            } catch (StoreException e) {
                LOG.log(System.Logger.Level.DEBUG, "vectors are made at the next start", e);
            }
        });
    }

    /// The node's key pair.
    public NodeKey key() {
        return key;
    }

    /// The one file behind all of it.
    public Database database() {
        return database;
    }

    /// What was said.
    public Conversations conversations() {
        return conversations;
    }

    /// What is remembered.
    public Memories memories() {
        return memories;
    }

    /// What the person told about themselves.
    public Profile profile() {
        return profile;
    }

    /// What answers were based on.
    public Evidences evidences() {
        return evidences;
    }

    /// What may be done.
    public Rules rules() {
        return rules;
    }

    /// What can be learned.
    public Signals signals() {
        return signals;
    }

    /// What the person's notes and those of others say together; read from the database at the first call.
    public synchronized Collective collective() {
        if (collective == null) collective = new Collective(database, meaning, clock, Signing.as(key));
        return collective;
    }

    /// How like in meaning texts are.
    public Meaning meaning() {
        return meaning;
    }

    /// Questions and answers.
    public Dialogue dialogue() {
        return dialogue;
    }

    /// Stops answers that are being made, then closes the database and the encoder.
    @Override
    public void close() {
        dialogue.stopAll();
        stopCatchingUp();
        database.close();
        encoder.close();
    }

    // What is encoding must be over before the encoder's native memory is freed.
    private void stopCatchingUp() {
        Thread busy = catchingUp;
        if (busy == null) return;
        busy.interrupt();
        try {
            busy.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
