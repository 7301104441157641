package dev.pando.libp2p.gossipsub;

import static dev.pando.libp2p.gossipsub.ScoreParameters.check;

/// How a peer's conduct in one topic is judged; gossipsub v1.1 §Topic Parameter Calculation and Decay.
///
/// Every decay is a factor a decay interval, above 0 and below 1.
///
/// @param weight           what this topic counts beside others, at least 0
/// @param timeWeight       P₁ time in mesh: weight, at least 0
/// @param timeQuantumMs    P₁: one point for each
/// @param timeCap          P₁: most points
/// @param firstWeight      P₂ first deliveries: weight, at least 0
/// @param firstDecay       P₂: decay
/// @param firstCap         P₂: most points
/// @param meshWeight       P₃ deliveries in the mesh: weight, at most 0; 0 turns P₃ off
/// @param meshDecay        P₃: decay
/// @param meshCap          P₃: most deliveries counted
/// @param meshThreshold    P₃: deliveries below which a peer is punished
/// @param meshActivationMs P₃: time in the mesh before it counts
/// @param meshWindowMs     P₃: a copy this soon after the first still counts; "should be small"
/// @param failureWeight    P₃b sticky failures: weight, at most 0
/// @param failureDecay     P₃b: decay
/// @param invalidWeight    P₄ invalid messages: weight, at most 0
/// @param invalidDecay     P₄: decay
public record TopicScoreParameters(double weight, double timeWeight, long timeQuantumMs, double timeCap,
        double firstWeight, double firstDecay, double firstCap, double meshWeight, double meshDecay, double meshCap,
        double meshThreshold, long meshActivationMs, long meshWindowMs, double failureWeight, double failureDecay,
        double invalidWeight, double invalidDecay) {

    /// For a topic whose message rate nobody knows: good deeds and invalid messages count, silence does not.
    ///
    /// A second in the mesh is worth 0.01, at most 10; a first delivery 1, at most 100, half forgotten after 11 minutes;
    /// `n` invalid messages `-100 n²`, half forgotten after 19 minutes.
    public static final TopicScoreParameters QUIET = new TopicScoreParameters(1, 0.01, 1_000, 1_000, 1, 0.999, 100, 0,
            0.997, 400, 10, 60_000, 5, 0, 0.997, -100, 0.9994);

    /// Refuses what the specification's table of constraints refuses.
    ///
    /// @throws IllegalArgumentException naming the first parameter out of its range
    public TopicScoreParameters {
        check("weight", weight, weight >= 0);
        check("timeWeight", timeWeight, timeWeight >= 0);
        check("timeQuantumMs", timeQuantumMs, timeQuantumMs >= 1);
        check("timeCap", timeCap, timeCap >= 0);
        check("firstWeight", firstWeight, firstWeight >= 0);
        check("firstDecay", firstDecay, isDecay(firstDecay));
        check("firstCap", firstCap, firstCap >= 0);
        check("meshWeight", meshWeight, meshWeight <= 0);
        check("meshDecay", meshDecay, isDecay(meshDecay));
        check("meshThreshold", meshThreshold, meshThreshold > 0);
        check("meshCap", meshCap, meshCap >= meshThreshold);
        check("meshActivationMs", meshActivationMs, meshActivationMs >= 0);
        check("meshWindowMs", meshWindowMs, meshWindowMs >= 0);
        check("failureWeight", failureWeight, failureWeight <= 0);
        check("failureDecay", failureDecay, isDecay(failureDecay));
        check("invalidWeight", invalidWeight, invalidWeight <= 0);
        check("invalidDecay", invalidDecay, isDecay(invalidDecay));
    }

    private static boolean isDecay(double factor) {
        return factor > 0 && factor < 1;
    }
}
