package dev.pando.engine.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.corpus.PackedText;
import dev.pando.engine.corpus.TrainingException;
import dev.pando.engine.corpus.TrainingText;
import dev.pando.engine.text.ChatTemplate;
import dev.pando.engine.text.Tokenizer;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineTuneTest {

    private static final long PLENTY = 1L << 30;

    @TempDir
    Path folder;
    private Path model;
    private Path data;

    @BeforeEach
    void write() throws IOException {
        NewModel tiny = NewModelTest.tiny();
        model = folder.resolve("model.gguf");
        GgufExport.write(tiny, tiny.beginning(3).values(), TensorType.Q8_0, model);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 60; i++) text.append("The river ").append(i).append(" runs past the mill.\n\n");
        data = Files.writeString(folder.resolve("rivers.txt"), text);
    }

    private FineTune fineTune(String out) {
        return new FineTune(model, data, folder.resolve(out), Lora.Settings.ofRank(4), 12, 48, 4, 0.01f, 3);
    }

    private TrainingRun.Outcome run(FineTune fineTune, int threads, long available, int stopAfter, List<String> said)
            throws IOException {
        try (Workers workers = new Workers(threads)) {
            Control control = new Control();
            return fineTune
                    .run(new FineTune.Surroundings(workers, control, System::nanoTime, available, said::add, p -> {
                        if (p.step() == stopAfter) control.cancel();
                    }));
        }
    }

    @Test
    void anAdapterIsLeftThatPredictsTheHeldOutTextBetterAndAgainTheSame() throws IOException {
        List<String> said = new ArrayList<>();
        var outcome = run(fineTune("a"), 2, PLENTY, -1, said);
        float[] heldOut = outcome.curve().heldOutLoss();
        assertTrue(heldOut[heldOut.length - 1] < 0.8 * heldOut[0], heldOut[0] + " → " + heldOut[heldOut.length - 1]);
        assertTrue(said.getFirst().contains("documents to learn from"), said::toString);
        assertTrue(FineTune.json(outcome).contains("\"held_out_loss_before\":"));
        run(fineTune("b"), 1, PLENTY, 5, said);
        run(fineTune("b"), 1, PLENTY, -1, said);
        for (String name : List.of("adapter_model.safetensors", "adapter_config.json", "receipt.json", "loss.svg")) {
            assertEquals(-1, Files.mismatch(folder.resolve("a").resolve(name), folder.resolve("b").resolve(name)),
                    name);
        }
        try (ModelFile file = ModelFile.open(model); Workers workers = new Workers(1)) {
            Tokenizer tokenizer = Tokenizer.of(file);
            var text = TrainingText.read(data, tokenizer, ChatTemplate.of(file, tokenizer));
            var held = new PackedText(text.split(0.05, 3).heldOut(), 48, 3);
            Decoder decoder = Decoder.frozen(file, 48);
            Lora lora = Lora.of(decoder.config(), PeftAdapter.read(folder.resolve("a"), file), false);
            Evaluation read = Evaluation.of(new Learner(decoder, lora), held, held.count(), 4, tokenizer, workers);
            assertEquals(heldOut[heldOut.length - 1], read.loss(), 1e-3);
            assertEquals(read.bytes(), read.characters());
            assertTrue(read.bitsPerByte() < read.bitsPerToken());
        }
    }

    @Test
    void whenMemoryIsShortItComputesTwiceAndWhenItIsTooShortItSaysSo() throws IOException {
        List<String> said = new ArrayList<>();
        String plain = run(fineTune("c"), 1, PLENTY, -1, said).receipt().weights();
        long available = 0;
        TrainingException refused = null;
        for (long mebi = 1; mebi < 64; mebi++) {
            try {
                said.clear();
                available = mebi << 20;
                assertEquals(plain, run(fineTune("d" + mebi), 1, available, -1, said).receipt().weights());
                break;
            } catch (TrainingException e) {
                refused = e;
            }
        }
        assertTrue(refused != null && refused.getMessage().contains("MiB is there"), String.valueOf(refused));
        assertTrue(said.stream().anyMatch(s -> s.contains("computed twice")), said + " at " + available);
    }

    @Test
    void numbersOutOfRangeAreNamed() {
        for (float rate : new float[]{0, -1, 1.1f, Float.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> settings(1, 2, 1, rate));
        }
        settings(TrainingSettings.STEPS_MAX, TrainingSettings.LENGTH_MAX, TrainingSettings.BATCH_MAX, 1);
        assertThrows(IllegalArgumentException.class, () -> settings(TrainingSettings.STEPS_MAX + 1, 2, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> settings(1, TrainingSettings.LENGTH_MAX + 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> settings(1, 2, TrainingSettings.BATCH_MAX + 1, 1));
        assertThrows(IllegalArgumentException.class, () -> settings(1, 1, 1, 1));
    }

    private FineTune settings(int steps, int length, int batch, float rate) {
        return new FineTune(model, data, folder, Lora.Settings.ofRank(1), steps, length, batch, rate, 1);
    }

    @Test
    void aBaseWithANumberThatIsNoneIsRefusedInOneLine() throws IOException {
        NewModel tiny = NewModelTest.tiny();
        Collection<Parameter> weights = tiny.beginning(3).values();
        weights.iterator().next().value()[70] = Float.NaN;
        GgufExport.write(tiny, weights, TensorType.F32, model);
        var e = assertThrows(TrainingException.class, () -> run(fineTune("n"), 1, PLENTY, -1, new ArrayList<>()));
        assertTrue(e.getMessage().contains("token_embd.weight") && e.getMessage().lines().count() == 1, e.getMessage());
    }
}
