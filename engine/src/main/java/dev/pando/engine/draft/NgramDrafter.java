package dev.pando.engine.draft;

import java.util.Arrays;

/// Guesses that what followed these tokens before will follow them again: a table from the last `n` tokens to the token
/// that came next most often, learnt from every prompt and answer that passes by. Costs a few look-ups a token.
///
/// A context is tried with its longest `n` first. Each entry is a majority vote (Boyer, Moore 1981): a token that comes
/// again gains a vote, another takes one away, and whoever finds none left moves in. The table is of one size for ever;
/// contexts that fall on one slot displace each other.
///
/// How far it guesses follows from how it went: twice as far after guesses that were all right, a little further than
/// the right ones after others. Measured beside always 8 (`lab/results/split`): fewer round trips, and two rows fewer to
/// compute for each token.
public final class NgramDrafter implements Drafter {

    /// Tokens of the longest context.
    public static final int ORDER_MAX = 8;
    /// Entries of the largest table.
    public static final int SLOTS_MAX = 1 << 24;

    private static final int EMPTY = -1;
    private static final int AHEAD_AT_FIRST = 8;
    private static final int AHEAD_MIN = 4;
    private static final int AHEAD_MAX = 16;
    private static final int AHEAD_MORE = 2; // than were right
    private static final int VOTES_MAX = 255;

    private final int orderMin;
    private final long[] contexts; // (slot) what it is for
    private final int[] next; // (slot) the token
    private final short[] votes; // (slot)

    /// @param orderMin shortest context that counts, 1 to [#ORDER_MAX]: shorter ones guess more often and worse
    /// @param slots    entries, a power of two; 14 bytes each
    /// @throws IllegalArgumentException if a number is not allowed
    public NgramDrafter(int orderMin, int slots) {
        if (orderMin < 1 || orderMin > ORDER_MAX) throw new IllegalArgumentException("orderMin: " + orderMin);
        if (slots < 1 || slots > SLOTS_MAX || Integer.bitCount(slots) != 1) {
            throw new IllegalArgumentException("slots: " + slots + ", a power of two up to " + SLOTS_MAX);
        }
        this.orderMin = orderMin;
        contexts = new long[slots];
        next = new int[slots];
        votes = new short[slots];
        Arrays.fill(next, EMPTY);
    }

    /// What suits most: contexts of 8 tokens down to 1, 131,072 of them, in less than two megabytes.
    public NgramDrafter() {
        this(1, 1 << 17);
    }

    @Override
    public Draft begin() {
        return new Draft() {
            private int seen;
            private int[] guesses = {}; // of the last call, for the tokens from `seen` on
            private int ahead = AHEAD_AT_FIRST;

            @Override
            public int[] propose(int[] tokens, int max) {
                ahead = next(ahead, guesses.length, right(guesses, tokens, seen));
                synchronized (NgramDrafter.this) {
                    for (; seen < tokens.length; seen++) learn(tokens, seen);
                    guesses = guess(tokens, Math.min(max, ahead));
                }
                return guesses.clone();
            }
        };
    }

    private static int right(int[] guesses, int[] tokens, int from) {
        int right = 0, most = Math.min(guesses.length, tokens.length - from);
        while (right < most && guesses[right] == tokens[from + right]) right++;
        return right;
    }

    private static int next(int ahead, int guessed, int right) {
        if (guessed == 0) return ahead;
        return right == guessed ? Math.min(AHEAD_MAX, 2 * ahead) : Math.max(AHEAD_MIN, right + AHEAD_MORE);
    }

    private void learn(int[] tokens, int at) {
        for (int n = orderMin; n <= Math.min(ORDER_MAX, at); n++) vote(context(tokens, at, n), tokens[at]);
    }

    private void vote(long context, int token) {
        int slot = slot(context);
        boolean ours = next[slot] != EMPTY && contexts[slot] == context;
        if (ours && next[slot] == token) {
            votes[slot] = (short) Math.min(VOTES_MAX, votes[slot] + 1);
        } else if (votes[slot] > 1) {
            votes[slot]--;
        } else {
            contexts[slot] = context;
            next[slot] = token;
            votes[slot] = 1;
        }
    }

    private int[] guess(int[] tokens, int max) {
        int[] all = Arrays.copyOf(tokens, tokens.length + max);
        int at = tokens.length;
        for (int token = following(all, at); at < all.length && token != EMPTY; token = following(all, at)) {
            all[at++] = token;
        }
        return Arrays.copyOfRange(all, tokens.length, at);
    }

    private int following(int[] tokens, int at) {
        for (int n = Math.min(ORDER_MAX, at); n >= orderMin; n--) {
            long context = context(tokens, at, n);
            int slot = slot(context);
            if (next[slot] != EMPTY && contexts[slot] == context) return next[slot];
        }
        return EMPTY;
    }

    // SplitMix64's finaliser over the tokens before `at`; `n` goes in too, so that orders do not share entries.
    private static long context(int[] tokens, int at, int n) {
        long h = n;
        for (int i = at - n; i < at; i++) {
            h = (h + tokens[i]) * 0x9E3779B97F4A7C15L;
            h = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
            h ^= h >>> 27;
        }
        return h;
    }

    private int slot(long context) {
        return (int) (context >>> 20) & (next.length - 1);
    }
}
