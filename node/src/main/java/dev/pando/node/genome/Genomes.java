package dev.pando.node.genome;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.ContentId;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.genome.GenomeCheck;
import dev.pando.engine.genome.GenomeException;
import dev.pando.engine.model.Adapter;
import dev.pando.engine.weights.ModelFileException;
import dev.pando.node.collective.Collective;
import dev.pando.node.exchange.Bodies;
import dev.pando.node.genome.GenomeShelf.Shelved;
import dev.pando.node.net.NodeHost;
import dev.pando.node.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The genomes that a node serves, and how they come and go.
///
/// A card that passed the collective's gate is not believed yet: its body is fetched, must be the one that the card signs, must
/// pass [GenomeCheck] and fit this node's base. What the card says of its fitness is looked at by nobody; the router measures it
/// at every token. When its author takes a genome back, it is gone from the pool before the next token.
public final class Genomes implements AutoCloseable {

    private final Collective collective;
    private final GenomeShelf shelf;
    private final GenomePool pool;
    private final Optional<Bodies> bodies; // empty while the node works alone
    private final Path quarantine;
    private final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    private final ExecutorService fetches = Executors.newVirtualThreadPerTaskExecutor();

    private final Optional<Examination> examination;

    /// Why a genome is not served.
    ///
    /// @param card   its name
    /// @param reason one line
    public record Refusal(ContentId card, String reason) {}

    /// Serves what is on the shelf, and takes what comes from now on; both begin in the background.
    ///
    /// @param host    the node's peer; empty while it works alone
    /// @param dataDir the node's data directory
    /// @param pool    where what is served goes
    /// @param examination what genomes of others must pass before they are; stays the caller's
    public Genomes(Collective collective, Optional<NodeHost> host, Path dataDir, GenomePool pool,
            Optional<Examination> examination) {
        this.collective = collective;
        this.pool = pool;
        this.examination = examination;
        shelf = new GenomeShelf(dataDir);
        quarantine = dataDir.resolve("genomes-in-quarantine");
        bodies = host.map(h -> new Bodies(h, dataDir.resolve("genomes-on-the-way"), new Given()));
        fetches.execute(this::look);
        collective.watch(this::came);
        for (Artifact card : collective.artifacts(Payload.Genome.class)) came(card);
    }

    /// Looks at the shelf again: what somebody put there is served, what they took away is not.
    public void look() {
        List<Shelved> all = shelf.list();
        all.forEach(this::serve);
        List<ContentId> there = all.stream().map(s -> s.card().id()).toList();
        for (ContentId id : pool.served()) if (!there.contains(id)) pool.forget(id);
    }

    /// Bodies that peers may have: what leaves is written down like everything else.
    private final class Given implements Bodies.Source {

        @Override
        public Optional<byte[]> body(byte[] hash) throws IOException {
            if (!collective.sharing().isOn()) return Optional.empty();
            for (Shelved shelved : shelf.list()) {
                boolean known = collective.fold().find(shelved.card().id()).isPresent();
                if (known && Arrays.equals(shelved.genome().body(), hash)) {
                    return Optional.of(GenomeShelf.pack(shelved.folder()));
                }
            }
            return Optional.empty();
        }

        @Override
        public void given(String peer, byte[] hash, long bytes) {
            collective.traffic().note(true, peer, "genome body", HexFormat.of().formatHex(hash), bytes);
        }
    }

    private void came(Artifact artifact) {
        switch (artifact.body().payload()) {
            case Payload.Genome genome -> {
                if (!fetches.isShutdown()) fetches.execute(() -> fetch(artifact, genome));
            }
            case Payload.Revocation(ContentId target) -> pool.forget(target);
            case Payload.TracePayload _,Payload.Memory _ -> {
            }
        }
    }

    /// Names of everything that was taken back, as a database holds it.
    public static Set<ContentId> revoked(Database database) {
        Set<ContentId> revoked = new HashSet<>();
        String kind = Payload.Revocation.class.getSimpleName();
        database.read(sql -> sql.list("SELECT wire FROM artifact WHERE kind = ?", row -> {
            if (Artifact.parse(row.bytes("wire")).body().payload() instanceof Payload.Revocation(ContentId target)) {
                revoked.add(target);
            }
            return null;
        }, kind));
        return revoked;
    }

