package dev.pando.engine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.engine.sample.Sampler;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Real models against logits and texts that others computed (`run.c`, float64, llama.cpp).
class GoldenTest {

    private static final Path MODELS = Path.of(System.getProperty("pando.root", "..")).resolve("../shared/data/models");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void logitsAreTheReferencesWithinATenThousandth() throws IOException {
        List<String> checked = new ArrayList<>();
        for (String name : List.of("stories260K/stories260K.f32.gguf", "stories260K/hf",
                "babyllama-105/model5000.f32.gguf", "babyllama-105/hf")) {
            Path reference = at(name).getParent().resolve("reference");
            JsonNode texts = JSON.readTree(reference.resolve("reference.json").toFile()).get("texts");
            for (JsonNode text : texts) {
                float[] expected = floats(reference.resolve("logits." + text.get("name").asText() + ".f32"));
                float[] logits = logits(at(name), ids(text.get("ids")));
                checked.add(name + " " + text.get("name").asText());
                for (int i = 0; i < expected.length; i++) assertEquals(expected[i], logits[i], 1e-4f, checked::getLast);
                assertEquals(expected.length, logits.length);
            }
        }
        assertTrue(checked.size() >= 12, checked::toString);
    }

    @Test
    void greedyTokensAreTheReferencesInEveryFormat() throws IOException {
        for (String name : List.of("stories260K/stories260K.f32.gguf", "stories260K/hf",
                "babyllama-105/model5000.f32.gguf", "babyllama-105/hf")) {
            JsonNode reference = JSON
                    .readTree(at(name).getParent().resolve("reference/reference.json").toFile());
            int[] expected = ids(reference.get("greedy_from_bos").get("ids"));
            assertEquals(list(expected), list(greedy(at(name), expected[0], expected.length)), name);
        }
    }

    private static List<Integer> list(int[] ids) {
        return java.util.Arrays.stream(ids).boxed().toList();
    }

    private static int[] greedy(Path path, int first, int count) {
        try (ModelFile file = ModelFile.open(path);
                Workers workers = new Workers(1);
                Model model = Model.load(file, workers)) {
            Forward forward = new Forward(model, workers);
            KvCache cache = model.newCache(count);
            float[] hidden = new float[model.config().width()], logits = new float[model.config().vocabulary()];
            int[] tokens = new int[count];
            tokens[0] = first;
            for (int i = 0; i + 1 < count; i++) {
                forward.embed(new int[]{tokens[i]}, hidden);
                forward.run(model.range(), Batch.of(cache, 1), hidden);
                forward.head(hidden, new int[]{0}, logits);
                tokens[i + 1] = Sampler.argmax(logits);
            }
            return tokens;
        }
    }

    private static float[] logits(Path path, int[] tokens) {
        try (ModelFile file = ModelFile.open(path);
                Workers workers = new Workers(1);
                Model model = Model.load(file, workers)) {
            return Whole.logits(model, workers, tokens);
        }
    }

    private static int[] ids(JsonNode array) {
        int[] ids = new int[array.size()];
        for (int i = 0; i < ids.length; i++) ids[i] = array.get(i).asInt();
        return ids;
    }

    private static float[] floats(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        float[] floats = new float[bytes.remaining() / 4];
        bytes.asFloatBuffer().get(floats);
        return floats;
    }

    private static Path at(String name) {
        Assumptions.assumeTrue(Files.exists(MODELS), "SKIPPED: no reference models at " + MODELS.toAbsolutePath());
        return MODELS.resolve(name);
    }
}
