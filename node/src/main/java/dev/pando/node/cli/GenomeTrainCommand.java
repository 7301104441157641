package dev.pando.node.cli;

import dev.pando.engine.learn.Control;
import dev.pando.engine.learn.FineTune;
import dev.pando.engine.learn.MemoryEstimate;
import dev.pando.kernel.Workers;
import dev.pando.node.consent.Sharing;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.MiniLm;
import dev.pando.node.genome.ApprovedTalk;
import dev.pando.node.genome.GenomeMaking;
import dev.pando.node.genome.GenomeShelf;
import dev.pando.node.genome.GenomeShelf.Shelved;
import dev.pando.node.identity.NodeKey;
import dev.pando.node.signals.Signals;
import dev.pando.node.store.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "train", description = "Makes a genome from your text, or from what you approved of in your conversations: trains an adapter, measures it on a part that it did not see, signs the card. The same command goes on with a run that was stopped.")
final class GenomeTrainCommand implements Callable<Integer> {

    @ParentCommand
    private GenomeCommand genome;
    @Mixin
    private ModelChoice choice;
    @Option(names = "--topic", required = true, paramLabel = "WORDS", description = "What it is about; peers read it.")
    private String topic;
    @Option(names = "--data", paramLabel = "FILE|DIR", description = "Your text or conversations, as train lora reads them; they stay here (default: the answers of this node's conversations that you gave a thumb up or wrote yourself).")
    private Path data;
    @Option(names = "--parent", paramLabel = "GENOME", description = "A genome of the shelf that it builds on; may be repeated.")
    private List<String> parents = List.of();
    @Mixin
    private AdapterOptions adapter;
    @Option(names = "--json", description = "Prints its card.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Terminal terminal = genome.terminal();
        Path model = choice.find(terminal).orElseThrow(() -> new CommandFailed(ModelChoice.NO_MODEL));
        Path dir = choice.dataDir().path(terminal);
        GenomeShelf shelf = new GenomeShelf(dir);
        List<Shelved> known = new ArrayList<>();
        for (String parent : parents) known.add(shelf.find(parent));
        var making = new GenomeMaking(model, data != null ? data : approved(terminal, dir), topic, adapter.steps,
                adapter.rank, adapter.length, adapter.batch, adapter.rate, adapter.seed);
        Control control = new Control();
        TrainingLine line = new TrainingLine(terminal);
        try (Encoder encoder = new MiniLm();
                Workers workers = new Workers(choice.settings(terminal).threads());
                CtrlC _ = CtrlC.during(control::cancel)) {
            Optional<GenomeMaking.Made> made = making.train(dir, new FineTune.Surroundings(workers, control,
                    System::nanoTime, MemoryEstimate.heapLeft(), terminal::say, line));
            line.end();
            if (made.isEmpty()) {
                terminal.say("stopped; the same command goes on");
                return 1;
            }
            Shelved shelved = made.get().shelve(shelf, NodeKey.in(dir), known.stream().map(Shelved::card).toList(),
                    encoder, System.currentTimeMillis());
            if (json) terminal.out().println(GenomeShelfCommands.card(shelved));
            terminal.say("the genome is " + shelved.card().id() + "; how its loss fell: "
                    + shelved.folder().resolve(GenomeShelf.PLOT));
        }
        return 0;
    }

    private static Path approved(Terminal terminal, Path dir) throws IOException {
        ApprovedTalk talk;
        try (Database database = Database.open(dir)) {
            talk = ApprovedTalk.of(new Signals(database, InstantSource.system()).list("", Long.MAX_VALUE,
                    ApprovedTalk.SIGNALS_MAX), new Sharing(database).privateWords());
        }
        if (talk.heldBack() > 0) terminal.say(talk.heldBack() + " exchanges stay out: something in them is private");
        if (talk.exchanges().isEmpty()) {
            throw new CommandFailed("no answer here has a thumb up or was written by you; --data names a text instead");
        }
        terminal.say("learning from " + talk.exchanges().size() + " answers that you approved of");
        return talk.write(dir.resolve("genomes-in-training"));
    }
}
