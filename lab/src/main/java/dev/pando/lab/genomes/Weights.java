package dev.pando.lab.genomes;

import dev.pando.engine.train.Weight.Parameter;
import java.util.List;

/// Parameters as plain arrays, in their order.
final class Weights {

    private Weights() {}

    static float[][] of(List<Parameter> parameters) {
        return parameters.stream().map(p -> p.value().clone()).toArray(float[][]::new);
    }

    static void into(float[][] weights, List<Parameter> parameters) {
        for (int i = 0; i < weights.length; i++) {
            System.arraycopy(weights[i], 0, parameters.get(i).value(), 0, weights[i].length);
        }
    }
}
