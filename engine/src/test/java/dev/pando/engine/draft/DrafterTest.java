package dev.pando.engine.draft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pando.engine.model.Architecture;
import dev.pando.engine.model.Batch;
import dev.pando.engine.model.Forward;
import dev.pando.engine.model.KvCache;
import dev.pando.engine.model.Model;
import dev.pando.engine.model.TinyModel;
import dev.pando.engine.model.TinyModel.Shape;
import dev.pando.engine.sample.Sampler;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrafterTest {

    @Test
    void whatFollowedBeforeIsGuessedAgain() {
        Draft draft = new NgramDrafter().begin();
        assertArrayEquals(new int[]{4, 5, 1, 2}, draft.propose(new int[]{1, 2, 3, 4, 5, 1, 2, 3}, 4));
    }

    @Test
    void anotherAnswerLearnsFromTheFirst() {
        NgramDrafter drafter = new NgramDrafter();
        drafter.begin().propose(new int[]{7, 8, 9}, 0);
        assertArrayEquals(new int[]{9}, drafter.begin().propose(new int[]{5, 7, 8}, 1));
    }

    @Test
    void theMostFrequentFollowerWins() {
        Draft draft = new NgramDrafter(1, 1 << 10).begin();
        assertArrayEquals(new int[]{2}, draft.propose(new int[]{1, 2, 9, 1, 2, 8, 1, 3, 7, 1}, 1));
    }

    @Test
    void whoWasRightGuessesFurtherAndWhoWasWrongLess() {
        Draft draft = new NgramDrafter().begin();
        int[] song = new int[200];
        for (int i = 0; i < song.length; i++) song[i] = i % 20;
        int[] first = draft.propose(Arrays.copyOf(song, 60), 16);
        assertArrayEquals(Arrays.copyOfRange(song, 60, 68), first);
        assertArrayEquals(Arrays.copyOfRange(song, 69, 85), draft.propose(Arrays.copyOf(song, 69), 16));
        int[] other = Arrays.copyOf(song, 71);
        other[70] = 99; // one guess was right, then something else came
        assertEquals(0, draft.propose(other, 16).length, "nothing ever followed 99");
        int[] back = Arrays.copyOf(song, 72);
        back[70] = 99;
        assertEquals(4, draft.propose(back, 16).length);
    }

    @Test
    void whoKnowsNothingGuessesNothing() {
        assertEquals(0, new NgramDrafter(2, 1 << 10).begin().propose(new int[]{1, 2, 3}, 8).length);
        assertEquals(0, Drafter.NONE.begin().propose(new int[]{1, 2, 3}, 8).length);
    }

    @Test
    void sizesAreChecked() {
        new NgramDrafter(NgramDrafter.ORDER_MAX, NgramDrafter.SLOTS_MAX);
        assertThrows(IllegalArgumentException.class, () -> new NgramDrafter(NgramDrafter.ORDER_MAX + 1, 1 << 10));
        assertThrows(IllegalArgumentException.class, () -> new NgramDrafter(0, 1 << 10));
        assertThrows(IllegalArgumentException.class, () -> new NgramDrafter(1, NgramDrafter.SLOTS_MAX * 2));
        assertThrows(IllegalArgumentException.class, () -> new NgramDrafter(1, 1000));
    }

    @Test
    void aModelGuessesWhatItWouldSayItself(@TempDir Path folder) {
        TinyModel tiny = new TinyModel(Shape.of(Architecture.LLAMA), 3);
        try (ModelFile file = ModelFile.open(tiny.write(folder.resolve("tiny.gguf")));
                Workers workers = new Workers(1);
                Model model = Model.load(file, workers)) {
            Draft draft = new ModelDrafter(model, workers, model.config().vocabulary()).begin();
            int[] prompt = tiny.tokens(9, 1);
            int[] plain = plain(model, workers, prompt, 12);
            assertArrayEquals(Arrays.copyOfRange(plain, 9, 14), draft.propose(prompt, 5));
            // two guesses were right, then something else came
            int[] other = Arrays.copyOf(plain, 12);
            other[11] = (other[11] + 1) % 50;
            int[] expected = plain(model, workers, other, 4);
            assertArrayEquals(Arrays.copyOfRange(expected, 12, 16), draft.propose(other, 4));
            assertArrayEquals(Arrays.copyOfRange(expected, 12, 16), draft.propose(other, 4), "and again");
            assertThrows(IllegalArgumentException.class, () -> new ModelDrafter(model, workers, 51));
        }
    }

    private static int[] plain(Model model, Workers workers, int[] prompt, int count) {
        Forward forward = new Forward(model, workers);
        KvCache cache = model.newCache(64);
        float[] hidden = new float[64 * model.config().width()], logits = new float[model.config().vocabulary()];
        int[] all = Arrays.copyOf(prompt, prompt.length + count);
        for (int at = prompt.length; at < all.length; at++) {
            int[] part = Arrays.copyOfRange(all, cache.length(), at);
            forward.embed(part, hidden);
            forward.run(model.range(), Batch.of(cache, part.length), hidden);
            forward.head(hidden, new int[]{part.length - 1}, logits);
            all[at] = Sampler.argmax(logits);
        }
        return all;
    }
}
