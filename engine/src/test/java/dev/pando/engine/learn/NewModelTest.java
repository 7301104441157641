package dev.pando.engine.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.check.ModelCheck;
import dev.pando.engine.model.Batch;
import dev.pando.engine.model.Forward;
import dev.pando.engine.model.Model;
import dev.pando.engine.text.ByteLevel;
import dev.pando.engine.text.Tokenizer;
import dev.pando.engine.train.Tape;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.engine.vocabulary.BpeTrainer;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewModelTest {

    private static final String TEXT = "The river Senn runs past the mill at Arv. The mill has 12 wheels, 7 of them old.\n";

    @TempDir
    Path folder;

    @Test
    void whatIsExportedGivesTheLogitsOfTheTapeInEveryFormat() throws IOException {
        NewModel model = tiny();
        Collection<Parameter> weights = model.beginning(3).values();
        Path f32 = folder.resolve("f32.gguf"), hf = folder.resolve("hf");
        GgufExport.write(model, weights, TensorType.F32, f32);
        HuggingFaceExport.write(model, weights, TensorType.F32, hf);
        float[] tape = tapeLogits(f32);
        agree(tape, engineLogits(f32), 1e-4f);
        agree(tape, engineLogits(hf), 1e-4f);
        for (TensorType type : List.of(TensorType.F16, TensorType.Q8_0, TensorType.Q4_0, TensorType.Q4_K)) {
            Path file = folder.resolve(type + ".gguf");
            GgufExport.write(model, weights, type, file);
            assertTrue(ModelCheck.of(file).ok(), ModelCheck.of(file).line());
            // Q8_0 rounds weights and, running, inputs too; training rounds neither.
            agree(tape, engineLogits(file), type == TensorType.F16 ? 0.01f : type == TensorType.Q8_0 ? 0.2f : 1.5f);
        }
    }

    private static void agree(float[] expected, float[] actual, float tolerance) {
        assertArrayEquals(expected, actual, tolerance);
    }

    private static float[] tapeLogits(Path path) {
        try (ModelFile file = ModelFile.open(path); Workers workers = new Workers(1)) {
            int[] tokens = Tokenizer.of(file).encodePrompt(TEXT);
            Decoder decoder = Decoder.learning(file, tokens.length);
            float[] learning = decoder.logits(new Tape(workers), tokens, tokens.length, null);
            assertArrayEquals(
                    Decoder.frozen(file, tokens.length).logits(new Tape(workers), tokens, tokens.length, null),
                    learning);
            return learning;
        }
    }

    private static float[] engineLogits(Path path) {
        try (ModelFile file = ModelFile.open(path);
                Workers workers = new Workers(1);
                Model model = Model.load(file, workers)) {
            int[] tokens = Tokenizer.of(file).encodePrompt(TEXT), rows = new int[tokens.length];
            for (int i = 0; i < rows.length; i++) rows[i] = i;
            Forward forward = new Forward(model, workers);
            float[] hidden = new float[tokens.length * model.config().width()];
            float[] logits = new float[tokens.length * model.config().vocabulary()];
            forward.embed(tokens, hidden);
            forward.run(model.range(), Batch.of(model.newCache(tokens.length), tokens.length), hidden);
            forward.head(hidden, rows, logits);
            return logits;
        }
    }

    @Test
    void bothTokenizersReadAlike() throws IOException {
        NewModel model = tiny();
        GgufExport.write(model, model.beginning(1).values(), TensorType.F32, folder.resolve("m.gguf"));
        HuggingFaceExport.write(model, model.beginning(1).values(), TensorType.F32, folder.resolve("m"));
        try (ModelFile gguf = ModelFile.open(folder.resolve("m.gguf"));
                ModelFile hf = ModelFile.open(folder.resolve("m"))) {
            Tokenizer one = Tokenizer.of(gguf), two = Tokenizer.of(hf);
            for (String text : List.of(TEXT, "", "  spaces\n\nand 1234 digits, it's Übung",
                    "<|im_start|>user\nHi<|im_end|>\n")) {
                assertArrayEquals(one.encodePrompt(text), two.encodePrompt(text), text);
                assertEquals(text, one.decode(one.encode(text)));
            }
            assertTrue(one.special().isEnd(model.turnEnd()) && two.special().isEnd(model.turnEnd()));
            assertEquals(model.begin(), one.encodePrompt("x")[0]);
        }
    }

    @Test
    void theSameSeedBeginsWithTheSameFile() throws IOException {
        GgufExport.write(tiny(), tiny().beginning(5).values(), TensorType.F32, folder.resolve("a"));
        GgufExport.write(tiny(), tiny().beginning(5).values(), TensorType.F32, folder.resolve("b"));
        assertEquals(-1, Files.mismatch(folder.resolve("a"), folder.resolve("b")));
    }

    static NewModel tiny() {
        var vocabulary = BpeTrainer.train(ByteLevel.words(NewModel.PRE_TOKENIZER, List.of(TEXT, TEXT)), 300);
        return new NewModel("tiny", new NewModel.Shape(2, 256, 4, 2, 256, 64), vocabulary);
    }
}
