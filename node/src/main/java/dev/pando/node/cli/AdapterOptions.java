package dev.pando.node.cli;

import picocli.CommandLine.Option;

/// How an adapter is trained, for every command that trains one.
final class AdapterOptions {

    @Option(names = "--steps", paramLabel = "N", defaultValue = "200", description = "Steps of training (default ${DEFAULT-VALUE}).")
    int steps;
    @Option(names = "--rank", paramLabel = "R", defaultValue = "8", description = "Rank of the adapter (default ${DEFAULT-VALUE}).")
    int rank;
    @Option(names = "--length", paramLabel = "TOKENS", defaultValue = "256", description = "Tokens of a sequence (default ${DEFAULT-VALUE}).")
    int length;
    @Option(names = "--batch", paramLabel = "N", defaultValue = "8", description = "Sequences of a step (default ${DEFAULT-VALUE}).")
    int batch;
    @Option(names = "--rate", paramLabel = "RATE", defaultValue = "0.001", description = "Highest learning rate (default ${DEFAULT-VALUE}).")
    float rate;
    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "The same seed gives the same adapter (default ${DEFAULT-VALUE}).")
    long seed;
}
