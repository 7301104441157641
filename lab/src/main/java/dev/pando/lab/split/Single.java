package dev.pando.lab.split;

import dev.pando.engine.model.Batch;
import dev.pando.engine.model.Forward;
import dev.pando.engine.model.KvCache;
import dev.pando.engine.sample.Sampler;
import dev.pando.engine.sample.SamplingOptions;
import dev.pando.engine.serve.LoadedModel;
import java.nio.file.Path;

/// One process, nothing clever: what a split must equal, and what it is compared with.
final class Single implements AutoCloseable {

    private final LoadedModel loaded;
    private long decodeNanos;
    private int decoded;

    Single(Path file, int threads) {
        loaded = LoadedModel.open(file, threads);
    }

    LoadedModel loaded() {
        return loaded;
    }

    int layers() {
        return loaded.model().config().layers();
    }

    /// Goes on with a prompt. Ends of text are tokens like any other here.
    Said say(int[] prompt, SamplingOptions options, int count) {
        Forward forward = new Forward(loaded.model(), loaded.workers());
        KvCache cache = loaded.model().newCache(prompt.length + count);
        Sampler sampler = new Sampler(options, prompt);
        Said said = new Said();
        float[] hidden = new float[prompt.length * loaded.model().config().width()];
        float[] logits = new float[loaded.model().config().vocabulary()];
        int[] next = prompt;
        for (int i = 0; i < count; i++) {
            long begun = System.nanoTime();
            forward.embed(next, hidden);
            forward.run(loaded.model().range(), Batch.of(cache, next.length), hidden);
            forward.head(hidden, new int[]{next.length - 1}, logits);
            int token = sampler.next(logits).id();
            if (i > 0) {
                decodeNanos += System.nanoTime() - begun;
                decoded++;
            }
            said.logits(logits);
            said.tokens().add(token);
            next = new int[]{token};
        }
        return said;
    }

    /// Milliseconds of a token after the first, since the last [#forget].
    double msPerToken() {
        return decodeNanos / 1e6 / Math.max(1, decoded);
    }

    void forget() {
        decodeNanos = 0;
        decoded = 0;
    }

    @Override
    public void close() {
        loaded.close();
    }
}
