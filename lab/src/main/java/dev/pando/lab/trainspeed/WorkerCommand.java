package dev.pando.lab.trainspeed;

import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// One side of [TrainSpeedCommand] in a process of its own: each line on stdin is a number of steps to take, and is answered
/// with `median seconds, loss of the last step, peak MiB`.
@Command(name = "train-speed-worker", hidden = true, mixinStandardHelpOptions = true, description = "One side of train-speed; started by it.")
public final class WorkerCommand implements Callable<Integer> {

    @Option(names = "--side", required = true, description = "ours or torch")
    private String side;

    @Option(names = "--work", required = true, description = "what to measure")
    private String work;

    @Option(names = "--model", required = true, description = "the model that both sides train")
    private Path model;

    @Option(names = "--threads", required = true, description = "threads of arithmetic")
    private int threads;

    private WorkerCommand() {}

    @Override
    public Integer call() throws IOException {
        try (Workers workers = new Workers(threads); ModelFile file = ModelFile.open(model)) {
            Work named = Work.named(work);
            Bench bench = side.equals("ours")
                    ? new OurBenches(workers, file).of(named)
                    : new TorchBenches(threads, file).of(named);
            answer(bench);
        }
        return 0;
    }

    private static void answer(Bench bench) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            int steps = Integer.parseInt(line);
            double[] seconds = new double[steps];
            float loss = 0;
            for (int i = 0; i < steps; i++) {
                long began = System.nanoTime();
                loss = bench.step();
                seconds[i] = (System.nanoTime() - began) / 1e9;
            }
            System.out.println(Contestant.Answer.write(seconds, loss));
            System.out.flush();
        }
    }
}
