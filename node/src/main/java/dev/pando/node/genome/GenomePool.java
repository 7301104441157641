package dev.pando.node.genome;

import dev.pando.engine.artifact.ContentId;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.genome.Change;
import dev.pando.engine.genome.GenomeCheck;
import dev.pando.engine.genome.Merge;
import dev.pando.engine.genome.MergeOperator.Linear;
import dev.pando.engine.genome.PeftFolder;
import dev.pando.engine.learn.PeftAdapter;
import dev.pando.engine.model.Adapter;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.serve.RoutedGenerator.Choice;
import dev.pando.engine.serve.RoutedGenerator.Pool;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import dev.pando.node.genome.GenomeShelf.Shelved;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// The genomes that answer beside one model. Any thread may call.
///
/// At most [#SERVED_MAX] are asked, the node's own before others and later ones before earlier: each costs a share of every
/// prompt until the router has made up its mind.
public final class GenomePool {

    /// Genomes that are asked at once.
    public static final int SERVED_MAX = 8;
    /// The name of what a merge answers with.
    public static final String MERGED = "merged";

    /// How an answer comes of a model and its genomes.
    public enum Way {
        /// By a posterior at every token.
        ROUTE,
        /// Whoever predicts the prompt best answers alone.
        HARD,
        /// The mean of all answers; measured to be worth less.
        MERGE,
        /// The model alone.
        OFF
    }

    private static final System.Logger LOG = System.getLogger(GenomePool.class.getName());

    private final Path model;
    private final ModelFile base;
    private final Path merged;
    private final Way way;
    private final Map<ContentId, Served> served = new LinkedHashMap<>(); // guarded by this
    private String baseHash; // guarded by this; null until somebody asks, since it reads the whole model
    private volatile Pool pool = Pool.empty();

    private record Served(Shelved shelved, Adapter adapter) {}

    /// A pool with nothing in it.
    ///
    /// @param model   the base, a file or a folder; open as `base`, which stays the caller's
    /// @param dataDir where a merge is put together
    public GenomePool(Path model, ModelFile base, Path dataDir, Way way) {
        this.model = model;
        this.base = base;
        this.way = way;
        merged = dataDir.resolve("genomes-merged");
    }

    /// SHA-256 of the model, in hexadecimal.
    public synchronized String baseHash() {
        if (baseHash == null) baseHash = Hashes.of(model);
        return baseHash;
    }

    /// Whether a genome was made for this model.
    public boolean fits(Payload.Genome genome) {
        return HexFormat.of().formatHex(genome.base()).equals(baseHash());
    }

    /// Reads an adapter for this model.
    ///
    /// @throws dev.pando.engine.genome.GenomeException          if it cannot be read
    /// @throws dev.pando.engine.weights.ModelFileException if it does not fit
    Adapter adapter(String name, Path folder) {
        return new Adapter(name, ModelConfig.of(base), PeftAdapter.read(folder, base));
    }

    /// Has a genome answer from the next token on.
    ///
    /// @throws RuntimeException in one line, as [#adapter] does
    public synchronized void serve(Shelved shelved) {
        if (way == Way.OFF || has(shelved.card().id()) || !fits(shelved.genome())) return;
        served.put(shelved.card().id(), new Served(shelved, adapter(shelved.card().id().toString(), shelved.folder())));
        gather();
    }

    /// Has one answer no more, from the next token on.
    public synchronized void forget(ContentId genome) {
        if (served.remove(genome) != null) gather();
    }

    /// Whether a genome answers.
    public synchronized boolean has(ContentId genome) {
        return served.containsKey(genome);
    }

    /// Genomes had a say in an answer, which is what keeps those of others on the shelf when room is short.
    ///
    /// @param names of genomes; names of nothing that answers are passed over
    public synchronized void used(List<String> names, long nowMs) {
        for (Served one : served.values()) {
            if (!names.contains(one.adapter.name()) && !names.contains(MERGED)) continue;
            try {
                GenomeShelf.used(one.shelved, nowMs);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "a genome that was used may be the next to go", e);
            }
        }
    }

    /// Those that answer.
    synchronized List<ContentId> served() {
        return List.copyOf(served.keySet());
    }

    private void gather() {
        List<Served> asked = new ArrayList<>(served.values()).reversed();
        asked.sort((a, b) -> Boolean.compare(b.shelved.own(), a.shelved.own()));
        asked = asked.subList(0, Math.min(SERVED_MAX, asked.size()));
        boolean own = !asked.isEmpty() && asked.getFirst().shelved.own();
        List<Adapter> adapters = asked.stream().map(Served::adapter).toList();
        pool = switch (way) {
            case ROUTE -> new Pool(adapters, own ? 1 : 0);
            case HARD -> new Pool(adapters, own ? 1 : 0, Choice.ONCE);
            case MERGE -> asked.isEmpty() ? Pool.empty() : new Pool(List.of(merged(asked)), 0, Choice.FIRST);
            case OFF -> Pool.empty();
        };
    }

    private Adapter merged(List<Served> asked) {
        List<SortedMap<String, Change>> changes = asked.stream()
                .map(s -> PeftFolder.read(s.shelved.folder()).changes()).toList();
        int rank = Math.min(GenomeCheck.RANK_MAX, asked.stream().mapToInt(s -> s.shelved.genome().rank()).sum());
        try (Workers workers = new Workers(1)) {
            var mean = new Merge(Linear.mean(asked.size()), rank, workers).of(changes);
            PeftFolder.write(merged, mean.changes(), asked.getFirst().shelved.folder(), baseHash());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return adapter(MERGED, merged);
    }

    /// What a generator chooses between now.
    public Pool pool() {
        return pool;
    }
}
