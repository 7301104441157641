package dev.pando.engine.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.check.ModelCheck;
import dev.pando.engine.seed.SeedExample;
import dev.pando.engine.seed.SeedText;
import dev.pando.engine.seed.Split;
import dev.pando.engine.text.Tokenizer;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedRecipeTest {

    private static final SeedRecipe TINY = new SeedRecipe(new NewModel.Shape(1, 256, 2, 1, 256, 256), 512, 200, 6, 192,
            2, 1e-3f, 3);

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
    void anExerciseIsReadAsItWillBeAsked() throws IOException {
        GgufExport.write(TINY.model(), TINY.model().beginning(1).values(), dev.pando.kernel.tensor.TensorType.F32,
                folder.resolve("m.gguf"));
        try (ModelFile file = ModelFile.open(folder.resolve("m.gguf"))) {
            Tokenizer tokenizer = Tokenizer.of(file);
            SeedText text = new SeedText(3, Split.TRAIN);
            SeedLessons lessons = new SeedLessons(text, tokenizer, 400, 1);
            for (int index = 0; index < 20; index++) {
                int[] tokens = new int[400], targets = new int[400];
                lessons.read(index, tokens, targets, 0);
                SeedExample example = text.example(32L * index);
                int[] prompt = tokenizer.encodePrompt(SeedLessons.prompt(example));
                List<Integer> read = new ArrayList<>();
                for (int i = 0; i < prompt.length; i++) read.add(tokens[i]);
                assertEquals(java.util.Arrays.stream(prompt).boxed().toList(), read,
                        "what is asked is what was learned");
                int[] reply = tokenizer.encodeMarkup(example.reply() + NewModel.TURN_END + "\n");
                assertArrayEquals(reply,
                        java.util.Arrays.copyOfRange(targets, prompt.length - 1, prompt.length - 1 + reply.length));
                boolean language = index < 1;
                assertEquals(language, targets[0] >= 0, "notes are predicted only in the beginning");
            }
        }
    }
}
