package dev.pando.engine.serve;

import dev.pando.engine.model.KvCache;
import dev.pando.engine.model.Model;
import java.util.ArrayList;
import java.util.List;

/// Key-value caches within a budget of bytes: those at work, and those kept because the next turn of a conversation
/// begins with what they know.
///
/// Belongs to the owner thread.
final class CachePool {

    // Copying fewer positions than this is not worth the walk.
    private static final int COPY_MIN = 16;

    private record Kept(KvCache cache, int[] tokens) {}

    private final Model model;
    private final int positionsMax;
    private final long bytesMax;
    private final List<Kept> kept = new ArrayList<>(); // least recently used first

    CachePool(Model model, int positionsMax, long bytesMax) {
        this.model = model;
        this.positionsMax = positionsMax;
        this.bytesMax = bytesMax;
    }

    /// Positions that one sequence can have within `bytesMax`, at most `wanted`; 0 if not even one chunk fits.
    static int positionsWithin(Model model, long bytesMax, int wanted) {
        int low = 0, high = wanted;
        while (low < high) {
            int middle = low + (high - low + 1) / 2;
            if (KvCache.bytes(model.config(), model.range(), middle) <= bytesMax) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /// A cache that knows as much of `tokens` as can be had, but never the last one, whose logits are wanted.
    KvCache take(int[] tokens, List<Sequence> active) {
        Kept best = null;
        int common = 0;
        for (Kept k : kept) {
            int n = common(k.tokens, k.cache.length(), tokens);
            if (n > common) {
                best = k;
                common = n;
            }
        }
        Sequence neighbour = null;
        for (Sequence s : active) {
            int n = common(s.tokens(), s.cache().length(), tokens);
            if (n > common) {
                neighbour = s;
                common = n;
            }
        }
        boolean mostlyUseful = neighbour == null && best != null && 2 * common >= best.cache.length();
        if (mostlyUseful) {
            kept.remove(best);
            best.cache.truncate(common);
            return best.cache;
        }
        KvCache fresh = model.newCache(positionsMax);
        if (common >= COPY_MIN) fresh.copyPrefix(neighbour != null ? neighbour.cache() : best.cache, common);
        return fresh;
    }

    private static int common(int[] known, int length, int[] tokens) {
        int max = Math.min(Math.min(known.length, length), tokens.length - 1), n = 0;
        while (n < max && known[n] == tokens[n]) n++;
        return n;
    }

    /// Keeps a cache for whoever comes with the same beginning.
    void keep(KvCache cache, int[] tokens) {
        if (cache.length() > 0) kept.add(new Kept(cache, tokens));
    }

    /// Whether one more sequence of `positions` would fit beside the active ones, with nothing kept.
    boolean fits(List<Sequence> active, int positions) {
        return needed(active) + KvCache.bytes(model.config(), model.range(), positions) <= bytesMax;
    }

    /// Drops kept caches, the least recently used first, until what the active ones are about to need fits.
    ///
    /// @return whether it fits now
    boolean makeRoom(List<Sequence> active) {
        long needed = needed(active);
        while (needed + keptBytes() > bytesMax && !kept.isEmpty()) kept.removeFirst();
        return needed <= bytesMax;
    }

    // What each holds, or is about to hold if that is more.
    private long needed(List<Sequence> active) {
        long needed = 0;
        for (Sequence s : active) {
            needed += Math.max(s.cache().bytes(), KvCache.bytes(model.config(), model.range(), s.length()));
        }
        return needed;
    }

    long keptBytes() {
        return kept.stream().mapToLong(k -> k.cache.bytes()).sum();
    }

    void clear() {
        kept.clear();
    }
}
