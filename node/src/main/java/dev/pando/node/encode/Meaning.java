package dev.pando.node.encode;

import dev.pando.engine.seed.Judge;
import dev.pando.engine.seed.Likeness;
import java.util.List;

/// Likeness in meaning: the cosine of what an encoder makes of two texts. Where the encoder does not run, all are alike.
///
/// @param encoder of the node; stays open
/// @param judge   who reads notes with a question in mind, or [Judge#NONE]
public record Meaning(Encoder encoder, Judge judge) implements Likeness {

    /// With the reader that comes with Pando, which is opened by its first quotation: keep what this returns.
    public static Meaning of(Encoder encoder) {
        return new Meaning(encoder, BundledReader.find());
    }

    @Override
    public double[] to(String question, List<String> notes) {
        try {
            float[] asked = encoder.encode(question);
            return notes.stream().mapToDouble(note -> Encoder.cosine(asked, encoder.encode(note))).toArray();
        } catch (EncodingException e) {
            return Likeness.UNKNOWN.to(question, notes);
        }
    }
}
