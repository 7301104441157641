package dev.pando.node.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.artifact.Payload;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.MiniLm;
import dev.pando.node.genome.GenomeShelf;
import dev.pando.node.genome.GenomeShelf.Shelved;
import dev.pando.node.genome.GenomeTransfer;
import dev.pando.node.identity.NodeKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// What can be done with the genomes that lie on the shelf.
final class GenomeShelfCommands {

    private GenomeShelfCommands() {}

    private static ObjectNode json(Shelved s) {
        Payload.Genome g = s.genome();
        HexFormat hex = HexFormat.of();
        ObjectNode node = new ObjectMapper().createObjectNode().put("id", s.card().id().toString())
                .put("topic", s.card().body().domain()).put("own", s.own())
                .put("author", s.card().body().author().toString()).put("generation", s.card().body().generation())
                .put("created_ms", s.card().body().created()).put("rank", g.rank()).put("bytes", g.bytes())
                .put("base_sha256", hex.formatHex(g.base())).put("body_sha256", hex.formatHex(g.body()))
                .put("held_out_loss_before", g.before()).put("held_out_loss_after", g.after())
                .put("statement", g.statement()).put("data_sha256", hex.formatHex(g.data()))
                .put("weights_sha256", hex.formatHex(g.weights())).put("steps", g.steps())
                .put("settings", g.settings()).put("centroid_elements", g.centroid().length)
                .put("folder", s.folder().toString());
        var parents = node.putArray("parents");
        s.card().body().parents().forEach(p -> parents.add(p.toString()));
        return node;
    }

    @Command(name = "list", description = "The genomes of this node, its own and its peers'.")
    static final class ListThem implements Callable<Integer> {
        @ParentCommand
        private GenomeCommand genome;
        @Mixin
        private DataDir dataDir;
        @Option(names = "--json", description = "Prints one JSON array.")
        private boolean json;

        @Override
        public Integer call() {
            List<Shelved> all = new GenomeShelf(dataDir.path(genome.terminal())).list();
            if (json) {
                var array = new ObjectMapper().createArrayNode();
                all.forEach(s -> array.add(json(s)));
                genome.terminal().out().println(array);
                return 0;
            }
            if (all.isEmpty()) genome.terminal().say("no genome yet; ./pando genome train makes one");
            for (Shelved s : all) {
                genome.terminal().out().println(String.format(Locale.ROOT, "%s  %-16s %s rank %d, %.3f to %.3f nats",
                        s.card().id().toString().substring(0, 20), s.card().body().domain(), s.own() ? "own " : "peer",
                        s.genome().rank(), s.genome().before(), s.genome().after()));
            }
            return 0;
        }
    }

    /// A command about one genome of the shelf.
    abstract static class OnOne implements Callable<Integer> {
        @ParentCommand
        GenomeCommand genome;
        @Mixin
        private DataDir dataDir;
        @Parameters(paramLabel = "GENOME", description = "Its topic, or its name or the beginning of it.")
        String name;

        GenomeShelf shelf() {
            return new GenomeShelf(dataDir.path(genome.terminal()));
        }
    }

    @Command(name = "show", description = "The whole card of a genome, as JSON.")
    static final class Show extends OnOne {
        @Override
        public Integer call() {
            genome.terminal().out().println(json(shelf().find(name)).toPrettyString());
            return 0;
        }
    }

    @Command(name = "export", description = "Copies a genome to a folder: PEFT's files and the card as it was signed.")
    static final class Export extends OnOne {
        @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to.")
        private Path out;

        @Override
        public Integer call() throws IOException {
            GenomeTransfer.exportTo(shelf().find(name), out);
            genome.terminal().say("it is in " + out);
            return 0;
        }
    }

    @Command(name = "import", description = "Takes an adapter from a folder: one that was exported, or any that PEFT wrote for this model.")
    static final class Import implements Callable<Integer> {
        @ParentCommand
        private GenomeCommand genome;
        @Mixin
        private ModelChoice choice;
        @Parameters(paramLabel = "DIR", description = "A folder with adapter_config.json and adapter_model.safetensors.")
        private Path folder;
        @Option(names = "--topic", paramLabel = "WORDS", defaultValue = "imported", description = "What it is about, if it has no card (default ${DEFAULT-VALUE}).")
        private String topic;
        @Option(names = "--json", description = "Prints its card.")
        private boolean json;

        @Override
        public Integer call() throws IOException {
            Terminal terminal = genome.terminal();
            Path model = choice.find(terminal).orElseThrow(() -> new CommandFailed(ModelChoice.NO_MODEL));
            Path dir = choice.dataDir().path(terminal);
            try (Encoder encoder = new MiniLm()) {
                Shelved taken = GenomeTransfer.importFrom(folder, new GenomeShelf(dir), model, topic, encoder,
                        NodeKey.in(dir), System.currentTimeMillis());
                if (json) terminal.out().println(json(taken));
                else
                    terminal.say("taken as " + taken.card().id());
            }
            return 0;
        }
    }

    @Command(name = "remove", description = "Takes a genome off the shelf. What others have of it stays with them: revoke it first if it is yours.")
    static final class Remove extends OnOne {
        @Override
        public Integer call() throws IOException {
            GenomeShelf shelf = shelf();
            Shelved found = shelf.find(name);
            shelf.remove(found);
            genome.terminal().say("removed " + found.card().id());
            return 0;
        }
    }

    static String card(Shelved shelved) {
        return json(shelved).toString();
    }
}
