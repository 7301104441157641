package dev.pando.libp2p.gossipsub;

import java.util.ArrayList;
import java.util.List;

/// One peer's counters: what its score is made of.
final class Standing {

    final String address;
    double appSpecific;
    double behaviour;
    long expiresMs = Long.MAX_VALUE;
    private final List<TopicStanding> topics = new ArrayList<>(1);

    Standing(String address) {
        this.address = address;
    }

    List<TopicStanding> topics() {
        return topics;
    }

    /// The counters in one topic, made on first use; null if the topic is not scored.
    TopicStanding in(String topic, ScoreParameters parameters) {
        for (TopicStanding t : topics) if (t.topic.equals(topic)) return t;
        TopicScoreParameters scored = parameters.topics().get(topic);
        if (scored == null) return null;
        TopicStanding fresh = new TopicStanding(topic, scored);
        topics.add(fresh);
        return fresh;
    }

    void decay(ScoreParameters parameters, long nowMs) {
        behaviour = decayed(behaviour, parameters.behaviourDecay(), parameters.decayToZero());
        for (TopicStanding t : topics) t.decay(parameters.decayToZero(), nowMs);
    }

    /// v1.1 §Parameter Decay: "When the value drops below a threshold it is considered zero."
    static double decayed(double value, double factor, double zero) {
        double next = value * factor;
        return next < zero ? 0 : next;
    }
}
