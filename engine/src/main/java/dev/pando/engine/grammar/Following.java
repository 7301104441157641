package dev.pando.engine.grammar;

import dev.pando.engine.sample.Constraint;
import java.util.Arrays;

/// An answer on its way through a language.
final class Following implements Constraint {

    // So near to the last token every byte must bring the end nearer.
    private static final int HURRY_BYTES = 8;

    private final Grammars.Slate slate;
    private final TokenTrie trie;
    private final int[] ends;
    private final float[] endLogits;
    private Language state;
    private int remaining; // tokens that may still be said

    Following(Grammars.Slate slate, Language start, TokenTrie trie, int[] ends, int tokensMax) {
        this.slate = slate;
        this.state = start;
        this.trie = trie;
        this.ends = ends;
        this.endLogits = new float[ends.length];
        this.remaining = tokensMax;
    }

    @Override
    public void mask(float[] logits) {
        synchronized (slate) {
            apply(allowed(), logits);
        }
    }

    // One token more is the end itself.
    private long[] allowed() {
        Masks.Mask mask = slate.masks().of(state);
        int spare = remaining - 2;
        if (mask.longest() <= spare) return mask.tokens();
        long[] fewer = state.shortest + HURRY_BYTES >= spare
                ? slate.masks().shortening(state)
                : slate.masks().ending(state, spare);
        if (fewer != null) return fewer;
        return state.nullable ? new long[mask.tokens().length] : mask.tokens(); // whole: it ends here
    }

    private void apply(long[] tokens, float[] logits) {
        for (int i = 0; i < ends.length; i++) endLogits[i] = logits[ends[i]];
        int named = Math.min(logits.length, tokens.length << 6);
        for (int from = 0; from < named; from += 64)
            forbid(~tokens[from >> 6], logits, from, Math.min(named, from + 64));
        Arrays.fill(logits, named, logits.length, Float.NEGATIVE_INFINITY);
        if (state.nullable) for (int i = 0; i < ends.length; i++) logits[ends[i]] = endLogits[i];
    }

    // From bit to bit: a branch for each token would be guessed wrong as often as not.
    private static void forbid(long forbidden, float[] logits, int from, int to) {
        if (forbidden == -1) {
            Arrays.fill(logits, from, to, Float.NEGATIVE_INFINITY);
            return;
        }
        for (long left = forbidden; left != 0; left &= left - 1) {
            int token = from + Long.numberOfTrailingZeros(left);
            if (token < to) logits[token] = Float.NEGATIVE_INFINITY;
        }
    }

    @Override
    public void accept(int token) {
        remaining--;
        if (Arrays.binarySearch(ends, token) < 0) follow(trie.bytes(token));
    }

    /// Goes on with bytes that were said.
    ///
    /// @return whether they are allowed
    boolean follow(byte[] bytes) {
        synchronized (slate) {
            Language next = slate.languages().derive(state, bytes);
            if (next.isNothing()) return false;
            state = next;
            return true;
        }
    }

    /// The bytes of a token.
    byte[] bytes(int token) {
        return trie.bytes(token);
    }

    /// A token was said that is not part of it.
    void pass() {
        remaining--;
    }
}
