package dev.pando.node.cli;

import dev.pando.engine.sample.SamplingOptions;
import dev.pando.node.answer.Sampling;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Option;

/// How tokens are chosen.
final class SamplingChoice {

    @Option(names = "--temperature", paramLabel = "T", defaultValue = "0.7", description = "0 always takes the most probable token (default ${DEFAULT-VALUE}).")
    private double temperature;
    @Option(names = "--seed", paramLabel = "S", description = "The same seed gives the same answer.")
    private Long seed;

    Sampling sampling() {
        OptionalLong number = seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
        return new Sampling(temperature, 0, 1, 0, 0, 0, 1, Map.of(), number);
    }

    /// The same for the engine itself.
    SamplingOptions options() {
        long number = seed == null ? ThreadLocalRandom.current().nextLong() : seed;
        return SamplingOptions.at((float) temperature, number);
    }
}
