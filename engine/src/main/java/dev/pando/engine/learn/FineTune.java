package dev.pando.engine.learn;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.engine.check.ModelCheck;
import dev.pando.engine.check.Verdict;
import dev.pando.engine.corpus.Document;
import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.corpus.PackedText;
import dev.pando.engine.corpus.TrainingException;
import dev.pando.engine.corpus.TrainingText;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.text.ChatTemplate;
import dev.pando.engine.text.Tokenizer;
import dev.pando.engine.train.AdamW;
import dev.pando.engine.train.Schedule;
import dev.pando.engine.weights.AtomicFile;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// From a model and a text to an adapter: what `pando train lora` does.
///
/// Leaves in `out`: the adapter in PEFT's files, `receipt.json`, `loss.svg`, and the checkpoints of the run.
///
/// @param model  a GGUF file or a Hugging Face folder
/// @param data   text, see [TrainingText]
/// @param out    a folder; if it holds a run of the same kind, that run goes on
/// @param lora   how large the adapter is, and where
/// @param steps  of training
/// @param length tokens of a sequence; less if the model has fewer positions
/// @param batch  sequences of a step
/// @param rate   highest learning rate
/// @param seed   of the split, the order and the beginning
public record FineTune(Path model, Path data, Path out, Lora.Settings lora, int steps, int length, int batch,
        float rate, long seed) {

    /// Learning rates above this only destroy.
    public static final float RATE_MAX = 1;

    /// The share of the documents that a run measures itself on.
    public static final double HELD_OUT = 0.05;

    private static final int PASSAGE_TOKENS = 256;
    private static final int TOKENS_AT_ONCE = 1_024; // of a micro-batch, about
    private static final int WARM_UP_SHARE = 20; // one step in as many
    private static final int EVALUATIONS = 10, CHECKPOINTS = 10; // of a run, about
    private static final AdamW.Settings ADAM = new AdamW.Settings(0.9f, 0.999f, 1e-8f, 0, 1);

    /// @throws IllegalArgumentException naming the number that is out of range
    public FineTune {
        TrainingSettings.within("steps", steps, 1, TrainingSettings.STEPS_MAX);
        TrainingSettings.within("sequence length", length, 2, TrainingSettings.LENGTH_MAX);
        TrainingSettings.within("batch", batch, 1, TrainingSettings.BATCH_MAX);
        if (!(rate > 0 && rate <= RATE_MAX)) {
            throw new IllegalArgumentException("rate: " + rate + ", above 0 and up to " + RATE_MAX);
        }
    }

    /// What happens around a run.
    ///
    /// @param workers   who computes
    /// @param control   pauses and stops
    /// @param nanoClock for speed and time left
    /// @param available bytes that the run may take
    /// @param say       hears a line now and then
    /// @param told      hears of every step
    public record Surroundings(Workers workers, Control control, LongSupplier nanoClock, long available,
            Consumer<String> say, Consumer<Progress> told) {}

    /// Trains, or goes on training.
    ///
    /// @throws TrainingException if the model or the text cannot be learned with, or memory does not suffice
    /// @throws IOException       if what came out cannot be written
    public TrainingRun.Outcome run(Surroundings around) throws IOException {
        Verdict verdict = ModelCheck.of(model);
        if (!verdict.ok()) throw new TrainingException(verdict.line());
        try (ModelFile file = ModelFile.open(model)) {
            return run(file, around);
        }
    }

    private TrainingRun.Outcome run(ModelFile file, Surroundings around) throws IOException {
        Tokenizer tokenizer = Tokenizer.of(file);
        ModelConfig config = ModelConfig.of(file);
        int tokens = Math.min(length, config.contextMax());
        TrainingText text = TrainingText.read(data, tokenizer, ChatTemplate.of(file, tokenizer));
        TrainingText.Halves halves = text.split(HELD_OUT, seed);
        Learner learner = new Learner(Decoder.frozen(file, tokens), new Lora(config, lora, seed));
        PackedText train = new PackedText(halves.train(), tokens, seed);
        PackedText heldOut = new PackedText(halves.heldOut(), tokens, seed);
        if (train.taught() == 0) throw new TrainingException(data + ": nothing in it is to be predicted");
        around.say.accept(halves.train().size() + " documents to learn from, " + train.taught() + " tokens; "
                + halves.heldOut().size() + " documents to measure on, " + heldOut.taught() + " tokens");
        TrainingSettings settings = fitting(learner, settings(tokens), around);
        String base = Hashes.of(model);
        var subject = new TrainingRun.Subject(learner, train, heldOut, base, text.hash());
        Files.createDirectories(out);
        var outcome = new TrainingRun(subject, settings, out.resolve("checkpoints"), around.workers, around.nanoClock)
                .run(around.control, around.told);
        if (outcome.finished()) write(file, learner, outcome, base);
        return outcome;
    }

    /// Beginnings of documents of the text, evenly chosen, as the model reads them: for whoever must say what it is about.
    ///
    /// @param most how many
    public List<String> passages(int most) {
        try (ModelFile file = ModelFile.open(model)) {
            Tokenizer tokenizer = Tokenizer.of(file);
            List<Document> documents = TrainingText.read(data, tokenizer, ChatTemplate.of(file, tokenizer)).documents();
            int count = Math.min(most, documents.size());
            return IntStream.range(0, count).mapToObj(i -> documents.get((int) ((long) i * documents.size() / count)))
                    .map(d -> tokenizer.decode(Arrays.copyOf(d.tokens(), Math.min(d.tokens().length, PASSAGE_TOKENS))))
                    .toList();
        }
    }

    /// What a run with sequences of `tokens` tokens does.
    public TrainingSettings settings(int tokens) {
        Schedule schedule = new Schedule(rate, rate / 10, Math.max(1, steps / WARM_UP_SHARE), steps);
        int atOnce = Math.clamp(TOKENS_AT_ONCE / tokens, 1, batch);
        return new TrainingSettings(tokens, batch, atOnce, schedule, ADAM, seed, false,
                Math.max(1, steps / EVALUATIONS), Math.max(1, steps / CHECKPOINTS));
    }

    // Recomputing gives the same bits in less memory and more time.
    private static TrainingSettings fitting(Learner learner, TrainingSettings settings, Surroundings around) {
        int threads = around.workers.threads();
        if (MemoryEstimate.of(learner, settings, threads).bytes() <= around.available) return settings;
        MemoryEstimate.of(learner, settings.recomputing(), threads).mustFit(around.available);
        around.say.accept("memory is short: activations are computed twice instead of kept");
        return settings.recomputing();
    }

    private void write(ModelFile file, Learner learner, TrainingRun.Outcome outcome, String base) throws IOException {
        text(out.resolve("receipt.json"), outcome.receipt().json());
        text(out.resolve("loss.svg"), LossPlot.svg(outcome.curve(), String.valueOf(data.getFileName())));
        PeftAdapter.write(out, lora, learner.lora().deltas(), file, base);
    }

    private static void text(Path file, String text) throws IOException {
        AtomicFile.write(file, to -> to.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// An outcome as one JSON object: steps, losses before and after, hashes.
    public static String json(TrainingRun.Outcome outcome) {
        LossCurve curve = outcome.curve();
        int measured = curve.heldOutLoss().length;
        var node = new ObjectMapper().createObjectNode().put("finished", outcome.finished())
                .put("steps", outcome.receipt().steps());
        if (curve.losses().length > 0) node.put("train_loss", curve.losses()[curve.losses().length - 1]);
        if (measured > 0) {
            node.put("held_out_loss_before", curve.heldOutLoss()[0]).put("held_out_loss",
                    curve.heldOutLoss()[measured - 1]);
        }
        return node.put("base_sha256", outcome.receipt().base()).put("data_sha256", outcome.receipt().data())
                .put("weights_sha256", outcome.receipt().weights()).put("settings", outcome.receipt().settings())
                .toString();
    }
}
