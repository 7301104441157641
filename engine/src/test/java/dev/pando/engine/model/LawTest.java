package dev.pando.engine.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.pando.engine.model.Batch.Span;
import dev.pando.engine.model.TinyModel.Shape;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import dev.pando.kernel.tensor.TensorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The law of this room: a token's bits depend on its own sequence alone (`docs/decisions/001-same-bits.md`).
class LawTest {

    private static final int LENGTH = 40;

    @TempDir
    Path folder;

    static Stream<Arguments> models() {
        List<Arguments> all = new ArrayList<>();
        for (Architecture a : Architecture.values()) all.add(Arguments.of(a, TensorType.F32));
        for (TensorType t : TensorType.values()) all.add(Arguments.of(Architecture.LLAMA, t));
        all.add(Arguments.of(Architecture.GEMMA3, TensorType.Q8_0));
        all.add(Arguments.of(Architecture.QWEN2, TensorType.Q4_0));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("models")
    void chunksNeighboursSplitsAndThreadsLeaveTheBitsAlone(Architecture architecture, TensorType type) {
        Shape shape = architecture == Architecture.PHI3 || architecture == Architecture.QWEN3
                ? Shape.of(architecture)
                : Shape.quantisable(architecture);
        TinyModel tiny = new TinyModel(shape, 21);
        Path path = tiny.write(folder.resolve("m.gguf"), type == TensorType.F32 ? null : type);
        try (ModelFile file = ModelFile.open(path);
                Workers one = new Workers(1);
                Workers two = new Workers(2);
                Model model = Model.load(file, one)) {
            int[] tokens = tiny.tokens(LENGTH, 4);
            int[] expected = inChunks(model, one, tokens, LENGTH);
            for (int i = 0; i < expected.length; i++) {
                if (Float.isNaN(Float.intBitsToFloat(expected[i]))) throw new AssertionError("NaN at " + i);
            }
            for (int chunk : new int[]{1, 2, 3, 7, 16, 33}) {
                assertArrayEquals(expected, inChunks(model, one, tokens, chunk), "chunks of " + chunk);
            }
            assertArrayEquals(expected, inChunks(model, two, tokens, 13), "two threads");
            assertArrayEquals(expected, inChunks(model, two, tokens, 1), "two threads, token by token");
            assertArrayEquals(expected, amongOthers(model, two, tiny, tokens), "among others");
            for (int at = 1; at < shape.layers(); at++) {
                assertArrayEquals(expected, split(file, at, two, tokens), "split at " + at);
            }
        }
    }

    private static int[] inChunks(Model model, Workers workers, int[] tokens, int chunk) {
        Forward forward = new Forward(model, workers);
        KvCache cache = model.newCache(tokens.length);
        int n = model.config().vocabulary();
        float[] all = new float[tokens.length * n];
        for (int at = 0; at < tokens.length; at += chunk) {
            int[] part = Arrays.copyOfRange(tokens, at, Math.min(tokens.length, at + chunk));
            float[] hidden = new float[part.length * model.config().width()];
            forward.embed(part, hidden);
            forward.run(model.range(), Batch.of(cache, part.length), hidden);
            System.arraycopy(Whole.head(forward, model, hidden, part.length), 0, all, at * n, part.length * n);
        }
        return bits(all);
    }

    // Three other sequences of other lengths come along, one of which is taken back now and then.
    private static int[] amongOthers(Model model, Workers workers, TinyModel tiny, int[] tokens) {
        SplittableRandom random = new SplittableRandom(8);
        Forward forward = new Forward(model, workers);
        int n = model.config().vocabulary(), width = model.config().width();
        List<KvCache> caches = new ArrayList<>();
        for (int i = 0; i < 4; i++) caches.add(model.newCache(128));
        float[] all = new float[tokens.length * n];
        while (caches.get(2).length() < tokens.length) {
            List<Span> spans = new ArrayList<>();
            int[] batch = {};
            int row = 0, mine = 0, count = 0, at = caches.get(2).length();
            for (int i = 0; i < 4; i++) {
                KvCache cache = caches.get(i);
                if (i != 2 && random.nextInt(3) == 0) cache.truncate(cache.length() / 2);
                int wanted = i != 2 ? random.nextInt(1, 6) : Math.min(random.nextInt(1, 6), tokens.length - at);
                int[] part = i != 2
                        ? tiny.tokens(wanted, random.nextLong())
                        : Arrays.copyOfRange(tokens, at, at + wanted);
                if (i == 2) {
                    mine = row;
                    count = wanted;
                }
                batch = Arrays.copyOf(batch, row + wanted);
                System.arraycopy(part, 0, batch, row, wanted);
                row += wanted;
                spans.add(new Span(cache, wanted));
            }
            float[] hidden = new float[row * width];
            forward.embed(batch, hidden);
            forward.run(model.range(), new Batch(spans), hidden);
            float[] logits = Whole.head(forward, model, hidden, row);
            System.arraycopy(logits, mine * n, all, at * n, count * n);
        }
        return bits(all);
    }

    private static int[] split(ModelFile file, int at, Workers workers, int[] tokens) {
        ModelConfig c = ModelConfig.of(file);
        try (Model first = Model.load(file, new LayerRange(0, at), c.contextMax(), workers);
                Model second = Model.loadLayers(file, new LayerRange(at, c.layers()), c.contextMax(), workers)) {
            float[] hidden = new float[tokens.length * c.width()];
            Forward a = new Forward(first, workers), b = new Forward(second, workers);
            a.embed(tokens, hidden);
            a.run(first.range(), Batch.of(first.newCache(LENGTH), tokens.length), hidden);
            b.run(second.range(), Batch.of(second.newCache(LENGTH), tokens.length), hidden);
            return bits(Whole.head(a, first, hidden, tokens.length));
        }
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) bits[i] = Float.floatToRawIntBits(values[i]);
        return bits;
    }
}
