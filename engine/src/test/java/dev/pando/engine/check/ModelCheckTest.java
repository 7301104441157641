package dev.pando.engine.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.text.TemplateLimits;
import dev.pando.engine.weights.GgufWriter;
import dev.pando.engine.weights.NumberCheck;
import dev.pando.engine.weights.Rows;
import dev.pando.engine.weights.SafetensorsWriter;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// One good model of our own, and what makes it a bad one.
class ModelCheckTest {

    private static final int WIDTH = 32;
    private static final int TOKENS = 259;

    @TempDir
    Path folder;

    /// Everything a small llama file says; a test changes what it likes before it is written.
    private static final class Model {
        final Map<String, Consumer<GgufWriter>> parts = new LinkedHashMap<>();
        final Map<String, float[]> matrices = new LinkedHashMap<>();
        TensorType type = TensorType.F32;

        Model() {
            text("general.architecture", "llama");
            count("llama.context_length", 64);
            count("llama.embedding_length", WIDTH);
            count("llama.block_count", 1);
            count("llama.feed_forward_length", 64);
            count("llama.attention.head_count", 4);
            count("llama.attention.head_count_kv", 2);
            number("llama.attention.layer_norm_rms_epsilon", 1e-5f);
            text("tokenizer.ggml.model", "llama");
            texts("tokenizer.ggml.tokens", tokens(TOKENS));
            matrix("token_embd.weight", TOKENS, WIDTH);
            vector("output_norm.weight", WIDTH);
            vector("blk.0.attn_norm.weight", WIDTH);
            vector("blk.0.ffn_norm.weight", WIDTH);
            matrix("blk.0.attn_q.weight", WIDTH, WIDTH);
            matrix("blk.0.attn_k.weight", WIDTH / 2, WIDTH);
            matrix("blk.0.attn_v.weight", WIDTH / 2, WIDTH);
            matrix("blk.0.attn_output.weight", WIDTH, WIDTH);
            matrix("blk.0.ffn_gate.weight", 64, WIDTH);
            matrix("blk.0.ffn_up.weight", 64, WIDTH);
            matrix("blk.0.ffn_down.weight", WIDTH, 64);
        }

        void text(String key, String value) {
            parts.put(key, w -> w.text(key, value));
        }

        void count(String key, int value) {
            parts.put(key, w -> w.count(key, value));
        }

        void number(String key, float value) {
            parts.put(key, w -> w.number(key, value));
        }

        void texts(String key, List<String> values) {
            parts.put(key, w -> w.texts(key, values));
        }

        void vector(String name, int length) {
            float[] values = new float[length];
            Arrays.fill(values, 1);
            matrices.put(name, values);
            parts.put(name, w -> w.vector(name, values));
        }

        void matrix(String name, int rows, int columns) {
            float[] values = new float[rows * columns];
            for (int i = 0; i < values.length; i++) values[i] = (float) Math.sin(i) / 8;
            matrices.put(name, values);
            parts.put(name, w -> w.matrix(name, type, rows, columns, Rows.of(values)));
        }

        Path write(Path file) {
            GgufWriter writer = new GgufWriter();
            parts.values().forEach(part -> part.accept(writer));
            try {
                writer.write(file);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return file;
        }
    }

    private static List<String> tokens(int count) {
        List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        for (int i = 0; tokens.size() < count; i++) tokens.add(i < 256 ? "<0x%02X>".formatted(i) : "word" + i);
        return tokens;
    }

    private Verdict check(Consumer<Model> change) {
        Model model = new Model();
        change.accept(model);
        return ModelCheck.of(model.write(folder.resolve("m.gguf")));
    }

    @Test
    void aGoodModelIsOkInOneLine() {
        Verdict verdict = check(m -> {});
        assertTrue(verdict.ok(), verdict.line());
        assertTrue(verdict.line().startsWith(
                "ok GGUF, llama, 1 layer of 32, vocabulary 259, context 64, 11 tensors [F32], "), verdict.line());
        for (TensorType type : new TensorType[]{TensorType.F16, TensorType.BF16, TensorType.Q8_0, TensorType.Q4_1}) {
            Verdict other = check(m -> m.type = type);
            assertTrue(other.ok() && other.line().contains("tensors [" + type + ", F32]"), other.line());
        }
    }

