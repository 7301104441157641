package dev.pando.node.split;

import java.util.List;

/// How a split model is doing: what a dashboard shows.
///
/// @param model        its name
/// @param precision    of hidden states; anything but F32 is not the bits of one machine
/// @param stages       who computes what, in order
/// @param msPerToken   time of one token, so far
/// @param networkShare of all time, how much went by between sending rows and having them back that no stage computed in
/// @param tokens       chosen so far
/// @param roundTrips   passes through the chain that they took
/// @param active       answers under way
/// @param waiting      requests that wait
/// @param events       what happened lately, one line each, the oldest first
public record SplitStatus(String model, Precision precision, List<StageStatus> stages, double msPerToken,
        double networkShare, long tokens, long roundTrips, int active, int waiting, List<String> events) {

    /// Copies what it is given.
    public SplitStatus {
        stages = List.copyOf(stages);
        events = List.copyOf(events);
    }

    /// One stage.
    ///
    /// @param peer         whose machine it is: a peer's id, or `this node`
    /// @param from         first layer
    /// @param to           the one after the last
    /// @param weightBytes  of these layers
    /// @param trust        how far this node trusts it, 0 to 1
    /// @param rows         computed so far
    /// @param passes       in which they were
    /// @param load         of its time with us, how much it was at work, 0 to 1
    /// @param msPerPass    arithmetic of one pass
    /// @param boundaryMs   what one pass took on top of that: the way there and back
    /// @param networkShare of a pass, how much that is
    public record StageStatus(String peer, int from, int to, long weightBytes, double trust, long rows, long passes,
            double load,
            double msPerPass, double boundaryMs, double networkShare) {}
}
