package dev.pando.lab.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Dequantise;
import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShapeFileTest {

    private static final Shape TINY = Shape.PRESETS.get("tiny");

    @TempDir
    Path folder;

    private Path write(Recipe recipe, boolean pure, long seed) throws IOException {
        Path file = folder.resolve(recipe + "-" + seed + ".gguf");
        new ShapeFile(TINY, recipe, pure, seed).write("tiny", file);
        return file;
    }

    @Test
    void weightsOfEveryTypeSpreadAsTheyShould() throws IOException {
        for (Recipe recipe : Recipe.values()) {
            try (ModelFile file = ModelFile.open(write(recipe, true, 1))) {
                Matrix m = file.matrix("blk.1.ffn_up.weight");
                double sum = 0, squares = 0;
                float[] row = new float[m.columns()];
                for (int r = 0; r < m.rows(); r++) {
                    Dequantise.row(m, r, row, 0);
                    for (float w : row) {
                        sum += w;
                        squares += w * w;
                    }
                }
                double count = (double) m.rows() * m.columns();
                assertEquals(1 / 16.0, Math.sqrt(squares / count), 0.004, recipe + ": standard deviation");
                assertEquals(0, sum / count, 0.004, recipe + ": mean");
            }
        }
    }

    @Test
    void theSameSeedWritesTheSameFileAndAnotherSeedAnother() throws IOException {
        byte[] first = Files.readAllBytes(write(Recipe.Q8_0, false, 1));
        assertEquals(-1, java.util.Arrays.mismatch(first, Files.readAllBytes(write(Recipe.Q8_0, false, 1))));
        assertNotEquals(-1, java.util.Arrays.mismatch(first, Files.readAllBytes(write(Recipe.Q8_0, false, 2))));
    }

    @Test
    void aMixedFileGivesMoreBitsWhereLlamaCppDoes() throws IOException {
        try (ModelFile file = ModelFile.open(write(Recipe.Q4_K_M, false, 1))) {
            assertEquals(TensorType.Q6_K, file.tensor("token_embd.weight").type());
            assertEquals(TensorType.Q4_K, file.tensor("blk.0.attn_q.weight").type());
            assertEquals(TensorType.Q6_K, file.tensor("blk.1.ffn_down.weight").type());
            assertEquals(TensorType.F32, file.tensor("blk.1.attn_norm.weight").type());
        }
        // Rows of 896 are no whole number of super-blocks.
        assertEquals(TensorType.Q5_0, Recipe.Q4_K_M.typeOf("blk.3.ffn_up.weight", 3, 24, 896, false));
        assertEquals(TensorType.Q8_0, Recipe.Q6_K.typeOf("token_embd.weight", -1, 24, 896, false));
    }

    @Test
    void presetsHaveAsManyParametersAsTheirModels() {
        assertEquals(494_032_768, parameters(Shape.PRESETS.get("qwen2.5-0.5b")));
        assertEquals(1_235_814_400, parameters(Shape.PRESETS.get("llama-3.2-1b")));
    }

    private static long parameters(Shape s) {
        long queries = s.heads() * s.headSize(), keys = s.kvHeads() * s.headSize(), width = s.width();
        long layer = 2 * width + width * (2 * queries + 2 * keys) + 3 * width * s.feedForward()
                + (s.hasBiases() ? queries + 2 * keys : 0);
        return s.layers() * layer + width + width * s.vocabulary();
    }

    @Test
    void everyMergeMakesATokenOfTwoEarlierOnes() {
        for (int size : new int[]{259, 300, 961, 2_000, 151_936}) {
            SyntheticVocabulary vocabulary = SyntheticVocabulary.of(size);
            assertEquals(size, vocabulary.tokens().size());
            assertEquals(size, vocabulary.types().length);
            assertEquals(size, new HashSet<>(vocabulary.tokens()).size(), "no token twice");
            Set<String> known = new HashSet<>(vocabulary.tokens().subList(0, 256));
            for (String merge : vocabulary.merges()) {
                String[] halves = merge.split(" ");
                assertTrue(known.contains(halves[0]) && known.contains(halves[1]), merge);
                known.add(halves[0] + halves[1]);
            }
            assertTrue(known.containsAll(vocabulary.tokens().subList(0, size - 3)));
        }
        assertThrows(IllegalArgumentException.class, () -> SyntheticVocabulary.of(258));
    }
}
