package dev.pando.engine.read;

/// A question and a quotation as an encoder sees them together: one vector a token, marks included, the first of which stands before all; then
/// the question. No vector knows of the others yet, but of its place.
///
/// @param states (tokens, width)
/// @param from   (tokens) where in the quotation the characters begin that a token stands for; -1 for what is not of the quotation
/// @param to     (tokens) where they end
public record Seen(float[] states, int[] from, int[] to) {

    /// @throws IllegalArgumentException if the arrays do not belong together
    public Seen {
        if (from.length != to.length || from.length == 0 || states.length % from.length != 0) {
            throw new IllegalArgumentException(states.length + " states of " + from.length + " tokens, " + to.length);
        }
    }

    int tokens() {
        return from.length;
    }

    int width() {
        return states.length / from.length;
    }

    boolean isQuoted(int token) {
        return from[token] >= 0;
    }

    /// Whether a token stands for some of the quotation's characters `begin` to `end`.
    boolean overlaps(int token, int begin, int end) {
        return isQuoted(token) && from[token] < end && to[token] > begin;
    }
}
