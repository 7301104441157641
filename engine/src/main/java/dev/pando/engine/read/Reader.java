package dev.pando.engine.read;

import dev.pando.engine.seed.Judge;
import dev.pando.engine.seed.Judgement;
import dev.pando.engine.train.Node;
import dev.pando.engine.train.Tape;
import dev.pando.kernel.Workers;
import java.util.Optional;

/// Reads a quotation with a question in mind: is it what was asked for, and which words are the answer?
///
/// ```java
/// Judgement made = reader.of("Where does Mirel live?", "Mirel rents a small flat in Oskerby.").orElseThrow();
/// made.odds();          // log odds, here well above 0
/// made.answer(28, 35);  // "Oskerby": more than any other words have
/// ```
/// An encoder that read much brings the meaning of words; the reader, which learned from invented notes alone, brings what is to be done with
/// them. Safe for use by many threads.
public final class Reader implements Judge {

    private final Eyes eyes;
    private final ReaderModel model;

    /// @param eyes the encoder that the model learned with
    public Reader(Eyes eyes, ReaderModel model) {
        this.eyes = eyes;
        this.model = model;
    }

    @Override
    public Optional<Judgement> of(String question, String quotation) {
        return Optional.of(read(question, quotation));
    }

    Reading read(String question, String quotation) {
        Seen seen = eyes.see(question, quotation);
        try (Workers workers = new Workers(1)) {
            Tape tape = Tape.measuring(workers);
            Node hidden = model.hidden(tape, new Node(seen.tokens(), seen.width(), seen.states(), null), seen.tokens(),
                    null);
            float[] tags = tape.linear(hidden, model.weight("tags.weight"), null).value();
            float[] verdict = tape.linear(hidden, model.weight("verdict.weight"), null).value();
            int last = (seen.tokens() - 1) * ReaderModel.VERDICTS;
            double odds = verdict[last + ReaderModel.YES] - verdict[last + ReaderModel.NO];
            return new Reading(odds, seen, logProbabilities(tags, seen.tokens()));
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
