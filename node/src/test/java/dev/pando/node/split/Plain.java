package dev.pando.node.split;

import dev.pando.engine.model.Batch;
import dev.pando.engine.model.Forward;
import dev.pando.engine.model.KvCache;
import dev.pando.engine.sample.Sampler;
import dev.pando.engine.sample.SamplingOptions;
import dev.pando.engine.serve.LoadedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One machine, nothing clever: what every split must equal.
final class Plain implements AutoCloseable {

    /// An answer.
    ///
    /// @param tokens chosen
    /// @param logits bits of the logits that each was chosen from
    record Said(List<Integer> tokens, List<int[]> logits) {

        void mustEqual(Said other) {
            if (!tokens.equals(other.tokens)) throw new AssertionError(tokens + " became " + other.tokens);
            for (int i = 0; i < logits.size(); i++) {
                int at = Arrays.mismatch(logits.get(i), other.logits.get(i));
                if (at >= 0) throw new AssertionError("token " + i + ", logit " + at + " has other bits");
            }
        }
    }

    private final LoadedModel loaded;

    Plain(Path file) {
        loaded = LoadedModel.open(file, 1);
    }

    int[] prompt(String text) {
        return loaded.tokenizer().encodePrompt(text);
    }

    int contextMax() {
        return loaded.model().config().contextMax();
    }

    int layers() {
        return loaded.model().config().layers();
    }

    Said say(int[] prompt, SamplingOptions options, int count) {
        Forward forward = new Forward(loaded.model(), loaded.workers());
        KvCache cache = loaded.model().newCache(prompt.length + count);
        Sampler sampler = new Sampler(options, prompt);
        Said said = new Said(new ArrayList<>(), new ArrayList<>());
        int[] next = prompt;
        for (int i = 0; i < count; i++) {
            float[] hidden = new float[next.length * loaded.model().config().width()];
            float[] logits = new float[loaded.model().config().vocabulary()];
            forward.embed(next, hidden);
            forward.run(loaded.model().range(), Batch.of(cache, next.length), hidden);
            forward.head(hidden, new int[]{next.length - 1}, logits);
            said.logits.add(bits(logits));
            next = new int[]{sampler.next(logits).id()};
            said.tokens.add(next[0]);
        }
        return said;
    }

    static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) bits[i] = Float.floatToRawIntBits(values[i]);
        return bits;
    }

    @Override
    public void close() {
        loaded.close();
    }
}
