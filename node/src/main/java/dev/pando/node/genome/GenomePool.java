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
import dev.pando.engine.serve.AdapterSource;
import dev.pando.engine.serve.RoutedGenerator.Choice;
import dev.pando.engine.serve.RoutedGenerator.Pool;
import dev.pando.engine.serve.Voice;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.EncodingException;
import dev.pando.node.genome.GenomeShelf.Shelved;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/// The genomes that answer beside one model. Any thread may call.
///
/// Each that is asked costs a share of a prompt until the router has made up its mind: of more than [Shortlist#ASKED_MAX] those
/// are asked that the shortlist chooses.
public final class GenomePool implements AdapterSource {

    /// Genomes of which a merge is made: the node's own before others, later ones before earlier.
    static final int MERGED_MAX = 8;
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
    private final Path dataDir;
    private final Way way;
    private final Encoder encoder;
    private final InstantSource clock;
    private final Map<ContentId, Served> served = new LinkedHashMap<>(); // guarded by this
    private final Shortlist shortlist = new Shortlist(); // guarded by this
    private Optional<Adapter> merged = Optional.empty(); // guarded by this
    private String baseHash; // guarded by this; null until somebody asks, since it reads the whole model

    private record Served(Shelved shelved, Adapter adapter) {

        Shortlist.Candidate candidate() {
            return new Shortlist.Candidate(shelved.card().id(), shelved.own(), Centroid.of(shelved.genome()));
        }
    }

    /// A pool with nothing in it.
    ///
    /// @param model   the base, a file or a folder; open as `base`, which stays the caller's
    /// @param dataDir where a merge is put together
    /// @param encoder tells what a text is about once there are more genomes than are asked; stays the caller's
    /// @param clock   for when a genome was used last
    public GenomePool(Path model, ModelFile base, Path dataDir, Way way, Encoder encoder, InstantSource clock) {
        this.model = model;
        this.base = base;
        this.dataDir = dataDir;
        this.way = way;
        this.encoder = encoder;
        this.clock = clock;
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
        merge();
    }

    /// Has one answer no more, from the next token on.
    public synchronized void forget(ContentId genome) {
        if (served.remove(genome) == null) return;
        shortlist.forget(genome);
        merge();
    }

    /// Whether a genome answers.
    public synchronized boolean has(ContentId genome) {
        return served.containsKey(genome);
    }

    /// Those that answer.
    synchronized List<ContentId> served() {
        return List.copyOf(served.keySet());
    }

    @Override
    public synchronized boolean isEmpty() {
        return served.isEmpty();
    }

    @Override
    public synchronized boolean has(Adapter adapter) {
        return merged.filter(m -> m == adapter).isPresent()
                || served.values().stream().anyMatch(s -> s.adapter == adapter);
    }

    @Override
    public Pool about(String text) {
        return switch (way) {
            case ROUTE -> chosen(text, Choice.EVERY_TOKEN);
            case HARD -> chosen(text, Choice.ONCE);
            case MERGE -> merged().map(one -> new Pool(List.of(one), 0, Choice.FIRST)).orElse(Pool.empty());
            case OFF -> Pool.empty();
        };
    }

    private Pool chosen(String text, Choice choice) {
        float[] vector = isCrowded() ? vector(text) : new float[0];
        synchronized (this) {
            List<Shortlist.Candidate> all = served.values().stream().map(Served::candidate).toList().reversed();
            List<Served> asked = shortlist.about(vector, all).stream().map(served::get).toList();
            boolean own = !asked.isEmpty() && asked.getFirst().shelved.own();
            return new Pool(asked.stream().map(Served::adapter).toList(), own ? 1 : 0, choice);
        }
    }

    private synchronized boolean isCrowded() {
        return served.size() > Shortlist.ASKED_MAX;
    }

    // Without an encoder no text is near anything.
    private float[] vector(String text) {
        try {
            return encoder.encode(text);
        } catch (EncodingException e) {
            LOG.log(System.Logger.Level.DEBUG, "genomes are not chosen by topic", e);
            return new float[0];
        }
    }

    /// Genomes had a say in an answer, which is what keeps those of others on the shelf when room is short.
    @Override
    public synchronized void heard(Pool asked, List<Voice> voices) {
        Set<String> names = voices.stream().map(Voice::adapter).collect(Collectors.toSet());
        List<Served> spoke = served.values().stream()
                .filter(s -> names.contains(s.adapter.name()) || names.contains(MERGED)).toList();
        if (isCrowded()) {
            shortlist.heard(served.values().stream().filter(s -> asked.adapters().contains(s.adapter)).map(
                    s -> s.shelved.card().id()).toList(), spoke.stream().map(s -> s.shelved.card().id()).toList());
        }
        for (Served one : spoke) {
            try {
                GenomeShelf.used(one.shelved, clock.millis());
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "a genome that was used may be the next to go", e);
            }
        }
    }

    private synchronized Optional<Adapter> merged() {
        return merged;
    }

    private void merge() {
        if (way != Way.MERGE) return;
        List<Served> all = new ArrayList<>(served.values()).reversed();
        all.sort((a, b) -> Boolean.compare(b.shelved.own(), a.shelved.own()));
        List<Served> some = all.subList(0, Math.min(MERGED_MAX, all.size()));
        merged = some.isEmpty() ? Optional.empty() : Optional.of(merged(some));
    }

    private Adapter merged(List<Served> some) {
        List<SortedMap<String, Change>> changes = some.stream()
                .map(s -> PeftFolder.read(s.shelved.folder()).changes()).toList();
        int rank = Math.min(GenomeCheck.RANK_MAX, some.stream().mapToInt(s -> s.shelved.genome().rank()).sum());
        Path folder = dataDir.resolve("genomes-merged");
        try (Workers workers = new Workers(1)) {
            var mean = new Merge(Linear.mean(some.size()), rank, workers).of(changes);
            PeftFolder.write(folder, mean.changes(), some.getFirst().shelved.folder(), baseHash());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return adapter(MERGED, folder);
    }
}
