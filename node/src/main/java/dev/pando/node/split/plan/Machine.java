package dev.pando.node.split.plan;

/// What a machine has to offer to a split.
///
/// @param name        who it is, for people
/// @param freeBytes   memory for weights and caches
/// @param bytesPerMs  weights that it can multiply with in a millisecond
/// @param roundTripMs time to it and back, with a hidden state either way, in milliseconds; 0 for the machine that asks
public record Machine(String name, long freeBytes, double bytesPerMs, double roundTripMs) {

    /// @throws IllegalArgumentException if it has no speed, or a number is negative
    public Machine {
        if (!(bytesPerMs > 0)) throw new IllegalArgumentException(name + ": " + bytesPerMs + " bytes in a millisecond");
        if (freeBytes < 0 || !(roundTripMs >= 0)) {
            throw new IllegalArgumentException(name + ": " + freeBytes + " bytes free, " + roundTripMs + " ms away");
        }
    }
}
