package dev.pando.engine.learn;

import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.seed.SeedText;
import dev.pando.engine.seed.Split;
import dev.pando.engine.seed.Stage;
import dev.pando.engine.text.ByteLevel;
import dev.pando.engine.text.Tokenizer;
import dev.pando.engine.train.AdamW;
import dev.pando.engine.train.Schedule;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.engine.vocabulary.BpeTrainer;
import dev.pando.engine.weights.AtomicFile;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/// How `pando-seed`, the bundled model, is made: a vocabulary learned from its exercises, a small llama, then exercises.
///
/// Everything follows from the numbers here and from the lessons of the same commit, so that anybody can make it again and get the same file.
///
/// @param shape      of the model
/// @param vocabulary tokens, those that steer included
/// @param exercises  that the vocabulary is learned from
/// @param steps      of training
/// @param length     tokens of a sequence
/// @param batch      sequences of a step
/// @param rate       highest learning rate
/// @param seed       of everything
/// @param from       a model of such a recipe that is to learn more; shape and vocabulary are then its own, and its lessons as hard as
///                   they get
public record SeedRecipe(NewModel.Shape shape, int vocabulary, int exercises, int steps, int length, int batch,
        float rate, long seed, Optional<Path> from) {

    private static final String NAME = "pando-seed";
    private static final int WARM_UP_SHARE = 50; // one step in as many
    private static final AdamW.Settings ADAM = new AdamW.Settings(0.9f, 0.95f, 1e-8f, 0.01f, 1);
    private static final int EVALUATE_EVERY = 250;
    private static final int CHECKPOINT_EVERY = 100;

    /// Steps that the bundled model took.
    public static final int STEPS = 16_000;

    /// What a few cores make in an evening: about four million weights.
    public static SeedRecipe small(int steps, long seed) {
        return new SeedRecipe(new NewModel.Shape(6, 224, 7, 7, 448, 1_024), 4_096, 20_000, steps, 512, 6, 2e-3f, seed,
                Optional.empty());
    }

    /// The same for a model that went through it: it learns on, half as fast.
    ///
    /// @param model a GGUF file that this recipe made, in any format of weights
    public SeedRecipe goingOnFrom(Path model) {
        return new SeedRecipe(shape, vocabulary, exercises, steps, length, batch, rate / 2, seed, Optional.of(model));
    }

    /// Makes the model, or goes on making it.
    ///
    /// Leaves in `folder`: the beginning, checkpoints, and once it is done `pando-seed-f32.gguf`, `-q8_0.gguf`, `hf/`,
    /// `receipt.json` and `loss.svg`.
    ///
    /// @param told hears of every step
    /// @throws IOException if a file cannot be written
    public TrainingRun.Outcome run(Path folder, Workers workers, Control control, LongSupplier nanoClock,
            Consumer<Progress> told) throws IOException {
        Files.createDirectories(folder);
        Path start = folder.resolve("start.gguf");
        if (!Files.exists(start)) begin(start);
        try (ModelFile file = ModelFile.open(start)) {
            NewModel model = NewModel.of(file);
            Learner learner = Learner.of(Decoder.learning(file, length).textsBeginWith(model.begin()));
            var subject = subject(learner, Tokenizer.of(file), Hashes.of(start));
            var outcome = new TrainingRun(subject, settings(), folder.resolve("checkpoints"), workers, nanoClock)
                    .run(control, told);
            export(model, learner.parameters(), outcome, folder);
            return outcome;
        }
    }

    private void begin(Path start) throws IOException {
        if (from.isPresent()) {
            Files.copy(from.get(), start);
            return;
        }
        NewModel model = model();
        GgufExport.write(model, model.beginning(seed).values(), TensorType.F32, start);
    }

    private TrainingRun.Subject subject(Learner learner, Tokenizer tokenizer, String base) {
        SeedText train = new SeedText(seed, Split.TRAIN), test = new SeedText(seed, Split.TEST);
        return new TrainingRun.Subject(learner,
                new SeedLessons(train, tokenizer, length, from.isPresent() ? 0 : (long) steps * batch),
                new SeedLessons(test, tokenizer, length, 0), base, SeedLessons.hash(train));
    }

    private TrainingSettings settings() {
        Schedule schedule = new Schedule(rate, rate / 20, Math.max(1, steps / WARM_UP_SHARE), steps);
        return new TrainingSettings(length, batch, batch, schedule, ADAM, seed, false, EVALUATE_EVERY,
                CHECKPOINT_EVERY);
    }

    /// The model of this recipe, before it has weights.
    public NewModel model() {
        SeedText text = new SeedText(seed, Split.TRAIN);
        Iterable<String> turns = () -> LongStream.range(0, exercises).boxed()
                .flatMap(i -> SeedLessons.plain(text.lesson(i, Stage.plain())).stream()).iterator();
        Map<String, Long> words = new TreeMap<>();
        ByteLevel.words(NewModel.PRE_TOKENIZER, turns)
                .forEach((word, count) -> words.merge(named(word), count, Long::sum));
        return new NewModel(NAME, shape, BpeTrainer.train(words, vocabulary - NewModel.STEERING));
    }

    // " Lindholm" counts as "Lindholm": what stands before a capital is a token of its own, so that a name is spelt with
    // the same tokens wherever it stands and can be copied one by one.
    private static String named(String word) {
        return word.length() > 1 && !Character.isLetter(word.charAt(0)) && Character.isUpperCase(word.charAt(1))
                ? word.substring(1)
                : word;
    }

    private static void export(NewModel model, List<Parameter> weights, TrainingRun.Outcome outcome, Path folder)
            throws IOException {
        GgufExport.write(model, weights, TensorType.F32, folder.resolve(NAME + "-f32.gguf"));
        GgufExport.write(model, weights, TensorType.Q8_0, folder.resolve(NAME + "-q8_0.gguf"));
        HuggingFaceExport.write(model, weights, TensorType.F32, folder.resolve("hf"));
        text(folder.resolve("receipt.json"), outcome.receipt().json());
        text(folder.resolve("loss.svg"), LossPlot.svg(outcome.curve(), NAME));
    }

    private static void text(Path file, String text) throws IOException {
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
