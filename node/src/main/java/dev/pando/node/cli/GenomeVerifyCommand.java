package dev.pando.node.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.learn.Control;
import dev.pando.engine.learn.FineTune;
import dev.pando.engine.learn.MemoryEstimate;
import dev.pando.kernel.Workers;
import dev.pando.node.genome.GenomeMaking;
import dev.pando.node.genome.GenomeShelf;
import dev.pando.node.genome.GenomeShelf.Shelved;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "verify", description = "Trains a genome once more by its receipt and says whether it is the same to the bit; for that its text is needed.")
final class GenomeVerifyCommand implements Callable<Integer> {

    @ParentCommand
    private GenomeCommand genome;
    @Mixin
    private ModelChoice choice;
    @Parameters(paramLabel = "GENOME", description = "Its topic, or its name or the beginning of it.")
    private String name;
    @Option(names = "--data", required = true, paramLabel = "FILE|DIR", description = "The text that it was trained on.")
    private Path data;
    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Terminal terminal = genome.terminal();
        Path model = choice.find(terminal).orElseThrow(() -> new CommandFailed(ModelChoice.NO_MODEL));
        Shelved shelved = new GenomeShelf(choice.dataDir().path(terminal)).find(name);
        Payload.Genome card = shelved.genome();
        GenomeMaking making = GenomeMaking.by(card, shelved.card().body().domain(), model, data);
        TrainingLine line = new TrainingLine(terminal);
        try (Workers workers = new Workers(choice.settings(terminal).threads())) {
            boolean same = making.again(card, new FineTune.Surroundings(workers, new Control(), System::nanoTime,
                    MemoryEstimate.heapLeft(), terminal::say, line));
            line.end();
            if (json) {
                terminal.out().println(new ObjectMapper().createObjectNode().put("id", shelved.card().id().toString())
                        .put("same", same));
            }
            terminal.say(same ? "the same weights, bit for bit" : "other weights came out than the card says");
            return same ? 0 : 1;
        }
    }
}
