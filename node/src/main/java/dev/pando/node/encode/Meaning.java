package dev.pando.node.encode;

import dev.pando.engine.seed.Likeness;
import java.util.List;

/// Likeness in meaning: the cosine of what an encoder makes of two texts. Where the encoder does not run, all are alike.
///
/// @param encoder of the node; stays open
public record Meaning(Encoder encoder) implements Likeness {

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
