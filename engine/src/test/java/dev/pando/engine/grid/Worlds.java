package dev.pando.engine.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Terms with vectors that cluster into topics, as an encoder's do.
final class Worlds {

    private static final int DIMENSIONS = 64;
    private static final int TOPICS = 40;

    private Worlds() {}

    static Lexicon lexicon(int terms, long seed) {
        List<float[]> vectors = vectors(terms, seed);
        Lexicon lexicon = new Lexicon(SelfOrganisingMap.learn(vectors, 3, seed));
        for (int i = 0; i < terms; i++) lexicon.add("term " + i, vectors.get(i));
        return lexicon;
    }

    static List<float[]> vectors(int terms, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] topics = new float[TOPICS][];
        for (int i = 0; i < TOPICS; i++) topics[i] = gaussian(random);
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < terms; i++) {
            float[] topic = topics[random.nextInt(TOPICS)], own = gaussian(random);
            for (int d = 0; d < DIMENSIONS; d++) own[d] = 0.7f * own[d] + 0.7f * topic[d];
            vectors.add(unit(own));
        }
        return vectors;
    }

    private static float[] gaussian(SplittableRandom random) {
        float[] vector = new float[DIMENSIONS];
        for (int d = 0; d < DIMENSIONS; d++) vector[d] = (float) random.nextGaussian();
        return vector;
    }

    private static float[] unit(float[] vector) {
        double square = 0;
        for (float value : vector) square += value * value;
        for (int d = 0; d < vector.length; d++) vector[d] /= (float) Math.sqrt(square);
        return vector;
    }
}
