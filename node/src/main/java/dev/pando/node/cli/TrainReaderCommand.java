package dev.pando.node.cli;

import dev.pando.engine.learn.Control;
import dev.pando.engine.learn.Course;
import dev.pando.engine.read.ReaderModel;
import dev.pando.engine.read.ReaderTraining;
import dev.pando.kernel.Workers;
import dev.pando.node.encode.E5Eyes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "reader", description = "Makes anew what reads notes for the bundled model: the sentence encoder, which goes on learning from the same exercises. The same command goes on with a run that was stopped.")
final class TrainReaderCommand implements Callable<Integer> {

    @ParentCommand
    private TrainCommand train;
    @Option(names = "--out", paramLabel = "FILE", defaultValue = "pando-reader.gguf", description = "Where it goes (default: ./${DEFAULT-VALUE}). Until then FILE.checkpoints, half a gigabyte, holds what a stopped run goes on from.")
    private Path out;
    @Option(names = "--steps", paramLabel = "N", defaultValue = ""
            + ReaderTraining.STEPS, description = "Steps of training (default ${DEFAULT-VALUE}, about what made the reader of decision 068).")
    private int steps;
    @Option(names = "--from", paramLabel = "FILE", description = "Goes on from a reader (default: begins as the sentence encoder). Its schedule begins anew; another --seed gives other exercises.")
    private Path from;
    @Option(names = "--mean", paramLabel = "FILE", description = "Learns nothing: writes the mean of the reader that --from names and this one; again for a mean of more.")
    private List<Path> means = List.of();
    @Option(names = "--rate", paramLabel = "R", defaultValue = ""
            + ReaderTraining.RATE, description = "Highest learning rate; less where a reader has learned much already (default ${DEFAULT-VALUE}).")
    private float rate;
    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "The same seed gives the same reader (default ${DEFAULT-VALUE}).")
    private long seed;
    @Option(names = "--threads", paramLabel = "N", description = "Threads of arithmetic (default: all processors).")
    private Integer threads;

    @Override
    public Integer call() throws IOException {
        if (steps < 1) throw new CommandFailed("--steps: " + steps + ", at least 1");
        if (!(rate > 0 && rate <= 1)) throw new CommandFailed("--rate: " + rate + ", above 0 and at most 1");
        if (!means.isEmpty()) return writeMean();
        E5Eyes eyes = new E5Eyes();
        ReaderTraining training = ReaderTraining.usual(E5Eyes.SHAPE, steps, rate, seed);
        Optional<ReaderModel> model = learn(training, eyes);
        if (model.isEmpty()) {
            train.terminal().say("stopped; the same command goes on");
            return 1;
        }
        model.get().write(out);
        ReaderTraining.Score score = training.score(ReaderModel.open(out), eyes);
        train.terminal().say(String.format(Locale.ROOT,
                "%s: of %d held-out quotations %.1f %% are judged rightly, of their answers %.1f %% are found", out,
                score.lessons(), 100 * score.verdicts(), 100 * score.answers()));
        Course.forget(checkpoints());
        return 0;
    }

    private Optional<ReaderModel> learn(ReaderTraining training, E5Eyes eyes) {
        Control control = new Control();
        TrainingLine line = new TrainingLine(train.terminal());
        train.terminal().say(steps + " steps; Ctrl-C stops, the same command goes on");
        try (Workers workers = new Workers(TrainCommand.threads(threads)); CtrlC _ = CtrlC.during(control::cancel)) {
            return training.run(eyes, beginning(eyes), checkpoints(), workers, control, System::nanoTime, line);
        } finally {
            line.end();
        }
    }

    private Path checkpoints() {
        return out.resolveSibling(out.getFileName() + ".checkpoints");
    }

    // Ends of one training err in different places: Wortsman et al. 2022, "Model soups", https://arxiv.org/abs/2203.05482
    private int writeMean() throws IOException {
        if (from == null) throw new CommandFailed("--mean: of which reader besides? say --from FILE");
        List<Path> all = Stream.concat(Stream.of(from), means.stream()).toList();
        List<ReaderModel> readers = all.stream().map(E5Eyes::reader).toList();
        ReaderModel.beginning(E5Eyes.SHAPE, name -> mean(name, readers), seed).write(out);
        train.terminal()
                .say(out + ": the mean of " + all.stream().map(Path::toString).collect(Collectors.joining(", ")));
        return 0;
    }

    private static Optional<float[]> mean(String name, List<ReaderModel> readers) {
        List<float[]> values = readers.stream().map(r -> r.values(name)).flatMap(Optional::stream).toList();
        if (values.size() < readers.size()) return Optional.empty();
        float[] mean = new float[values.getFirst().length];
        for (int i = 0; i < mean.length; i++) {
            double sum = 0;
            for (float[] v : values) sum += v[i];
            mean[i] = (float) (sum / values.size());
        }
        return Optional.of(mean);
    }

    private Function<String, Optional<float[]>> beginning(E5Eyes eyes) {
        if (from != null) return E5Eyes.reader(from)::values;
        Map<String, float[]> layers = eyes.layers();
        return name -> Optional.ofNullable(layers.get(name));
    }
}
