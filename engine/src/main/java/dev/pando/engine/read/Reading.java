package dev.pando.engine.read;

import dev.pando.engine.seed.Judgement;

/// What a [Reader] makes of a quotation: of each token whether it is outside of the answer, begins it or goes on with it.
///
/// @param odds log odds that the quotation is what was asked for
/// @param seen what was read
/// @param tags (tokens, [ReaderModel#TAGS]) log-probabilities
record Reading(double odds, Seen seen, float[] tags) implements Judgement {

    private static final double UNREAD = -30; // of words that the encoder's limit of length cut off
    private static final double TAG = 0.6; // of a verdict: a step has some sixty verdicts and two hundred tags, which weigh twice as much

    @Override
    public double answer(int from, int to) {
        int first = first(from, to);
        if (first < 0) return UNREAD;
        double sum = tag(first, ReaderModel.BEGIN) - tag(first, ReaderModel.OUTSIDE);
        int next = first + 1;
        for (; next < seen.tokens() && seen.overlaps(next, from, to); next++) {
            sum += tag(next, ReaderModel.INSIDE) - tag(next, ReaderModel.OUTSIDE);
        }
        return next < seen.tokens() && seen.isQuoted(next)
                ? sum + Math.log1p(-Math.min(0.999_999, Math.exp(tag(next, ReaderModel.INSIDE))))
                : sum;
    }

    /// Whether each token of the quotation is likeliest what it is if these characters are the answer.
    boolean isLikeliest(int from, int to) {
        int first = first(from, to);
        for (int token = 0; token < seen.tokens(); token++) {
            if (!seen.isQuoted(token)) continue;
            int tag = tag(token, first, from, to);
            for (int other = 0; other < ReaderModel.TAGS; other++)
                if (tag(token, other) > tag(token, tag)) return false;
        }
        return true;
    }

    /// What this loses on a lesson, in nats: by its verdict, and by the tags of its answer, about as they weigh in training.
    double loss(Lesson lesson) {
        double verdict = Math.log1p(Math.exp(lesson.right() ? -odds : odds));
        if (!lesson.hasAnswer()) return verdict;
        double sum = 0;
        int first = first(lesson.from(), lesson.to());
        for (int token = 0; token < seen.tokens(); token++) {
            if (seen.isQuoted(token)) sum -= tag(token, tag(token, first, lesson.from(), lesson.to()));
        }
        return verdict + TAG * sum;
    }

    private int tag(int token, int first, int from, int to) {
        if (!seen.overlaps(token, from, to)) return ReaderModel.OUTSIDE;
        return token == first ? ReaderModel.BEGIN : ReaderModel.INSIDE;
    }

    private int first(int from, int to) {
        for (int token = 0; token < seen.tokens(); token++) if (seen.overlaps(token, from, to)) return token;
        return -1;
    }

    private double tag(int token, int tag) {
        return tags[token * ReaderModel.TAGS + tag];
    }
}
