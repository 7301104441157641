package dev.pando.engine.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.model.Adapter.Delta;
import dev.pando.engine.model.Architecture;
import dev.pando.engine.model.Site;
import dev.pando.engine.model.TinyModel;
import dev.pando.engine.model.TinyModel.Shape;
import dev.pando.engine.train.Tape;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.ModelFileException;
import dev.pando.engine.weights.SafetensorsWriter;
import dev.pando.kernel.Workers;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeftAdapterTest {

    private static final Lora.Settings SETTINGS = new Lora.Settings(3, 12, true, EnumSet.allOf(Site.class));
    private static final int[] TOKENS = {5, 100, 7, 33, 250, 9, 64};
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;
    private Path gguf;
    private Path hf;

    @BeforeEach
    void writeTheSameModelTwice() throws IOException {
        NewModel model = NewModelTest.tiny();
        var weights = model.beginning(3).values();
        for (Parameter p : weights) if (p.rows() > 1) for (int i = 0; i < p.value().length; i++) p.value()[i] *= 3;
        gguf = folder.resolve("model.gguf");
        hf = folder.resolve("model");
        GgufExport.write(model, weights, TensorType.F32, gguf);
        HuggingFaceExport.write(model, weights, TensorType.F32, hf);
    }

    private static Lora random(ModelFile file) {
        Lora lora = new Lora(Decoder.frozen(file, 8).config(), SETTINGS, 5);
        SplittableRandom random = new SplittableRandom(8);
        for (Parameter p : lora.parameters()) {
            for (int i = 0; i < p.value().length; i++) p.value()[i] = 0.1f * (float) random.nextGaussian();
        }
        return lora;
    }

    private static float[] logits(ModelFile file, Lora lora) {
        try (Workers workers = new Workers(1)) {
            return Decoder.frozen(file, TOKENS.length).logits(new Tape(workers), TOKENS, TOKENS.length, lora);
        }
    }

    @Test
    void anAdapterLearnedOnGgufDoesTheSameToTheHuggingFaceModelAndBack() throws IOException {
        Path fromGguf = folder.resolve("a"), fromHf = folder.resolve("b");
        try (ModelFile one = ModelFile.open(gguf); ModelFile two = ModelFile.open(hf)) {
            Lora lora = random(one);
            float[] expected = logits(one, lora);
            PeftAdapter.write(fromGguf, SETTINGS, lora.deltas(), one, "0123");
            Lora there = Lora.of(Decoder.frozen(two, 8).config(), PeftAdapter.read(fromGguf, two), true);
            assertArrayEquals(expected, logits(two, there), 1e-4f);
            float[] plain = logits(two, null);
            assertTrue(Math.abs(plain[0] - expected[0]) > 1e-2, "the adapter does something");
            PeftAdapter.write(fromHf, SETTINGS, there.deltas(), two, "0123");
            List<Delta> back = PeftAdapter.read(fromHf, one);
            assertArrayEquals(expected, logits(one, Lora.of(Decoder.frozen(one, 8).config(), back, false)), 0);
        }
    }

    @Test
    void adaptersOfEveryArchitectureComeBackAsTheyWere() throws IOException {
        for (Architecture architecture : Architecture.values()) {
            Path path = new TinyModel(Shape.of(architecture), 4).write(folder.resolve(architecture + ".gguf"));
            Path adapter = folder.resolve(architecture.name());
            try (ModelFile file = ModelFile.open(path); Workers workers = new Workers(1)) {
                Lora lora = random(file);
                PeftAdapter.write(adapter, SETTINGS, lora.deltas(), file, "0123");
                Decoder decoder = Decoder.frozen(file, 8);
                Lora back = Lora.of(decoder.config(), PeftAdapter.read(adapter, file), false);
                int[] tokens = {5, 40, 7, 33, 2, 9};
                float[] expected = decoder.logits(new Tape(workers), tokens, 6, lora);
                assertArrayEquals(expected, decoder.logits(new Tape(workers), tokens, 6, back), 1e-4f, path.toString());
            }
        }
    }

    @Test
    void phisFusedModulesHaveTheRanksOfAllTheirSites() throws IOException {
        Path path = new TinyModel(Shape.of(Architecture.PHI3), 4).write(folder.resolve("phi.gguf"));
        try (ModelFile file = ModelFile.open(path)) {
            PeftAdapter.write(folder.resolve("phi"), SETTINGS, random(file).deltas(), file, "0123");
        }
        JsonNode config = JSON.readTree(folder.resolve("phi/adapter_config.json").toFile());
        assertEquals("[\"qkv_proj\",\"o_proj\",\"gate_up_proj\",\"down_proj\"]",
                config.get("target_modules").toString());
        assertEquals("{\"qkv_proj\":9,\"gate_up_proj\":6}", config.get("rank_pattern").toString());
        assertEquals(12 * Math.sqrt(3), config.get("alpha_pattern").get("qkv_proj").asDouble(), 1e-9);
    }

    @Test
    void namesAndShapesArePefts() throws IOException {
        try (ModelFile base = ModelFile.open(gguf)) {
            PeftAdapter.write(folder.resolve("a"), SETTINGS, random(base).deltas(), base, "0123");
        }
        JsonNode config = JSON.readTree(folder.resolve("a/adapter_config.json").toFile());
        assertEquals("LORA", config.get("peft_type").asText());
        assertEquals(3, config.get("r").asInt());
        assertEquals(12, config.get("lora_alpha").asDouble());
        assertTrue(config.get("use_rslora").asBoolean());
        assertEquals("[\"q_proj\",\"k_proj\",\"v_proj\",\"o_proj\",\"gate_proj\",\"up_proj\",\"down_proj\"]",
                config.get("target_modules").toString());
        try (ModelFile weights = ModelFile.open(folder.resolve("a/adapter_model.safetensors"))) {
            String layer = "base_model.model.model.layers.1.";
            assertEquals(List.of(256, 3), weights.tensor(layer + "self_attn.q_proj.lora_A.weight").dimensions());
            assertEquals(List.of(3, 128), weights.tensor(layer + "self_attn.k_proj.lora_B.weight").dimensions());
            assertEquals(2 * 7 * 2, weights.tensorNames().size());
        }
        assertTrue(Files.readString(folder.resolve("a/README.md")).contains("SHA-256 0123"));
    }

    @Test
    void whatWouldBeComputedWronglyIsRefused() throws IOException {
        refused("DoRA", c -> c.put("use_dora", true));
        refused("peft_type", c -> c.put("peft_type", "IA3"));
        refused("bias", c -> c.put("bias", "all"));
        refused("modules_to_save", c -> c.putArray("modules_to_save").add("lm_head"));
        refused("fan_in_fan_out", c -> c.put("fan_in_fan_out", true));
        refused("regular expression", c -> c.putObject("alpha_pattern").put("(a+)+$", 3));
        refused("scale", c -> c.put("lora_alpha", Double.POSITIVE_INFINITY));
        refused("changes the base", c -> c.put("init_lora_weights", "pissa_niter_4"));
        refused("changes the base", c -> c.put("init_lora_weights", "OLoRA"));
        refused("wait for certain tokens", c -> c.putArray("alora_invocation_tokens").add(5));
        refused("drawn", c -> c.putObject("monteclora_config").put("num_samples", 4));
        refused("use_qalora", c -> c.put("use_qalora", true));
    }

    @Test
    void ofSeveralAlphasTheFirstCountsWhoseNameFits() throws IOException {
        assertEquals(5, scale("{\"down_proj\": 10, \"layers.1.mlp.down_proj\": 6}"));
        assertEquals(3, scale("{\"layers.1.mlp.down_proj\": 6, \"down_proj\": 10}"));
        assertEquals(4, scale("{\"^model.layers.1.mlp.down_proj\": 8, \"down_proj\": 10}"));
        assertEquals(5, scale("{\"^layers.1.mlp.down_proj\": 8, \"down_proj\": 10}"));
        assertEquals(7, scale("{\"n_proj\": 10, \"0.mlp.down_proj\": 10}"));
    }

    private float scale(String alphas) throws IOException {
        Path config = Files.createDirectories(folder.resolve("alphas")).resolve("adapter_config.json");
        Files.writeString(config, "{\"peft_type\": \"LORA\", \"r\": 2, \"lora_alpha\": 14, \"alpha_pattern\": "
                + alphas + "}");
        return PeftConfig.read(config.getParent()).scale("model.layers.1.mlp.down_proj", 2);
    }

    private void refused(String why, Consumer<ObjectNode> change) throws IOException {
        try (ModelFile base = ModelFile.open(gguf)) {
            Path adapter = folder.resolve("r");
            PeftAdapter.write(adapter, SETTINGS, random(base).deltas(), base, "0123");
            Path file = adapter.resolve("adapter_config.json");
            ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
            change.accept(config);
            Files.writeString(file, config.toString().replace("\"Infinity\"", "1e999"));
            var e = assertThrows(ModelFileException.class, () -> PeftAdapter.read(adapter, base));
            assertTrue(e.getMessage().contains(why), e.getMessage());
        }
    }

    @Test
    void matricesThatDoNotFitAreRefused() throws IOException {
        String q = "base_model.model.model.layers.0.self_attn.q_proj.lora_";
        weightsRefused("one of its two", w -> matrix(w, q + "A.weight", 3, 256, 1));
        weightsRefused("the model asks for", w -> {
            matrix(w, q + "A.weight", 3, 128, 1);
            matrix(w, q + "B.weight", 256, 3, 1);
        });
        weightsRefused("holds NaN", w -> {
            matrix(w, q + "A.weight", 3, 256, Float.NaN);
            matrix(w, q + "B.weight", 256, 3, 1);
        });
        weightsRefused("no LoRA of a known matrix",
                w -> matrix(w, "base_model.model.lm_head.lora_A.weight", 3, 256, 1));
        weightsRefused("2 layers", w -> {
            matrix(w, q.replace("layers.0", "layers.2") + "A.weight", 3, 256, 1);
            matrix(w, q.replace("layers.0", "layers.2") + "B.weight", 256, 3, 1);
        });
    }

    private static void matrix(SafetensorsWriter out, String name, int rows, int columns, float value) {
        out.matrix(name, TensorType.F32, rows, columns, (row, into) -> java.util.Arrays.fill(into, value));
    }

    private void weightsRefused(String why, Consumer<SafetensorsWriter> content) throws IOException {
        try (ModelFile base = ModelFile.open(gguf)) {
            Path adapter = folder.resolve("w");
            PeftAdapter.write(adapter, SETTINGS, random(base).deltas(), base, "0123");
            SafetensorsWriter out = new SafetensorsWriter();
            content.accept(out);
            out.write(adapter.resolve("adapter_model.safetensors"));
            var e = assertThrows(ModelFileException.class, () -> PeftAdapter.read(adapter, base));
            assertTrue(e.getMessage().contains(why), e.getMessage());
        }
    }
}
