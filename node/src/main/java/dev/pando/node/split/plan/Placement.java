package dev.pando.node.split.plan;

import java.util.List;

/// Who computes what.
///
/// @param shares     in the order of their layers; the first is the machine that asks
/// @param headMs     time of the head, on the machine that asks
/// @param msPerToken time of one token: all arithmetic and all round trips
public record Placement(List<Share> shares, double headMs, double msPerToken) {

    /// Copies what it is given.
    public Placement {
        shares = List.copyOf(shares);
    }

    /// Layers `from ≤ i < to` on one machine.
    ///
    /// @param machine      index into the machines that were planned for
    /// @param weightBytes  weights
    /// @param memoryBytes  weights, caches, and both ends where the machine has them
    /// @param arithmeticMs time of its layers for one token
    public record Share(int machine, int from, int to, long weightBytes, long memoryBytes, double arithmeticMs) {}
}
