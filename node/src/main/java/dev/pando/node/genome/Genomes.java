package dev.pando.node.genome;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.ContentId;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.genome.GenomeCheck;
import dev.pando.engine.genome.GenomeException;
import dev.pando.engine.learn.PeftAdapter;
import dev.pando.engine.model.Adapter;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.serve.RoutedGenerator.Pool;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.ModelFileException;
import dev.pando.node.collective.Collective;
import dev.pando.node.exchange.Bodies;
import dev.pando.node.genome.GenomeShelf.Shelved;
import dev.pando.node.net.NodeHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final Bodies bodies;
    private final Path quarantine;
    private final ModelFile base;
    private final String baseHash;
    private final Map<ContentId, Adapter> adapters = new LinkedHashMap<>(); // guarded by itself; own first
    private final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    private final ExecutorService fetches = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Pool pool = new Pool(List.of(), 0);

    /// Why a genome is not served.
    ///
    /// @param card   its name
    /// @param reason one line
    public record Refusal(ContentId card, String reason) {}

    /// Serves what is on the shelf, and takes what comes from now on.
    ///
    /// @param dataDir the node's data directory
    /// @param model   the base, a file or a folder; open as `base`, which stays the caller's
    public Genomes(Collective collective, NodeHost host, Path dataDir, Path model, ModelFile base) {
        this.collective = collective;
        this.base = base;
        baseHash = Hashes.of(model);
        shelf = new GenomeShelf(dataDir);
        quarantine = dataDir.resolve("genomes-in-quarantine");
        bodies = new Bodies(host, dataDir.resolve("genomes-on-the-way"), this::body);
        for (Shelved shelved : shelf.list()) serve(shelved);
        collective.watch(this::came);
        for (Artifact card : collective.artifacts(Payload.Genome.class)) came(card);
    }

    private Optional<byte[]> body(byte[] hash) throws IOException {
        if (!collective.sharing().isOn()) return Optional.empty();
        for (Shelved shelved : shelf.list()) {
            if (Arrays.equals(shelved.genome().body(), hash)) return Optional.of(GenomeShelf.pack(shelved.folder()));
        }
        return Optional.empty();
    }

    private void came(Artifact artifact) {
        switch (artifact.body().payload()) {
            case Payload.Genome genome -> {
                if (!fetches.isShutdown()) fetches.execute(() -> fetch(artifact, genome));
            }
            case Payload.Revocation(ContentId target) -> forget(target);
            case Payload.TracePayload _,Payload.Memory _ -> {
            }
        }
    }

    // --- in

    private void fetch(Artifact card, Payload.Genome genome) {
        try {
            if (!HexFormat.of().formatHex(genome.base()).equals(baseHash)) {
                refusals.add(new Refusal(card.id(), "made for another base"));
                return;
            }
            if (collective.fold().isRevoked(card.id()) || known(card.id())) return;
            Optional<byte[]> body = bodies.fetch(genome.body(), genome.bytes());
            if (body.isPresent()) admit(card, body.get());
            else
                refusals.add(new Refusal(card.id(), "nobody who is connected has its body"));
        } catch (IOException | GenomeException | ModelFileException | IllegalArgumentException e) {
            refusals.add(new Refusal(card.id(), String.valueOf(e.getMessage())));
        }
    }

    private boolean known(ContentId id) {
        synchronized (adapters) {
            return adapters.containsKey(id);
        }
    }

    /// Takes a genome whose body is here.
    ///
    /// @throws GenomeException if it must not be served, in one line
    public Shelved admit(Artifact card, byte[] body) throws IOException {
        Path trial = quarantine.resolve(card.id().toString());
        GenomeShelf.unpack(body, trial);
        try {
            GenomeCheck check = GenomeCheck.of(trial).fits(baseHash);
            Payload.Genome genome = (Payload.Genome) card.body().payload();
            if (check.adapter().rank() != genome.rank()) {
                throw new GenomeException("rank " + check.adapter().rank() + ", its card says " + genome.rank());
            }
            adapter(card.id(), trial);
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

    private Adapter adapter(ContentId id, Path folder) {
        return new Adapter(id.toString(), ModelConfig.of(base), PeftAdapter.read(folder, base));
    }

    private void serve(Shelved shelved) {
        try {
            if (!HexFormat.of().formatHex(shelved.genome().base()).equals(baseHash)) return;
            if (collective.fold().isRevoked(shelved.card().id())) return;
            Adapter adapter = adapter(shelved.card().id(), shelved.folder());
            synchronized (adapters) {
                adapters.put(shelved.card().id(), adapter);
                gather();
            }
        } catch (GenomeException | ModelFileException | IllegalArgumentException e) {
            refusals.add(new Refusal(shelved.card().id(), String.valueOf(e.getMessage())));
        }
    }

    // The node's own first: there is at most one that the router believes beforehand.
    private void gather() {
        List<ContentId> own = shelf.list().stream().filter(Shelved::own).map(s -> s.card().id()).toList();
        List<Adapter> all = new ArrayList<>();
        int first = 0;
        for (var entry : adapters.entrySet()) {
            all.add(entry.getValue());
            if (first == 0 && own.contains(entry.getKey())) first = all.size();
        }
        pool = new Pool(all, first);
    }

    private void forget(ContentId target) {
        synchronized (adapters) {
            if (adapters.remove(target) != null) gather();
        }
    }

    // --- out

    /// What the router chooses between now.
    public Pool pool() {
        return pool;
    }

    /// Shows a genome of this node to everybody.
    public void share(Shelved own) {
        collective.teach(own.card());
        serve(own);
    }

    /// Takes a genome of this node back, wherever it is served.
    public void takeBack(ContentId card) {
        collective.takeBack(card);
        forget(card);
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
        bodies.close();
        fetches.shutdownNow();
        fetches.close();
    }
}
