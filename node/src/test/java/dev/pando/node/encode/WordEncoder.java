package dev.pando.node.encode;

import java.util.Locale;
import java.util.SplittableRandom;

/// An encoder without a model: a text's vector is the sum of its words', and each word has a random one of its own.
public final class WordEncoder implements Encoder {

    private static final int DIMENSIONS = 384; // as many as the shipped map of meanings has
    private final String id;

    /// An encoder of this name.
    public WordEncoder(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public float[] encode(String text) {
        float[] vector = new float[DIMENSIONS];
        for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
            var random = new SplittableRandom(word.hashCode());
            for (int i = 0; i < DIMENSIONS; i++) vector[i] += (float) random.nextGaussian();
        }
        double squares = 0;
        for (float v : vector) squares += (double) v * v;
        for (int i = 0; i < DIMENSIONS; i++) vector[i] /= (float) Math.sqrt(squares);
        return vector;
    }

    @Override
    public void close() {}
}
