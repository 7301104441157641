package dev.pando.engine.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Documents packed into sequences of one length: one that fits into a sequence is never cut, a longer one begins a
/// sequence and is cut wherever one is full. What is left over at the end of a sequence is padding without a target.
public final class PackedText implements Sequences {

    private static final int NOTHING = -1;

    private final int length;
    private final long seed;
    private final List<int[]> tokens = new ArrayList<>(); // (sequence) (length)
    private final List<int[]> targets = new ArrayList<>();
    private int filled; // of the last sequence
    private long orderedEpoch = NOTHING;
    private int[] order; // of orderedEpoch

    /// @param length tokens of a sequence, at least 2
    /// @param seed   of the order, another in each epoch
    public PackedText(List<Document> documents, int length, long seed) {
        if (length < 2) throw new IllegalArgumentException("sequences of " + length + " tokens, at least 2");
        this.length = length;
        this.seed = seed;
        for (Document document : documents) pack(document);
    }

    private void pack(Document d) {
        int size = d.tokens().length;
        if (size < 2) return;
        if (tokens.isEmpty() || filled + Math.min(size, length) > length) open();
        for (int from = 0; from < size; from += length) {
            if (from > 0) open();
            int count = Math.min(length, size - from);
            System.arraycopy(d.tokens(), from, tokens.getLast(), filled, count);
            for (int i = 0; i < count; i++) {
                int next = from + i + 1;
                if (next < size && d.taught().get(next)) targets.getLast()[filled + i] = d.tokens()[next];
            }
            filled += count;
        }
    }

    private void open() {
        tokens.add(new int[length]);
        int[] none = new int[length];
        Arrays.fill(none, NOTHING);
        targets.add(none);
        filled = 0;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public long count() {
        return tokens.size();
    }

    /// Tokens that are to be predicted, in all sequences together.
    public long taught() {
        return targets.stream().flatMapToInt(Arrays::stream).filter(t -> t >= 0).count();
    }

    @Override
    public void read(long index, int[] tokensOut, int[] targetsOut, int at) {
        int n = tokens.size();
        if (n == 0) throw new TrainingException("no document has two tokens to learn from");
        long epoch = index / n;
        if (epoch != orderedEpoch) order = shuffled(n, seed + epoch);
        orderedEpoch = epoch;
        int which = order[(int) (index % n)];
        System.arraycopy(tokens.get(which), 0, tokensOut, at, length);
        System.arraycopy(targets.get(which), 0, targetsOut, at, length);
    }

    /// The numbers 0 to `n − 1`, shuffled (Fisher and Yates).
    static int[] shuffled(int n, long seed) {
        int[] order = new int[n];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
