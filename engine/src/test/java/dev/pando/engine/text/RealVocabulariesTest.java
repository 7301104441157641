package dev.pando.engine.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pando.engine.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Vocabularies of real models, against the ids that their own tokenizers and llama.cpp give.
class RealVocabulariesTest {

    static Tokenizer gguf(String name) {
        try (ModelFile file = ModelFile.open(SharedText.path(name))) {
            return Tokenizer.of(file);
        }
    }

    private static List<String> cases(String name) throws IOException {
        String texts = Files.readString(SharedText.path(name + ".inp"));
        return List.of(texts.split("\n__ggml_vocab_test__\n", -1));
    }

    private static int[] ids(String line) {
        return Arrays.stream(line.trim().split(" +")).filter(s -> !s.isEmpty()).mapToInt(Integer::parseInt).toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-2", "falcon", "phi-3", "bert-bge"})
    void everyVectorGivesTheExpectedIds(String vocabulary) throws IOException {
        String name = "tokenizers/ggml-vocab-" + vocabulary + ".gguf";
        Tokenizer tokenizer = gguf(name);
        List<String> texts = cases(name);
        List<String> lines = Files.readString(SharedText.path(name + ".out")).lines().toList();
        assertEquals(46, lines.size());
        for (int i = 0; i < lines.size(); i++) {
            assertArrayEquals(ids(lines.get(i)), tokenizer.encode(texts.get(i)), "case " + i + ": " + texts.get(i));
        }
    }

    @Test
    void tokenizerJsonGivesTheSameAsTheGguf() throws IOException {
        Tokenizer json = Tokenizer.ofJson(SharedText.path("tokenizers/gpt2/tokenizer.json"));
        Tokenizer gguf = gguf("tokenizers/ggml-vocab-gpt-2.gguf");
        for (String text : cases("tokenizers/ggml-vocab-gpt-2.gguf"))
            assertArrayEquals(gguf.encode(text), json.encode(text), text);
        String book = Files.readString(SharedText.path("text/alice29.txt"));
        int[] ids = gguf.encode(book);
        assertArrayEquals(ids, json.encode(book));
        assertEquals(book, gguf.decode(ids));
        assertEquals(50_257, json.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"stories260K", "babyllama-105"})
    void modelsReadTheirReferenceTexts(String model) throws IOException {
        JsonNode reference = new JsonMapper()
                .readTree(SharedText.path("models/" + model + "/reference/reference.json").toFile());
        String file = model.equals("stories260K") ? "stories260K.f16.gguf" : "model5000.f16.gguf";
        Tokenizer tokenizer = gguf("models/" + model + "/" + file);
        assertEquals(1, tokenizer.special().bos());
        for (JsonNode vector : reference.path("tokenizer_vectors_with_bos")) check(tokenizer, vector);
        for (JsonNode vector : reference.path("texts")) check(tokenizer, vector);
    }

    private static void check(Tokenizer tokenizer, JsonNode vector) {
        String text = vector.path("text").asText();
        JsonNode ids = vector.path("ids");
        int[] expected = new int[ids.size()];
        for (int i = 0; i < expected.length; i++) expected[i] = ids.get(i).asInt();
        int[] got = tokenizer.encodePrompt(text);
        assertArrayEquals(expected, Arrays.copyOf(got, expected.length), text);
    }
}
