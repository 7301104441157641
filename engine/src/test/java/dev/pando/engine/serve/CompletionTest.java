package dev.pando.engine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.engine.sample.SamplingOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map.Entry;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Text in, text out, on real models.
class CompletionTest {

    private static final Path MODELS = Path.of(System.getProperty("pando.root", "..")).resolve("../shared/data/models");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @BeforeEach
    void needsRealModels() {
        if (!Files.exists(MODELS)) System.err.println("SKIPPED: no " + MODELS);
        Assumptions.assumeTrue(Files.exists(MODELS), "no reference models");
    }

    @Test
    void everyFormatSaysWhatLlamaCppSaid() throws IOException {
        for (String name : new String[]{"stories260K", "babyllama-105"}) {
            JsonNode outputs = JSON.readTree(MODELS.resolve(name + "/reference/llama.cpp-greedy.json").toFile())
                    .get("outputs");
            for (Entry<String, JsonNode> output : outputs.properties()) {
                // The recording ends with two newlines of the tool's own.
                String expected = output.getValue().get("text").asText().stripTrailing();
                int tokens = output.getValue().get("n").asInt();
                String text = complete(MODELS.resolve(name).resolve(output.getKey()), "", tokens, Optional.empty());
                assertEquals(expected, text.stripTrailing(), output.getKey());
            }
        }
    }

    @Test
    void theGreedyTextIsThatOfTheReference() throws IOException {
        for (String name : new String[]{"stories260K/stories260K.f32.gguf", "babyllama-105/model5000.f32.gguf"}) {
            JsonNode reference = JSON
                    .readTree(MODELS.resolve(name).getParent().resolve("reference/reference.json").toFile());
            String expected = reference.get("run_c_outputs").get("greedy_n200").get("stdout").asText().strip();
            int tokens = reference.get("greedy_from_bos").get("ids").size() - 1;
            String text = complete(MODELS.resolve(name), "", tokens, Optional.empty()).strip();
            assertTrue(expected.startsWith(text) && text.length() > 100, text);
        }
    }

    @Test
    void logitsOfThePromptAreWrittenRowByRow() throws IOException {
        Path model = MODELS.resolve("stories260K/stories260K.f32.gguf"), out = folder.resolve("logits");
        Path reference = model.getParent().resolve("reference");
        for (JsonNode text : JSON.readTree(reference.resolve("reference.json").toFile()).get("texts")) {
            String prompt = text.get("text").asText(), name = text.get("name").asText();
            complete(model, prompt, 0, Optional.of(out));
            float[] expected = floats(reference.resolve("logits." + name + ".f32")), written = floats(out);
            assertEquals(expected.length, written.length, name);
            for (int i = 0; i < expected.length; i++) assertEquals(expected[i], written[i], 1e-4f);
        }
    }

    private static float[] floats(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        float[] floats = new float[bytes.remaining() / 4];
        bytes.asFloatBuffer().get(floats);
        return floats;
    }

    private static String complete(Path path, String prompt, int tokens, Optional<Path> logits) throws IOException {
        StringBuilder text = new StringBuilder();
        try (LoadedModel loaded = LoadedModel.open(path, 2)) {
            new Completion(prompt, SamplingOptions.greedy(), tokens, logits).run(loaded, text::append);
        }
        return text.toString();
    }
}
