package dev.pando.engine.read;

import dev.pando.engine.seed.Judge;
import dev.pando.engine.seed.Judgement;
import dev.pando.engine.train.Node;
import dev.pando.engine.train.Tape;
import dev.pando.kernel.Workers;
import java.util.Arrays;
import java.util.Optional;

/// Reads a quotation with a question in mind: is it what was asked for, and which words are the answer?
///
/// ```java
/// Judgement made = reader.of("Where does Mirel live?", "Mirel rents a small flat in Oskerby.").orElseThrow();
/// made.odds();          // log odds, here well above 0
/// made.answer(28, 35);  // "Oskerby": more than any other words have
/// ```
/// It begins as an encoder that read much and so knows what words mean, and learned from invented notes what is to be done with them. Safe for use
/// by many threads.
public final class Reader implements Judge {

    private final Eyes eyes;
    private final ReaderModel model;

    /// @param eyes of the encoder that the model began as
    public Reader(Eyes eyes, ReaderModel model) {
        this.eyes = eyes;
        this.model = model;
    }

    @Override
    public Optional<Judgement> of(String question, String quotation) {
        return Optional.of(read(question, quotation));
    }

    Reading read(String question, String quotation) {
        return in(question, quotation, (tape, seen, hidden) -> {
            float[] tags = tape.linear(hidden, model.weight("tags.weight"), null).value();
            float[] verdict = tape.linear(hidden, model.weight("verdict.weight"), null).value();
            double odds = verdict[ReaderModel.YES] - verdict[ReaderModel.NO]; // of the mark before everything
            return new Reading(odds, seen, logProbabilities(tags, seen.tokens()));
        });
    }

    /// What the last layer makes of a question and a quotation: (tokens, width).
    public float[] states(String question, String quotation) {
        return in(question, quotation, (_, _, hidden) -> hidden.value());
    }

    private interface Head<T> {
        T says(Tape tape, Seen seen, Node hidden);
    }

    private <T> T in(String question, String quotation, Head<T> head) {
        Seen seen = eyes.see(question, quotation);
        int tokens = seen.tokens();
        int[] ends = new int[tokens];
        Arrays.fill(ends, tokens);
        try (Workers workers = new Workers(1)) {
            Tape tape = Tape.measuring(workers);
            Node first = new Node(tokens, seen.width(), seen.states(), null);
            return head.says(tape, seen, model.hidden(tape, first, tokens, null, ends));
        }
    }

    private static float[] logProbabilities(float[] logits, int tokens) {
        float[] all = new float[tokens * ReaderModel.TAGS];
        for (int from = 0; from < all.length; from += ReaderModel.TAGS) {
            double sum = 0;
            for (int tag = 0; tag < ReaderModel.TAGS; tag++) sum += Math.exp(logits[from + tag]);
            for (int tag = 0; tag < ReaderModel.TAGS; tag++)
                all[from + tag] = (float) (logits[from + tag] - Math.log(sum));
        }
        return all;
    }
}
