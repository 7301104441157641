package dev.pando.engine.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.check.ModelCheck;
import dev.pando.engine.seed.SeedExample;
import dev.pando.engine.seed.SeedText;
import dev.pando.engine.seed.Split;
import dev.pando.engine.seed.Stage;
import dev.pando.engine.text.Tokenizer;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedRecipeTest {

    private static final SeedRecipe TINY = new SeedRecipe(new NewModel.Shape(1, 256, 2, 1, 256, 256), 512, 200, 6, 192,
            2, 1e-3f, 3, Optional.empty());

    @TempDir
    Path folder;

    @Test
    void theRecipeLeavesModelsThatAnybodyCanReadAndThatFollowFromItsNumbers() throws IOException {
        String first = run(folder.resolve("a"), 6).weights(), again = stopped(folder.resolve("b")).weights();
        assertEquals(first, again);
        assertEquals(-1,
                Files.mismatch(folder.resolve("a/pando-seed-q8_0.gguf"), folder.resolve("b/pando-seed-q8_0.gguf")));
        for (String name : List.of("pando-seed-f32.gguf", "pando-seed-q8_0.gguf", "hf")) {
            var verdict = ModelCheck.of(folder.resolve("a").resolve(name));
            assertTrue(verdict.ok(), verdict.line());
        }
        assertTrue(Files.readString(folder.resolve("a/receipt.json")).contains(first));
    }

    private static Receipt run(Path out, int stopAfter) throws IOException {
        try (Workers workers = new Workers(2)) {
            Control control = new Control();
            return TINY.run(out, workers, control, System::nanoTime, p -> {
                if (p.step() == stopAfter) control.cancel();
            }).receipt();
        }
    }

    private static Receipt stopped(Path out) throws IOException {
        run(out, 2);
        return run(out, -1);
    }

    @Test
    void aModelThatLearnsOnKeepsItsVocabularyAndFollowsFromItsFileAndTheNumbers() throws IOException {
        run(folder.resolve("a"), 6);
        Path made = folder.resolve("a/pando-seed-q8_0.gguf");
        SeedRecipe on = TINY.goingOnFrom(made);
        try (Workers workers = new Workers(1)) {
            var one = on.run(folder.resolve("b"), workers, new Control(), () -> 0, p -> {});
            var other = on.run(folder.resolve("c"), workers, new Control(), () -> 0, p -> {});
            assertEquals(one.receipt().weights(), other.receipt().weights());
        }
        try (ModelFile before = ModelFile.open(made);
                ModelFile after = ModelFile.open(folder.resolve("b/pando-seed-f32.gguf"))) {
            for (String list : List.of("tokenizer.ggml.tokens", "tokenizer.ggml.merges")) {
                assertEquals(before.metadata().strings(list), after.metadata().strings(list));
            }
        }
    }

    @Test
    void anExerciseIsReadAsItWillBeAsked() throws IOException {
        GgufExport.write(TINY.model(), TINY.model().beginning(1).values(), TensorType.F32,
                folder.resolve("m.gguf"));
        try (ModelFile file = ModelFile.open(folder.resolve("m.gguf"))) {
            int read = 0;
            Tokenizer tokenizer = Tokenizer.of(file);
            SeedText text = new SeedText(3, Split.TRAIN);
            SeedLessons lessons = new SeedLessons(text, tokenizer, 600, 0);
            for (int index = 0; index < 20; index++) {
                int[] tokens = new int[600], targets = new int[600];
                lessons.read(index, tokens, targets, 0);
                SeedExample example = text.lesson(16L * index, Stage.last()).getFirst();
                int[] prompt = tokenizer.encodePrompt(SeedLessons.prompt(example));
                if (!Arrays.equals(prompt, Arrays.copyOf(tokens, prompt.length))) continue; // too long
                int[] reply = tokenizer.encodeMarkup(example.reply() + NewModel.TURN_END);
                assertArrayEquals(reply,
                        Arrays.copyOfRange(targets, prompt.length - 1, prompt.length - 1 + reply.length));
                for (int i = 0; i < prompt.length - 1; i++) {
                    assertTrue(targets[i] < 0 || List.of("+", "-").contains(tokenizer.decode(targets[i])),
                            "judgements, which nobody reads");
                }
                read++;
            }
            assertTrue(read > 10, "lessons that fit: " + read);
        }
    }

    @Test
    void aNameIsSpeltWithTheSameTokensWhereverItStands() throws IOException {
        GgufExport.write(TINY.model(), TINY.model().beginning(1).values(), TensorType.F32,
                folder.resolve("m.gguf"));
        try (ModelFile file = ModelFile.open(folder.resolve("m.gguf"))) {
            Tokenizer tokenizer = Tokenizer.of(file);
            int[] bare = tokenizer.encodeMarkup("Lindholm"), quoted = tokenizer.encodeMarkup("\"Lindholm");
            int[] spaced = tokenizer.encodeMarkup(" Lindholm");
            assertArrayEquals(bare, Arrays.copyOfRange(quoted, 1, quoted.length));
            assertArrayEquals(bare, Arrays.copyOfRange(spaced, 1, spaced.length));
        }
    }
}
