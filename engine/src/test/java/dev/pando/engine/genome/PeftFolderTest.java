package dev.pando.engine.genome;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.engine.weights.Rows;
import dev.pando.engine.weights.SafetensorsWriter;
import dev.pando.kernel.tensor.TensorType;
import dev.pando.testing.Forall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeftFolderTest {

    private static final String CONFIG = """
            {"peft_type": "LORA", "r": 2, "lora_alpha": 4, "target_modules": ["q_proj", "down_proj"]%s}""";
    private static final String HASH = "ab".repeat(32);

    @TempDir
    Path dir;

    private static SortedMap<String, Change> changes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SortedMap<String, Change> changes = new TreeMap<>();
        changes.put("model.layers.0.self_attn.q_proj", SpectrumTest.random(random, 6, 8, 2));
        changes.put("model.layers.1.mlp.down_proj", SpectrumTest.random(random, 8, 5, 3));
        return changes;
    }

    private Path written(String name, SortedMap<String, Change> changes) throws IOException {
        Path like = config("like", "");
        PeftFolder.write(dir.resolve(name), changes, like, HASH);
        return dir.resolve(name);
    }

    private Path config(String name, String more) throws IOException {
        Path folder = Files.createDirectories(dir.resolve(name));
        Files.writeString(folder.resolve("adapter_config.json"), CONFIG.formatted(more));
        return folder;
    }

    /// A folder whose one pair is `a` and `b`.
    private Path pair(String name, String more, int rank, float[] a, float[] b) throws IOException {
        Path folder = config(name, more);
        String module = "base_model.model.model.layers.0.self_attn.q_proj";
        new SafetensorsWriter().matrix(module + ".lora_A.weight", TensorType.F32, rank, a.length / rank, Rows.of(a))
                .matrix(module + ".lora_B.weight", TensorType.F32, b.length / rank, rank, Rows.of(b))
                .write(folder.resolve(PeftFolder.WEIGHTS));
        return folder;
    }

    private static void assertRefused(String because, Path folder) {
        String message = assertThrows(GenomeException.class, () -> GenomeCheck.of(folder)).getMessage();
        assertTrue(message.contains(because), message);
        assertFalse(message.contains("\n"), message);
    }

    @Test
    void whatIsWrittenIsReadBackWithItsRanks() throws IOException {
        SortedMap<String, Change> changes = changes(1);
        PeftFolder read = PeftFolder.read(written("a", changes));
        assertEquals(3, read.rank());
        assertEquals(HASH, read.baseHash());
        changes.forEach((name, change) -> assertArrayEquals(change.dense(), read.changes().get(name).dense(), 1e-6f));
    }

    @Test
    void whatOneAdapterSaysOfItsOwnModulesIsNotSaidOfAMerge() throws IOException {
        Path like = config("restricted", """
                , "layers_to_transform": [0], "layers_pattern": "layers", "exclude_modules": ["down_proj"],
                "init_lora_weights": "orthogonal", "task_type": "CAUSAL_LM"
                """);
        PeftFolder.write(dir.resolve("merged"), changes(1), like, HASH);
        JsonNode config = new ObjectMapper().readTree(dir.resolve("merged/adapter_config.json").toFile());
        assertEquals("CAUSAL_LM", config.path("task_type").asText());
        assertEquals("[\"down_proj\",\"q_proj\"]", config.path("target_modules").toString());
        for (String gone : List.of("layers_to_transform", "layers_pattern", "exclude_modules")) {
            assertFalse(config.has(gone), gone);
        }
        assertTrue(config.path("init_lora_weights").isBoolean(), "where it has no matrix it changes nothing");
    }

    @Test
    void theScaleOfTheConfigurationCounts() throws IOException {
        float[] a = {1, 2}, b = {3, 4};
        float[] plain = PeftFolder.read(pair("plain", "", 1, a, b)).changes().firstEntry().getValue().dense();
        assertArrayEquals(new float[]{12, 24, 16, 32}, plain); // alpha / rank = 4
        float[] stabilised = PeftFolder.read(pair("rs", ", \"use_rslora\": true", 2, new float[]{1, 2, 0, 0},
                new float[]{3, 0})).changes().firstEntry().getValue().dense();
        assertEquals(3 * 4 / Math.sqrt(2), stabilised[0], 1e-5);
    }

    @Test
    void aGoodAdapterPassesAndItsBaseIsChecked() throws IOException {
        GenomeCheck check = GenomeCheck.of(written("a", changes(1)));
        assertTrue(check.spectral() <= check.norm());
        check.fits(HASH);
        assertThrows(GenomeException.class, () -> check.fits("cd".repeat(32)));
    }

    @Test
    void hostileAdaptersAreRefusedInOneLine() throws IOException {
        float[] a = {1, 0}, b = {1, 0};
        assertRefused("NaN", pair("nan", "", 1, new float[]{1, Float.NaN}, b));
        assertRefused("Infinity", pair("infinite", "", 1, a, new float[]{Float.POSITIVE_INFINITY, 0}));
        assertRefused("norm", pair("long", "", 1, a, new float[]{GenomeCheck.RANK_MAX, 0}));
        assertRefused("singular", pair("steep", "", 1, a, new float[]{15, 0}));
        assertRefused("rank 3, limit 2", pair("wide", "", 3, new float[6], new float[6]));
        assertRefused("DoRA", pair("dora", ", \"use_dora\": true", 1, a, b));
        assertRefused("A is", pairOfTwoRanks());
        assertRefused("there is no", config("empty", ""));
    }

    @Test
    void filesThatAreMissingOrBrokenAreNamed() throws IOException {
        float[] a = {1, 0}, b = {1, 0};
        Path folder = pair("half", "", 1, a, b), config = folder.resolve("adapter_config.json");
        Files.writeString(config, "{\"peft_type\": \"LORA\", \"r\": \n");
        assertRefused("adapter_config.json: line 2: no JSON: Unexpected end-of-input", folder);
        Files.delete(config);
        assertRefused(folder + ": there is no adapter_config.json", folder);
        Path noText = pair("bytes", "", 1, a, b), weights = noText.resolve(PeftFolder.WEIGHTS);
        byte[] bytes = Files.readAllBytes(weights);
        bytes[20] = (byte) 0xFF;
        Files.write(weights, bytes);
        assertRefused("header: no UTF-8 text", noText);
        assertRefused(dir.resolve("nowhere") + ": there is no such folder", dir.resolve("nowhere"));
        assertRefused(weights + ": is no folder", weights);
    }

    private Path pairOfTwoRanks() throws IOException {
        Path folder = config("two", "");
        String module = "base_model.model.model.layers.0.self_attn.q_proj";
        new SafetensorsWriter().matrix(module + ".lora_A.weight", TensorType.F32, 2, 2, Rows.of(new float[4]))
                .matrix(module + ".lora_B.weight", TensorType.F32, 2, 3, Rows.of(new float[6]))
                .write(folder.resolve(PeftFolder.WEIGHTS));
        return folder;
    }

    @Test
    void limitsHoldAtTheirValueAndNotOneAbove() throws IOException {
        float[] one = {1, 0};
        float edge = (float) GenomeCheck.SPECTRAL_MAX / 4; // the scale is 4
        GenomeCheck.of(pair("edge", "", 1, one, new float[]{edge, 0}));
        assertRefused("singular", pair("beyond", "", 1, one, new float[]{Math.nextUp(edge), 0}));
        int max = GenomeCheck.RANK_MAX, more = max + 1;
        GenomeCheck.of(pair("deep", "", max, new float[max * max], new float[max * max]));
        assertRefused("rank", pair("deeper", "", more, new float[more * more], new float[more * more]));
    }

    @Test
    void aFileThatWasAlteredAnywhereIsReadOrRefusedButNeverBreaks() throws IOException {
        Path folder = written("fuzzed", changes(1)), weights = folder.resolve(PeftFolder.WEIGHTS);
        byte[] good = Files.readAllBytes(weights);
        Forall.seeds(300, random -> {
            byte[] bad = good.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            if (random.nextInt(4) == 0) bad = Arrays.copyOf(bad, random.nextInt(bad.length));
            Files.write(weights, bad);
            try {
                GenomeCheck.of(folder);
            } catch (GenomeException e) {
                assertFalse(e.getMessage().isEmpty());
            }
        });
    }
}
