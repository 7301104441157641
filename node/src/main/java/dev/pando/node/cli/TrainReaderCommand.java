package dev.pando.node.cli;

import dev.pando.engine.read.ReaderModel;
import dev.pando.engine.read.ReaderTraining;
import dev.pando.kernel.Workers;
import dev.pando.node.encode.MiniLm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "reader", description = "Makes anew what reads notes for the bundled model: a small network over the sentence encoder's outputs, from the same exercises.")
final class TrainReaderCommand implements Callable<Integer> {

    private static final int SAID_EVERY = 50, WRITTEN_EVERY = 500; // steps

    @ParentCommand
    private TrainCommand train;
    @Option(names = "--out", paramLabel = "FILE", defaultValue = "pando-reader.gguf", description = "Where it goes (default: ./${DEFAULT-VALUE}).")
    private Path out;
    @Option(names = "--steps", paramLabel = "N", defaultValue = ""
            + ReaderTraining.STEPS, description = "Steps of training (default ${DEFAULT-VALUE}, which made the one that comes with Pando).")
    private int steps;
    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "The same seed gives the same reader (default ${DEFAULT-VALUE}).")
    private long seed;
    @Option(names = "--threads", paramLabel = "N", description = "Threads of arithmetic (default: all processors).")
    private Integer threads;

    @Override
    public Integer call() throws IOException {
        if (steps < 1) throw new CommandFailed("--steps: " + steps + ", at least 1");
        try (Workers workers = new Workers(TrainCommand.threads(threads)); MiniLm eyes = new MiniLm(1)) {
            ReaderTraining training = ReaderTraining.usual(eyes.dimensions(), steps, seed);
            ReaderModel model = training.run(eyes, workers, new Said());
            write(model);
            ReaderTraining.Score score = training.score(ReaderModel.open(out), eyes);
            train.terminal().say(String.format(Locale.ROOT,
                    "%s: of %d held-out quotations %.1f %% are judged rightly, of their answers %.1f %% are found", out,
                    score.lessons(), 100 * score.verdicts(), 100 * score.answers()));
        }
        return 0;
    }

    private void write(ReaderModel model) {
        try {
            model.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // The mean loss of some steps at a time.
    private final class Said implements Consumer<ReaderTraining.Progress> {

        private double sum;

        @Override
        public void accept(ReaderTraining.Progress progress) {
            sum += progress.loss();
            if (progress.step() % WRITTEN_EVERY == 0) write(progress.model());
            if (progress.step() % SAID_EVERY != 0) return;
            train.terminal().say(String.format(Locale.ROOT, "step %d of %d, loss %.4f", progress.step(),
                    progress.steps(), sum / SAID_EVERY));
            sum = 0;
        }
    }
}
