package dev.pando.lab.durability;

import dev.pando.node.encode.Encoder;
import java.util.Locale;
import java.util.SplittableRandom;

/// A vector a word, by its hash, and their sum for a text: as steady as a real encoder, and there at once.
final class HashEncoder implements Encoder {

    private static final int DIMENSIONS = 384;

    @Override
    public String id() {
        return "hashes";
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public float[] encode(String text) {
        float[] sum = new float[DIMENSIONS];
        for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
            SplittableRandom chance = new SplittableRandom(word.hashCode());
            for (int i = 0; i < DIMENSIONS; i++) sum[i] += (float) chance.nextGaussian();
        }
        double squares = 0;
        for (float v : sum) squares += v * v;
        for (int i = 0; i < DIMENSIONS; i++) sum[i] /= (float) Math.sqrt(squares);
        return sum;
    }

    @Override
    public void close() {
        // It has nothing.
    }
}
