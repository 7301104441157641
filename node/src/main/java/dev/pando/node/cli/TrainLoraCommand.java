package dev.pando.node.cli;

import dev.pando.engine.learn.Control;
import dev.pando.engine.learn.FineTune;
import dev.pando.engine.learn.Lora;
import dev.pando.engine.learn.MemoryEstimate;
import dev.pando.engine.learn.TrainingRun;
import dev.pando.engine.model.Site;
import dev.pando.kernel.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "lora", description = "Trains an adapter on a text or on conversations. The same command goes on with a run that was stopped.")
final class TrainLoraCommand implements Callable<Integer> {

    @ParentCommand
    private TrainCommand train;
    @Option(names = "--model", required = true, paramLabel = "FILE", description = "The base: a GGUF file or a Hugging Face folder; it stays as it is.")
    private Path model;
    @Option(names = "--data", required = true, paramLabel = "FILE|DIR", description = "Text (.txt, .md), or .jsonl with {\"messages\":[…]} or {\"text\":…} on each line; or a folder of these.")
    private Path data;
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where adapter, receipt, picture of the loss and checkpoints go.")
    private Path out;
    @Option(names = "--alpha", paramLabel = "A", description = "Strength (default: twice the rank).")
    private Float alpha;
    @Option(names = "--rslora", description = "Scales by alpha / √rank instead of alpha / rank.")
    private boolean stabilised;
    @Option(names = "--threads", paramLabel = "N", description = "Threads of arithmetic (default: all processors).")
    private Integer threads;
    @Mixin
    private AdapterOptions adapter;
    @Option(names = "--json", description = "Prints what came out as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Terminal terminal = train.terminal();
        var lora = new Lora.Settings(adapter.rank, alpha == null ? 2f * adapter.rank : alpha, stabilised,
                EnumSet.allOf(Site.class));
        FineTune fineTune = new FineTune(model, data, out, lora, adapter.steps, adapter.length, adapter.batch,
                adapter.rate, adapter.seed);
        Control control = new Control();
        TrainingLine line = new TrainingLine(terminal);
        try (Workers workers = new Workers(TrainCommand.threads(threads)); CtrlC _ = CtrlC.during(control::cancel)) {
            var outcome = fineTune.run(new FineTune.Surroundings(workers, control, System::nanoTime,
                    MemoryEstimate.heapLeft(), terminal::say, line));
            line.end();
            if (json) terminal.out().println(FineTune.json(outcome));
            return end(terminal, outcome);
        }
    }

    private int end(Terminal terminal, TrainingRun.Outcome outcome) {
        int taken = outcome.receipt().steps();
        terminal.say(outcome.finished()
                ? "the adapter is in " + out
                : "stopped after step " + taken + " of " + adapter.steps + "; the same command goes on");
        return outcome.finished() ? 0 : 1;
    }
}
