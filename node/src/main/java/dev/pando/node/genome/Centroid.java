package dev.pando.node.genome;

import dev.pando.engine.artifact.Payload;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.EncodingException;
import java.util.List;

/// Where a genome's text lies among texts: the direction of the mean of its passages' vectors, a byte an element.
///
/// It tells others what the text is about, as the topic's words do, and not more than a mean of many passages can.
///
/// @param elements −127 to 127, the largest of them ±127; none if nobody knows
public record Centroid(byte[] elements) {

    /// Of a genome of which nobody says what it is about.
    public static final Centroid UNKNOWN = new Centroid(new byte[0]);

    private static final System.Logger LOG = System.getLogger(Centroid.class.getName());

    /// Of passages of a text; [#UNKNOWN] if there are none, or the encoder does not run on this machine.
    public static Centroid of(Encoder encoder, List<String> passages) {
        float[] mean = new float[encoder.dimensions()];
        try {
            for (String passage : passages) {
                float[] vector = encoder.encode(passage);
                for (int i = 0; i < mean.length; i++) mean[i] += vector[i];
            }
        } catch (EncodingException e) {
            LOG.log(System.Logger.Level.WARNING, "the card does not say what the genome is about: " + e.getMessage());
            return UNKNOWN;
        }
        float most = 0;
        for (float value : mean) most = Math.max(most, Math.abs(value));
        if (!(most > 0)) return UNKNOWN;
        byte[] elements = new byte[mean.length];
        for (int i = 0; i < mean.length; i++) elements[i] = (byte) Math.round(mean[i] / most * Byte.MAX_VALUE);
        return new Centroid(elements);
    }

    /// As a card says.
    public static Centroid of(Payload.Genome card) {
        return new Centroid(card.centroid());
    }

    /// The cosine between it and a text, −1 to 1; 0 if it is unknown or of another encoder.
    ///
    /// @param vector of the text, of any length but 0
    public double nearness(float[] vector) {
        if (elements.length != vector.length) return 0;
        double product = 0, mine = 0, theirs = 0;
        for (int i = 0; i < elements.length; i++) {
            product += elements[i] * vector[i];
            mine += (double) elements[i] * elements[i];
            theirs += (double) vector[i] * vector[i];
        }
        return mine == 0 || theirs == 0 ? 0 : product / Math.sqrt(mine * theirs);
    }
}