    // --- in

    private void fetch(Artifact card, Payload.Genome genome) {
        try {
            boolean gone = collective.fold().isRevoked(card.id());
            if (gone || pool.has(card.id()) || bodies.isEmpty() || shelved(card.id()).isPresent()) return;
            if (!pool.fits(genome)) {
                refusals.add(new Refusal(card.id(), "made for another base"));
                return;
            }
            Optional<byte[]> body = bodies.get().fetch(genome.body(), genome.bytes());
            if (body.isPresent()) admit(card, body.get());
            else
                refusals.add(new Refusal(card.id(), "nobody who is connected has its body"));
        } catch (IOException | GenomeException | ModelFileException | IllegalArgumentException e) {
            refusals.add(new Refusal(card.id(), String.valueOf(e.getMessage())));
        }
    }

    private Optional<Shelved> shelved(ContentId id) {
        return shelf.list().stream().filter(s -> s.card().id().equals(id)).findFirst();
    }

    /// Takes a genome whose body is here.
    ///
    /// @throws GenomeException if it must not be served, in one line
    public Shelved admit(Artifact card, byte[] body) throws IOException {
        Path trial = quarantine.resolve(card.id().toString());
        GenomeShelf.unpack(body, trial);
        try {
            GenomeCheck check = GenomeCheck.of(trial).fits(pool.baseHash());
            Payload.Genome genome = (Payload.Genome) card.body().payload();
            if (check.adapter().rank() != genome.rank()) {
                throw new GenomeException("rank " + check.adapter().rank() + ", its card says " + genome.rank());
            }
            Adapter candidate = pool.adapter(card.id().toString(), trial);
            examination.ifPresent(by -> by.pass(candidate));
        } finally {
            for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
                Files.deleteIfExists(trial.resolve(file));
            }
            Files.deleteIfExists(trial);
        }
        Shelved shelved = shelf.put(card, body, false);
        serve(shelved);
        return shelved;
    }

    private void serve(Shelved shelved) {
        try {
            if (!collective.fold().isRevoked(shelved.card().id())) pool.serve(shelved);
        } catch (GenomeException | ModelFileException | IllegalArgumentException e) {
            refusals.add(new Refusal(shelved.card().id(), String.valueOf(e.getMessage())));
        }
    }

    // --- out

    /// What answers beside the model.
    public GenomePool pool() {
        return pool;
    }

    /// Whether a genome is served.
    public boolean serves(ContentId genome) {
        return pool.has(genome);
    }

    /// Whether others can have a genome of this node.
    public boolean isShared(ContentId genome) {
        return collective.fold().find(genome).isPresent() && !collective.fold().isRevoked(genome);
    }

    /// Shows a genome of this node to everybody. One that was signed with a key that the node no longer has is signed anew.
    ///
    /// @return it, as it is known to others
    /// @throws IllegalArgumentException if the gate holds it
    public Shelved share(Shelved own) throws IOException {
        Shelved signed = own.card().body().author().equals(collective.self()) ? own : anew(own);
        collective.teach(signed.card());
        serve(signed);
        return signed;
    }

    private Shelved anew(Shelved own) throws IOException {
        Artifact.Body b = own.card().body();
        Artifact card = collective.signed(new Artifact.Body(collective.self(), List.of(), 1, b.domain(), b.confidence(),
                b.created(), b.lane(), b.payload()));
        Shelved put = shelf.put(card, GenomeShelf.pack(own.folder()), true);
        Path plot = own.folder().resolve(GenomeShelf.PLOT);
        if (Files.exists(plot)) Files.copy(plot, put.folder().resolve(GenomeShelf.PLOT));
        pool.forget(own.card().id());
        shelf.remove(own);
        return put;
    }

    /// Takes a genome of this node back, wherever it is served.
    public void takeBack(ContentId card) {
        collective.takeBack(card);
        pool.forget(card);
    }

    /// What was not served, and why, oldest first.
    public List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    /// What lies on the disk.
    public GenomeShelf shelf() {
        return shelf;
    }

    /// Gives and takes no more bodies; waits for those that are being looked at.
    @Override
    public void close() {
        bodies.ifPresent(Bodies::close);
        fetches.shutdownNow();
        fetches.close();
    }
}
