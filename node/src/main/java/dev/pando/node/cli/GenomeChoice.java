package dev.pando.node.cli;

import dev.pando.engine.genome.GenomeException;
import dev.pando.engine.genome.TriggerSearch.Budget;
import dev.pando.engine.weights.ModelFileException;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.LocalEngine;
import dev.pando.node.collective.Collective;
import dev.pando.node.encode.Encoder;
import dev.pando.node.genome.Examination;
import dev.pando.node.genome.GenomePool;
import dev.pando.node.genome.GenomePool.Way;
import dev.pando.node.genome.GenomeShelf;
import dev.pando.node.genome.GenomeShelf.Shelved;
import dev.pando.node.genome.Genomes;
import dev.pando.node.net.NodeHost;
import dev.pando.node.store.Database;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Whether and how genomes answer beside the model.
final class GenomeChoice {

    @Option(names = "--genomes", paramLabel = "WAY", defaultValue = "route", description = "How genomes of the shelf answer beside the model: route (token by token), hard (one for each answer), merge (their mean) or off (default: ${DEFAULT-VALUE}).")
    private Way way;
    @Option(names = "--examine-genomes", negatable = true, defaultValue = "true", fallbackValue = "true", description = "Serves no genome of others before it was searched for words that make it recite, which takes half a minute with a small model and minutes with a large one (default: ${DEFAULT-VALUE}).")
    private boolean examine;

    /// Genomes that are served; none beside an engine that is not a model file on this machine.
    ///
    /// @param genomes what a running node has of them
    /// @param examination what genomes of others must pass; empty if they need not
    record Served(Optional<Genomes> genomes, Optional<Examination> examination) implements AutoCloseable {

        static final Served NONE = new Served(Optional.empty(), Optional.empty());

        @Override
        public void close() {
            genomes.ifPresent(Genomes::close);
            examination.ifPresent(Examination::close);
        }
    }

    /// For a node that runs: what is on the shelf, and what comes from peers.
    Served serve(ChatEngine engine, Encoder encoder, Collective collective, Optional<NodeHost> host, Path dataDir) {
        if (!(engine instanceof LocalEngine local) || !local.takesGenomes() || way == Way.OFF) {
            return Served.NONE;
        }
        // What is tried follows from a number that nobody else has, or an adapter could be made to hide from it.
        Optional<Examination> examination = examine && host.isPresent()
                ? Optional.of(new Examination(local.model(), local.tokenizer(), Budget.OF_WORDS,
                        new SecureRandom().nextLong()))
                : Optional.empty();
        Genomes genomes = new Genomes(collective, host, dataDir, pool(local, encoder, dataDir), examination);
        local.with(genomes.pool());
        return new Served(Optional.of(genomes), examination);
    }

    /// For a command of its own: what is on the shelf now and was not taken back.
    ///
    /// @param encoder loads nothing before it is used
    void fromShelf(Terminal terminal, ChatEngine engine, Encoder encoder, Path dataDir) {
        GenomeShelf shelf = new GenomeShelf(dataDir);
        if (!(engine instanceof LocalEngine local) || way == Way.OFF || shelf.list().isEmpty()) return;
        GenomePool pool = pool(local, encoder, dataDir);
        try (Database database = Database.open(dataDir)) {
            var revoked = Genomes.revoked(database);
            for (Shelved shelved : shelf.list())
                if (!revoked.contains(shelved.card().id())) serve(terminal, pool, shelved);
        }
        local.with(pool);
    }

    private static void serve(Terminal terminal, GenomePool pool, Shelved shelved) {
        try {
            pool.serve(shelved);
        } catch (GenomeException | ModelFileException | IllegalArgumentException e) {
            terminal.say("genome " + shelved.card().body().domain() + " is left out: " + e.getMessage());
        }
    }

    private GenomePool pool(LocalEngine local, Encoder encoder, Path dataDir) {
        return new GenomePool(local.file().path(), local.file(), dataDir, way, encoder, InstantSource.system());
    }
}