    @TestFactory
    Stream<DynamicTest> isRefused() {
        Map<Consumer<Model>, String> all = new LinkedHashMap<>();
        all.put(m -> m.text("general.architecture", "evil"), "general.architecture: \"evil\"");
        all.put(m -> m.count("general.architecture", 7), "general.architecture is 7, not text");
        all.put(m -> m.parts.remove("general.architecture"), "general.architecture is missing");
        all.put(m -> m.parts.remove("llama.block_count"), "llama.block_count is missing");
        all.put(m -> m.count("llama.block_count", 0), "block_count: 0");
        all.put(m -> m.count("llama.block_count", 2), "tensor blk.1.");
        all.put(m -> m.count("llama.block_count", Integer.MAX_VALUE), "block_count: 2147483647");
        all.put(m -> m.count("llama.context_length", 0), "context_length: 0");
        all.put(m -> m.count("llama.embedding_length", 33), "token_embd.weight");
        all.put(m -> m.count("llama.attention.head_count", 0), "head_count: 0");
        all.put(m -> m.count("llama.attention.head_count_kv", 3), "head_count_kv: 3");
        all.put(m -> m.count("llama.feed_forward_length", 63), "64");
        all.put(m -> m.number("llama.attention.layer_norm_rms_epsilon", Float.NaN), "epsilon: NaN");
        all.put(m -> m.number("llama.attention.layer_norm_rms_epsilon", -1), "epsilon: -1");
        all.put(m -> m.number("llama.rope.freq_base", Float.POSITIVE_INFINITY), "rope.freq_base");
        all.put(m -> m.parts.remove("tokenizer.ggml.model"), "tokenizer");
        all.put(m -> m.parts.remove("tokenizer.ggml.tokens"), "tokenizer.ggml.tokens is missing");
        all.put(m -> m.texts("tokenizer.ggml.tokens", tokens(TOKENS + 1)), "260 tokens, the embedding has 259");
        all.put(m -> m.texts("tokenizer.ggml.tokens", tokens(TOKENS - 1)), "258 tokens, the embedding has 259");
        all.put(m -> m.count("tokenizer.ggml.eos_token_id", TOKENS), "eos_token_id: 259, there are 259 tokens");
        all.put(m -> m.text("tokenizer.ggml.bos_token_id", "1"), "bos_token_id is \"1\", not a whole number");
        all.put(m -> m.text("tokenizer.chat_template", "x".repeat(ModelCheck.TEMPLATE_BYTES_MAX + 1)),
                "tokenizer.chat_template: 393217 bytes, limit 393216");
        all.put(m -> m.text("tokenizer.chat_template", "x".repeat(TemplateLimits.SOURCE_CHARS_MAX + 1)),
                "chat template");
        all.put(m -> m.text("tokenizer.chat_template", "{% for %}"), "chat template: ");
        all.put(m -> m.parts.remove("output_norm.weight"), "output_norm.weight is missing");
        all.put(m -> m.parts.remove("blk.0.attn_v.weight"), "blk.0.attn_v.weight is missing");
        all.put(m -> m.matrix("blk.0.attn_v.weight", WIDTH, WIDTH), "blk.0.attn_v.weight");
        all.put(m -> m.vector("blk.0.ffn_norm.weight", WIDTH - 1), "blk.0.ffn_norm.weight");
        all.put(m -> m.vector("blk.0.attn_q.bias", WIDTH + 1), "blk.0.attn_q.bias");
        all.put(m -> m.matrices.get("blk.0.ffn_up.weight")[7] = Float.NaN, "element 7 is NaN");
        all.put(m -> m.matrices.get("output_norm.weight")[3] = Float.NEGATIVE_INFINITY, "element 3 is -Infinity");
        all.put(m -> m.matrices.get("blk.0.ffn_up.weight")[7] = -1e30f, "element 7 is -1.0E30");
        all.put(m -> m.matrices.get("blk.0.ffn_up.weight")[7] = Math.nextUp(NumberCheck.MAGNITUDE_MAX), "element 7 is");
        all.put(m -> {
            m.type = TensorType.F16;
            m.matrices.get("blk.0.ffn_up.weight")[7] = 1e30f;
        }, "element 7 is Infinity");
        all.put(m -> {
            m.type = TensorType.Q8_0;
            m.matrices.get("blk.0.ffn_up.weight")[39] = 1e30f;
        }, "scale of block 1 is Infinity");
        return all.entrySet().stream().map(c -> DynamicTest.dynamicTest(c.getValue(), () -> {
            Verdict verdict = check(c.getKey());
            assertFalse(verdict.ok());
            assertTrue(verdict.line().startsWith("m.gguf: ") && verdict.line().contains(c.getValue()), verdict.line());
            assertEquals(1, verdict.line().lines().count());
        }));
    }

    @Test
    void whatIsJustWithinItsLimitIsOk() {
        Verdict verdict = check(m -> {
            m.text("tokenizer.chat_template", "x".repeat(TemplateLimits.SOURCE_CHARS_MAX));
            m.count("tokenizer.ggml.eos_token_id", TOKENS - 1);
            m.matrices.get("blk.0.ffn_up.weight")[7] = -NumberCheck.MAGNITUDE_MAX;
        });
        assertTrue(verdict.ok(), verdict.line());
    }

    @Test
    void aMostlyDenormalTensorIsOkWithAWarning() {
        Verdict verdict = check(m -> Arrays.fill(m.matrices.get("blk.0.ffn_up.weight"), 1e-40f));
        assertTrue(verdict.ok());
        assertTrue(verdict.line().endsWith(
                "; warning: mostly denormal, which is slow: 1 tensor, first blk.0.ffn_up.weight"), verdict.line());
        assertFalse(check(m -> Arrays.fill(m.matrices.get("blk.0.ffn_up.weight"), 0)).line().contains("warning"));
        assertFalse(check(m -> Arrays.fill(m.matrices.get("blk.0.ffn_up.weight"), 0, 1024, 1e-40f)).line()
                .contains("warning"), "half of it is not most of it");
    }

    @Test
    void weightsWithoutAConfigurationAreOkButNoModel() throws IOException {
        Path file = folder.resolve("w.safetensors");
        new SafetensorsWriter().vector("w", TensorType.F32, 1, 2).write(file);
        assertEquals("ok safetensors, weights without a config.json beside them: not a model alone, 1 tensor [F32], "
                + Files.size(file) + " bytes", ModelCheck.of(file).line());
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertFalse(ModelCheck.of(folder.resolve("nothing.gguf")).ok());
        assertFalse(ModelCheck.of(folder).ok());
    }
}
