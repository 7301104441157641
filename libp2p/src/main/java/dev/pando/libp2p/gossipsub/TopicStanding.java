package dev.pando.libp2p.gossipsub;

/// One peer's counters in one topic; gossipsub v1.1 §Topic Parameter Calculation and Decay.
final class TopicStanding {

    private static final long NOT_IN_MESH = -1;

    final String topic;
    private final TopicScoreParameters p;
    private long graftedMs = NOT_IN_MESH;
    private long meshTimeMs;
    private double first;
    private double mesh;
    private double failures;
    private double invalid;

    TopicStanding(String topic, TopicScoreParameters parameters) {
        this.topic = topic;
        this.p = parameters;
    }

    double score() {
        double time = Math.min((double) (meshTimeMs / p.timeQuantumMs()), p.timeCap());
        double deficit = deficit();
        return p.weight() * (p.timeWeight() * time + p.firstWeight() * first + p.meshWeight() * deficit * deficit
                + p.failureWeight() * failures + p.invalidWeight() * invalid * invalid);
    }

    // "if meshTime > MeshMessageDeliveriesActivation && meshMessageDeliveries < MeshMessageDeliveriesThreshold {
    //   deficit = MeshMessageDeliveriesThreshold - meshMessageDeliveries }"
    private double deficit() {
        boolean counts = graftedMs != NOT_IN_MESH && meshTimeMs > p.meshActivationMs();
        return counts && mesh < p.meshThreshold() ? p.meshThreshold() - mesh : 0;
    }

    void graft(long nowMs) {
        graftedMs = nowMs;
        meshTimeMs = 0;
    }

    // P₃b: "a counter that is updated whenever the peer is pruned with an active deficit in message delivery."
    void prune() {
        double deficit = deficit();
        failures += deficit * deficit;
        graftedMs = NOT_IN_MESH;
        meshTimeMs = 0;
    }

    boolean inMesh() {
        return graftedMs != NOT_IN_MESH;
    }

    long windowMs() {
        return p.meshWindowMs();
    }

    void firstDelivery() {
        first = Math.min(first + 1, p.firstCap());
        meshDelivery();
    }

    // P₃: "increments whenever a first or near-first message delivery occurs in the topic by a peer in the mesh."
    void meshDelivery() {
        if (inMesh()) mesh = Math.min(mesh + 1, p.meshCap());
    }

    void invalidDelivery() {
        invalid += 1;
    }

    /// P₁ "is calculated lazily during the decay update"; the other counters shrink.
    void decay(double zero, long nowMs) {
        first = Standing.decayed(first, p.firstDecay(), zero);
        mesh = Standing.decayed(mesh, p.meshDecay(), zero);
        failures = Standing.decayed(failures, p.failureDecay(), zero);
        invalid = Standing.decayed(invalid, p.invalidDecay(), zero);
        if (inMesh()) meshTimeMs = nowMs - graftedMs;
    }

    double firstDeliveries() {
        return first;
    }

    double meshDeliveries() {
        return mesh;
    }

    double failurePenalty() {
        return failures;
    }

    double invalidDeliveries() {
        return invalid;
    }
}
