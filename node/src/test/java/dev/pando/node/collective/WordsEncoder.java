package dev.pando.node.collective;

import dev.pando.node.encode.Encoder;
import java.util.SplittableRandom;

/// An encoder for tests that takes no time: a text is the sum of its words, each a vector drawn from its hash.
public final class WordsEncoder implements Encoder {

    private static final int DIMENSIONS = 384;

    @Override
    public String id() {
        return "words";
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public float[] encode(String text) {
        float[] vector = new float[DIMENSIONS];
        for (String word : text.toLowerCase(java.util.Locale.ROOT).split("\\W+")) {
            SplittableRandom random = new SplittableRandom(word.hashCode());
            for (int i = 0; i < DIMENSIONS; i++) vector[i] += (float) random.nextGaussian();
        }
        double square = 0;
        for (float v : vector) square += v * v;
        for (int i = 0; i < DIMENSIONS; i++) vector[i] /= (float) Math.sqrt(square);
        return vector;
    }

    @Override
    public void close() {}
}
