package dev.pando.engine.read;

import dev.pando.engine.bert.BertLayers;
import dev.pando.engine.bert.BertLayers.Desk;
import dev.pando.engine.bert.BertShape;
import dev.pando.engine.seed.Judge;
import dev.pando.engine.seed.Judgement;
import dev.pando.kernel.Vectors;
import dev.pando.kernel.Workers;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Reads a quotation with a question in mind: is it what was asked for, and which words are the answer?
///
/// ```java
/// Judgement made = reader.of("Where does Mirel live?", "Mirel rents a small flat in Oskerby.").orElseThrow();
/// made.odds();          // log odds, here well above 0
/// made.answer(28, 35);  // "Oskerby": more than any other words have
/// ```
/// It begins as an encoder that read much and so knows what words mean, and learned from invented notes what is to be done with them. Its layers are computed
/// in bytes, as an encoder's are. Safe for use by many threads.
public final class Reader implements Judge {

    private static final Workers ALONE = new Workers(1); // has no threads

    private final Eyes eyes;
    private final BertLayers layers;
    private final float[] tags; // (TAGS, width)
    private final float[] verdict; // (VERDICTS, width)
    private final Queue<Desk> desks = new ConcurrentLinkedQueue<>();

    /// @param eyes  of the encoder that the model began as
    /// @param model as it is now; what it learns later is not known here
    public Reader(Eyes eyes, ReaderModel model) {
        ReaderModel.Shape shape = model.shape();
        this.eyes = eyes;
        this.layers = new BertLayers(new BertShape(shape.width(), shape.inner(), shape.layers(), shape.heads()),
                new ReaderBytes(model));
        this.tags = model.weight("tags.weight").value().clone();
        this.verdict = model.weight("verdict.weight").value().clone();
    }

    @Override
    public Optional<Judgement> of(String question, String quotation) {
        return Optional.of(read(question, quotation));
    }

    Reading read(String question, String quotation) {
        Seen seen = eyes.see(question, quotation);
        float[] states = outputs(seen);
        float[] said = new float[seen.tokens() * ReaderModel.TAGS];
        for (int token = 0; token < seen.tokens(); token++) logProbabilities(states, token, seen.width(), said);
        double odds = dot(verdict, ReaderModel.YES, states, 0, seen.width())
                - dot(verdict, ReaderModel.NO, states, 0, seen.width()); // of the mark before everything
        return new Reading(odds, seen, said);
    }

    /// What the last layer makes of a question and a quotation: (tokens, width).
    public float[] states(String question, String quotation) {
        return outputs(eyes.see(question, quotation));
    }

    private float[] outputs(Seen seen) {
        float[] states = seen.states().clone();
        Desk free = desks.poll(), desk = free == null ? new Desk() : free;
        layers.run(ALONE, desk, states, seen.tokens());
        desks.add(desk);
        return states;
    }

    private void logProbabilities(float[] states, int token, int width, float[] into) {
        int at = token * ReaderModel.TAGS;
        double sum = 0;
        for (int tag = 0; tag < ReaderModel.TAGS; tag++) {
            into[at + tag] = dot(tags, tag, states, token, width);
            sum += Math.exp(into[at + tag]);
        }
        for (int tag = 0; tag < ReaderModel.TAGS; tag++) into[at + tag] -= (float) Math.log(sum);
    }

    private static float dot(float[] weights, int row, float[] states, int token, int width) {
        return Vectors.dot(weights, row * width, states, token * width, width);
    }
}
