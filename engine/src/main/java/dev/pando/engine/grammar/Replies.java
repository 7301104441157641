package dev.pando.engine.grammar;

import dev.pando.engine.sample.Constraint;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// An answer that is one of a few texts, as their tokens. See [Form.Likeliest].
///
/// Whoever runs the model may look ahead and [#settle] which of them it will be; until then each of them may follow.
public final class Replies implements Constraint {

    /// A place in the texts, where some tokens may come next.
    public static final class Place {

        private final SortedMap<Integer, Place> next = new TreeMap<>();
        private boolean whole;
        private double odds;

        private Place() {}

        /// The tokens that may come next, and where they lead.
        public SortedMap<Integer, Place> next() {
            return Collections.unmodifiableSortedMap(next);
        }

        /// Whether a text may end here.
        public boolean whole() {
            return whole;
        }

        /// Added to the log-probability of the text that ends here; 0 or less.
        public double odds() {
            return odds;
        }

        private void end(double more) {
            odds = whole ? Math.max(odds, more) : more;
            whole = true;
        }

        private Place go(int[] tokens) {
            Place at = this;
            for (int token : tokens) at = at.next.computeIfAbsent(token, _ -> new Place());
            return at;
        }
    }

    private final Place replies = new Place(), none = new Place();
    private final float odds;
    private final int[] ends;
    private Place at; // null where everything may still follow

    /// @param encode the tokens of a text
    /// @param ends   tokens that end an answer
    Replies(Form.Likeliest form, Function<String, int[]> encode, int[] ends) {
        for (Form.Reply reply : form.replies()) {
            Place given = replies.go(encode.apply(reply.given()));
            for (int i = 0; i < reply.endings().size(); i++) {
                given.go(encode.apply(reply.endings().get(i))).end(reply.odds().get(i));
            }
        }
        none.go(encode.apply(form.none())).whole = true;
        this.odds = (float) form.odds();
        this.ends = ends;
    }

    /// Whether it is known by now which text it will be, or nothing can be chosen.
    public boolean isSettled() {
        return at != null || replies.next.isEmpty();
    }

    /// Where all the texts begin, but for the one that is said rather than any of them.
    public Place beginning() {
        return replies;
    }

    /// Whether that one is likelier as a beginning.
    ///
    /// @param logits (vocabulary) of the first token
    public boolean prefersNone(float[] logits) {
        return best(none, logits) + odds > best(replies, logits);
    }

    private static float best(Place place, float[] logits) {
        float best = Float.NEGATIVE_INFINITY;
        for (int token : place.next.keySet()) best = Math.max(best, logits[token]);
        return best;
    }

    /// The logit of the end of an answer.
    public float end(float[] logits) {
        float best = Float.NEGATIVE_INFINITY;
        for (int end : ends) best = Math.max(best, logits[end]);
        return best;
    }

    /// Nothing but these tokens, and then the end.
    public void settle(List<Integer> tokens) {
        at = new Place();
        at.go(tokens.stream().mapToInt(token -> token).toArray()).whole = true;
    }

    /// Nothing but the one that is said rather than any other.
    public void settleForNone() {
        at = none;
    }

    @Override
    public void mask(float[] logits) {
        float[] all = logits.clone();
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        if (at == null) {
            allow(none, all, odds, logits);
            allow(replies, all, 0, logits);
        } else {
            allow(at, all, 0, logits);
        }
    }

    private void allow(Place place, float[] all, float more, float[] logits) {
        for (int token : place.next.keySet()) logits[token] = all[token] + more;
        if (place.whole) for (int end : ends) logits[end] = all[end];
    }

    @Override
    public void accept(int token) {
        Place from = at != null ? at : replies.next.containsKey(token) ? replies : none;
        at = from.next.getOrDefault(token, from);
    }
}
