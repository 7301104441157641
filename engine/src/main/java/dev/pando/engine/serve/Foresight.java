package dev.pando.engine.serve;

import dev.pando.engine.grammar.Replies;
import dev.pando.engine.grammar.Replies.Place;
import dev.pando.engine.model.Batch;
import dev.pando.engine.model.Forward;
import dev.pando.engine.model.KvCache;
import dev.pando.engine.model.Model;
import dev.pando.engine.sample.Constraint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Looks ahead: which of a few [Replies] is the likeliest as a whole.
///
/// Token by token a model may enter a text whose end it does not like. Here the log-probabilities of a text's tokens are added, each of
/// them among the tokens that may come next at its place: where there is no choice, nothing is lost. Texts are tried the likeliest first,
/// and given up once they are less likely than the best whole one, since sums only fall; so few are read to the end.
///
/// It takes the time of some prompts: meant for a small model. Belongs to the thread that computes.
final class Foresight {

    private final Model model;
    private final Forward forward;
    private final KvCache cache;
    private final List<Integer> path = new ArrayList<>();
    private double best = Double.NEGATIVE_INFINITY;
    private List<Integer> likeliest;

    private Foresight(Model model, Forward forward, KvCache cache) {
        this.model = model;
        this.forward = forward;
        this.cache = cache;
    }

    /// Settles what is said, if there is a choice of a few texts and it is still open. Where no text has room, each of them may still
    /// follow.
    ///
    /// @param constraint what the answer must look like, or null
    /// @param cache  knows the prompt, and afterwards no more than it
    /// @param logits (vocabulary) after the prompt; left as they are
    static void settle(Constraint constraint, Model model, Forward forward, KvCache cache, float[] logits) {
        if (!(constraint instanceof Replies replies) || replies.isSettled()) return;
        if (replies.prefersNone(logits)) {
            replies.settleForNone();
            return;
        }
        Foresight foresight = new Foresight(model, forward, cache);
        int prompt = cache.length();
        foresight.search(replies, replies.beginning(), logits, 0);
        cache.truncate(prompt);
        if (foresight.likeliest != null) replies.settle(foresight.likeliest);
    }

    /// A way to go on, or to end where `to` is null.
    ///
    /// @param more added to the log-probability of a text that ends
    private record Step(int token, Place to, double logit, double more) {}

    private void search(Replies replies, Place at, float[] logits, double soFar) {
        List<Step> steps = steps(replies, at, logits);
        double sum = logSum(steps);
        for (Step step : steps) {
            double score = soFar + step.logit - sum;
            if (!(score > best)) return; // neither are the others
            if (step.to == null) whole(score + step.more);
            else
                goOn(replies, step, score);
        }
    }

    private void whole(double score) {
        if (!(score > best)) return;
        likeliest = new ArrayList<>(path);
        best = score;
    }

    // To the next place where there is a choice.
    private void goOn(Replies replies, Step step, double score) {
        int depth = path.size(), positions = cache.length();
        path.add(step.token);
        Place at = step.to;
        while (at.next().size() == 1 && !at.whole()) {
            path.add(at.next().firstKey());
            at = at.next().get(at.next().firstKey());
        }
        if (at.next().isEmpty()) {
            whole(score + at.odds());
        } else if (positions + path.size() - depth <= cache.positionsMax()) {
            search(replies, at, read(path.subList(depth, path.size())), score);
        }
        path.subList(depth, path.size()).clear();
        cache.truncate(positions);
    }

    private static List<Step> steps(Replies replies, Place at, float[] logits) {
        List<Step> steps = new ArrayList<>();
        at.next().forEach((token, to) -> steps.add(new Step(token, to, logits[token], 0)));
        if (at.whole()) steps.add(new Step(-1, null, replies.end(logits), at.odds()));
        steps.sort(Comparator.comparingDouble(Step::logit).reversed());
        return steps;
    }

    private static double logSum(List<Step> steps) {
        double most = steps.getFirst().logit;
        return most + StrictMath.log(steps.stream().mapToDouble(s -> StrictMath.exp(s.logit - most)).sum());
    }

    private float[] read(List<Integer> tokens) {
        int[] all = tokens.stream().mapToInt(token -> token).toArray();
        float[] logits = new float[model.config().vocabulary()];
        for (int from = 0; from < all.length; from += Forward.CHUNK_ROWS) {
            int[] part = Arrays.copyOfRange(all, from, Math.min(all.length, from + Forward.CHUNK_ROWS));
            float[] hidden = new float[part.length * model.config().width()];
            forward.embed(part, hidden);
            forward.run(model.range(), Batch.of(cache, part.length), hidden);
            if (from + part.length == all.length) forward.head(hidden, new int[]{part.length - 1}, logits);
        }
        return logits;
    }
}
