package dev.pando.node.split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/// One sequence on its way through the chain: what it has sent where, and how far it has come.
final class Journey implements AutoCloseable {

    /// The longest stretch that an audit compares.
    private static final int AUDIT_ROWS_MAX = 32;

    private final Ends ends;
    private final List<Link> chain;
    private final List<Passage> passages = new ArrayList<>();
    private final Passage outcome; // what came out of the last link
    private final int width;
    private int[] tokens = {}; // whose positions are in all caches
    private int length;

    Journey(Ends ends, List<Link> chain) {
        this.ends = ends;
        this.chain = chain;
        width = ends.config().width();
        for (int i = 0; i < chain.size(); i++) passages.add(new Passage(width));
        outcome = new Passage(width);
    }

    /// Positions that all stages know.
    int length() {
        return length;
    }

    /// How many tokens, from the first on, are the same as those it knows.
    int common(int[] others) {
        int n = 0, most = Math.min(length, others.length);
        while (n < most && tokens[n] == others[n]) n++;
        return n;
    }

    /// Goes back: positions from `to` on will be sent anew.
    void back(int to) {
        length = Math.min(length, to);
    }

    /// Takes tokens through the chain, from the position that it has reached.
    ///
    /// @return (tokens, width) what came out
    float[] step(int[] next) {
        float[] hidden = new float[next.length * width];
        ends.embed(next, hidden);
        for (int i = 0; i < chain.size(); i++) {
            if (i == 1) ends.rest();
            chain.get(i).run(passages.get(i), length, next.length, hidden);
        }
        arrived(next, hidden);
        return hidden;
    }

    private void arrived(int[] next, float[] hidden) {
        outcome.remember(length, next.length, hidden);
        if (tokens.length < length + next.length) {
            tokens = Arrays.copyOf(tokens, Math.max(64, 2 * (length + next.length)));
        }
        System.arraycopy(next, 0, tokens, length, next.length);
        length += next.length;
    }

    /// The same for a prompt, in pieces: while one stage computes a piece, the one before it computes the next.
    ///
    /// @param pool threads for the stages
    /// @return (rows of the last piece, width)
    float[] read(int[] prompt, Executor pool) {
        if (prompt.length <= SplitLimits.CHUNK_ROWS) return step(prompt);
        List<CompletableFuture<float[]>> latest = new ArrayList<>(); // of each link
        for (int i = 0; i < chain.size(); i++) latest.add(CompletableFuture.completedFuture(null));
        List<int[]> pieces = new ArrayList<>();
        List<CompletableFuture<float[]>> done = new ArrayList<>();
        for (int at = 0; at < prompt.length; at += SplitLimits.CHUNK_ROWS) {
            int[] piece = Arrays.copyOfRange(prompt, at, Math.min(prompt.length, at + SplitLimits.CHUNK_ROWS));
            int start = length + at;
            CompletableFuture<float[]> on = latest.getFirst().thenApplyAsync(_ -> embedded(piece), pool);
            for (int i = 0; i < chain.size(); i++) {
                int link = i;
                on = on.thenCombineAsync(latest.get(i), (hidden, _) -> {
                    chain.get(link).run(passages.get(link), start, piece.length, hidden);
                    return hidden;
                }, pool);
                latest.set(i, on);
            }
            pieces.add(piece);
            done.add(on);
        }
        return arrive(pieces, done);
    }

    private float[] embedded(int[] piece) {
        float[] hidden = new float[piece.length * width];
        ends.embed(piece, hidden);
        return hidden;
    }

    private float[] arrive(List<int[]> pieces, List<CompletableFuture<float[]>> done) {
        float[] hidden = {};
        try {
            for (int i = 0; i < pieces.size(); i++) {
                hidden = done.get(i).join();
                arrived(pieces.get(i), hidden);
            }
        } catch (CompletionException e) {
            // Nobody may be at work in the passages when they are closed.
            for (CompletableFuture<float[]> other : done) other.exceptionally(_ -> null).join();
            throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e.getCause());
        }
        return hidden;
    }

    /// Computes a window of a link again elsewhere; which one, chance decides.
    ///
    /// @throws SplitException naming the peer whose bits are wrong; it computes no more
    void audit(SplittableRandom random) {
        List<Integer> remote = new ArrayList<>();
        for (int i = 0; i < chain.size(); i++) if (!chain.get(i).stage().peer().equals(Stage.HERE)) remote.add(i);
        if (remote.isEmpty() || length == 0) return;
        int i = remote.get(random.nextInt(remote.size()));
        int from = random.nextInt(length), end = Math.min(length, from + AUDIT_ROWS_MAX);
        Passage after = i + 1 < chain.size() ? passages.get(i + 1) : outcome;
        String peer = chain.get(i).stage().peer();
        chain.get(i).audit(passages.get(i), from, end, after.inputs()).ifPresent(position -> {
            String wrong = "its bits are wrong at position " + position;
            chain.get(i).dismiss(wrong);
            throw new SplitException(Link.named(peer) + " (" + Link.layers(chain.get(i).layers())
                    + ") is not to be believed: " + wrong);
        });
    }

    @Override
    public void close() {
        passages.forEach(Passage::close);
    }
}
