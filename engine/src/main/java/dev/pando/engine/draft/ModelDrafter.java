package dev.pando.engine.draft;

import dev.pando.engine.model.Batch;
import dev.pando.engine.model.Forward;
import dev.pando.engine.model.KvCache;
import dev.pando.engine.model.Model;
import dev.pando.engine.sample.Sampler;
import dev.pando.kernel.Workers;
import java.util.Arrays;

/// Guesses with a small model of the same vocabulary: always its most probable token.
public final class ModelDrafter implements Drafter {

    private final Model model;
    private final Forward forward; // guarded by this
    private float[] hidden = {}; // (row, width)
    private final float[] logits; // (vocabulary)

    /// @param model      a model with all its layers; stays the caller's, and must stay open
    /// @param workers    who computes; nobody else may use them
    /// @param vocabulary tokens of the model that is guessed
    /// @throws IllegalArgumentException if this model has another number of tokens
    public ModelDrafter(Model model, Workers workers, int vocabulary) {
        if (model.config().vocabulary() != vocabulary) {
            throw new IllegalArgumentException("the draft model has " + model.config().vocabulary()
                    + " tokens, the model " + vocabulary + ": they must be the same");
        }
        this.model = model;
        this.forward = new Forward(model, workers);
        this.logits = new float[vocabulary];
    }

    @Override
    public Draft begin() {
        KvCache cache = model.newCache(model.config().contextMax());
        return new Draft() {
            private int[] known = {}; // tokens whose positions the cache has, wrong guesses included

            @Override
            public int[] propose(int[] tokens, int max) {
                int room = Math.min(max, cache.positionsMax() - tokens.length);
                if (room < 1) return new int[]{};
                int common = Math.max(0, Arrays.mismatch(known, tokens));
                cache.truncate(Math.min(common, Math.min(cache.length(), tokens.length - 1)));
                int[] all = guess(cache, tokens, room);
                known = Arrays.copyOf(all, cache.length());
                return Arrays.copyOfRange(all, tokens.length, all.length);
            }
        };
    }

    private synchronized int[] guess(KvCache cache, int[] tokens, int count) {
        int[] all = Arrays.copyOf(tokens, tokens.length + count);
        for (int at = tokens.length; at < all.length; at++) {
            while (cache.length() < at) read(cache, Arrays.copyOfRange(all, cache.length(), chunkEnd(cache, at)));
            all[at] = Sampler.argmax(logits);
        }
        return all;
    }

    private static int chunkEnd(KvCache cache, int at) {
        return Math.min(at, cache.length() + Forward.CHUNK_ROWS);
    }

    private void read(KvCache cache, int[] part) {
        int size = part.length * model.config().width();
        if (hidden.length < size) hidden = new float[size];
        forward.embed(part, hidden);
        forward.run(model.range(), Batch.of(cache, part.length), hidden);
        forward.head(hidden, new int[]{part.length - 1}, logits);
    }
}
