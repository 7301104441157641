package dev.pando.lab.trainspeed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.corpus.PackedText;
import dev.pando.engine.corpus.TrainingText;
import dev.pando.engine.learn.Control;
import dev.pando.engine.learn.FineTune;
import dev.pando.engine.learn.Lora;
import dev.pando.engine.learn.LossCurve;
import dev.pando.engine.learn.TrainingSettings;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.text.ChatTemplate;
import dev.pando.engine.text.Tokenizer;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `pando lab train-agree`: one LoRA run, `pando train lora`'s and libtorch's, on the same batches in the same order; prints
/// the held-out loss before, and after each.
@Command(name = "train-agree", mixinStandardHelpOptions = true, description = "One LoRA run here and in libtorch with full precision, same data in the same order: held-out losses.")
public final class TrainAgreeCommand implements Callable<Integer> {

    private static final int RANK = 8;

    @Option(names = "--model", required = true, description = "a llama model in any format")
    private Path model;

    @Option(names = "--data", required = true, description = "a text of another domain, or a folder of them")
    private Path data;

    @Option(names = "--steps", description = "steps of training (default: ${DEFAULT-VALUE})")
    private int steps = 100;

    @Option(names = "--length", description = "tokens of a sequence (default: ${DEFAULT-VALUE})")
    private int length = 128;

    @Option(names = "--rate", description = "highest learning rate (default: ${DEFAULT-VALUE})")
    private float rate = 0.002f;

    @Option(names = "--seed", description = "of the split, the order and the beginning (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--threads", description = "threads of arithmetic (default: ${DEFAULT-VALUE})")
    private int threads = 2;

    @Option(names = "--here", hidden = true, description = "in this process; without it in one that has libtorch's libraries")
    private boolean here;

    @Spec
    private CommandSpec spec;

    private TrainAgreeCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (here) {
            System.out.println(compare());
            return 0;
        }
        List<String> command = new ArrayList<>(Contestant.java());
        command.addAll(spec.commandLine().getParseResult().originalArgs());
        command.add("--here");
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private ObjectNode compare() throws IOException {
        Path out = Files.createTempDirectory("pando-train-agree");
        try (Workers workers = new Workers(threads); ModelFile file = ModelFile.open(model)) {
            Lora.Settings lora = Lora.Settings.ofRank(RANK);
            FineTune run = new FineTune(model, data, out, lora, steps, length, 8, rate, seed);
            LossCurve ours = run.run(new FineTune.Surroundings(workers, new Control(), System::nanoTime,
                    Runtime.getRuntime().maxMemory(), System.err::println, _ -> {})).curve();
            double mine = ours.heldOutLoss()[ours.heldOutLoss().length - 1];
            double theirs = torch(run, file, lora);
            return new ObjectMapper().createObjectNode().put("model", model.getFileName().toString())
                    .put("data", data.getFileName().toString()).put("steps", steps).put("seed", seed)
                    .put("held_out_loss_before", ours.heldOutLoss()[0]).put("held_out_loss", mine)
                    .put("held_out_loss_libtorch", theirs).put("difference_percent", 100 * (mine / theirs - 1));
        } finally {
            try (var files = Files.walk(out)) {
                for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) Files.delete(file);
            }
        }
    }

    private double torch(FineTune run, ModelFile file, Lora.Settings lora) {
        Tokenizer tokenizer = Tokenizer.of(file);
        ModelConfig config = ModelConfig.of(file);
        TrainingSettings settings = run.settings(Math.min(length, config.contextMax()));
        TrainingText.Halves halves = TrainingText.read(data, tokenizer, ChatTemplate.of(file, tokenizer))
                .split(FineTune.HELD_OUT, seed);
        TorchRun torch = new TorchRun(file, new Lora(config, lora, seed), settings, threads);
        torch.learn(new PackedText(halves.train(), settings.length(), seed));
        return torch.measure(new PackedText(halves.heldOut(), settings.length(), seed));
    }
}
