package dev.pando.libp2p.gossipsub;

import java.util.Map;

/// How peers are judged across all topics; gossipsub v1.1 §Peer Scoring.
///
/// @param topics               per topic; a topic that is not named does not count
/// @param topicCap             most that all topics together may add (`TopicCap`); 0 for no cap
/// @param appSpecificWeight    weight of P₅, at least 0
/// @param colocationWeight     weight of P₆, at most 0
/// @param colocationThreshold  peers one IP address may have unpunished, at least 1
/// @param behaviourWeight      weight of P₇, at most 0
/// @param behaviourThreshold   counter value up to which P₇ is 0 (go-libp2p's extension; 0 is the specification)
/// @param behaviourDecay       P₇'s factor a decay interval, 0 to 1
/// @param decayIntervalMs      time between decays
/// @param decayToZero          a counter below this is 0
/// @param retainMs             how long a departed peer's score is kept
/// @param gossipThreshold      below it no gossip either way; at most 0
/// @param publishThreshold     below it a peer does not get our own messages; at most `gossipThreshold`
/// @param graylistThreshold    below it a peer's frames are not read; at most `publishThreshold`
/// @param acceptOfferThreshold at least this and a peer's offers are listened to; at least 0
/// @param opportunisticGraftThreshold median mesh score below which better peers are grafted; at least 0
public record ScoreParameters(Map<String, TopicScoreParameters> topics, double topicCap, double appSpecificWeight,
        double colocationWeight, int colocationThreshold, double behaviourWeight, double behaviourThreshold,
        double behaviourDecay, long decayIntervalMs, double decayToZero, long retainMs, double gossipThreshold,
        double publishThreshold, double graylistThreshold, double acceptOfferThreshold,
        double opportunisticGraftThreshold) {

    /// Weight of P₆ in [#defaults].
    public static final double COLOCATION_WEIGHT = -10;
    /// Peers one public IP address may have unpunished in [#defaults]: a household, an office.
    public static final int COLOCATION_THRESHOLD = 8;
    /// Weight of P₇ in [#defaults].
    public static final double BEHAVIOUR_WEIGHT = -10;
    /// Misdeeds that are put down to a bad line in [#defaults].
    public static final double BEHAVIOUR_THRESHOLD = 3;
    /// P₇'s decay in [#defaults]: a misdeed is half forgotten after 69 seconds.
    public static final double BEHAVIOUR_DECAY = 0.99;
    /// Time between decays in [#defaults].
    public static final long DECAY_INTERVAL_MS = 1_000;
    /// A counter below this is 0, in [#defaults].
    public static final double DECAY_TO_ZERO = 0.01;
    /// How long a departed peer's score is kept in [#defaults].
    public static final long RETAIN_MS = 600_000;
    /// Departed peers whose score is kept; the oldest go first.
    public static final int RETAINED_MAX = 1 << 13;
    /// No gossip below this, in [#defaults].
    public static final double GOSSIP_THRESHOLD = -500;
    /// No messages of ours below this, in [#defaults].
    public static final double PUBLISH_THRESHOLD = -1_000;
    /// No frames read below this, in [#defaults].
    public static final double GRAYLIST_THRESHOLD = -2_500;
    /// Offers heard from this score on, in [#defaults]; only a peer that the application vouches for gets there.
    public static final double ACCEPT_OFFER_THRESHOLD = 1_000;
    /// The mesh's median below which better peers are sought, in [#defaults].
    public static final double OPPORTUNISTIC_GRAFT_THRESHOLD = 3.5;

    /// Copies the map; refuses what the specification's table of constraints refuses.
    ///
    /// @throws IllegalArgumentException naming the first parameter out of its range
    public ScoreParameters {
        topics = Map.copyOf(topics);
        check("topicCap", topicCap, topicCap >= 0);
        check("appSpecificWeight", appSpecificWeight, appSpecificWeight >= 0);
        check("colocationWeight", colocationWeight, colocationWeight <= 0);
        check("colocationThreshold", colocationThreshold, colocationThreshold >= 1);
        check("behaviourWeight", behaviourWeight, behaviourWeight <= 0);
        check("behaviourThreshold", behaviourThreshold, behaviourThreshold >= 0);
        check("behaviourDecay", behaviourDecay, behaviourDecay > 0 && behaviourDecay < 1);
        check("decayIntervalMs", decayIntervalMs, decayIntervalMs >= 1);
        check("decayToZero", decayToZero, decayToZero > 0 && decayToZero < 1);
        check("retainMs", retainMs, retainMs >= 0);
        check("gossipThreshold", gossipThreshold, gossipThreshold <= 0);
        check("publishThreshold", publishThreshold, publishThreshold <= gossipThreshold);
        check("graylistThreshold", graylistThreshold, graylistThreshold <= publishThreshold);
        check("acceptOfferThreshold", acceptOfferThreshold, acceptOfferThreshold >= 0);
        check("opportunisticGraftThreshold", opportunisticGraftThreshold, opportunisticGraftThreshold >= 0);
    }

    /// Pando's values for these topics.
    public static ScoreParameters defaults(Map<String, TopicScoreParameters> topics) {
        return new ScoreParameters(topics, 0, 1, COLOCATION_WEIGHT, COLOCATION_THRESHOLD, BEHAVIOUR_WEIGHT,
                BEHAVIOUR_THRESHOLD, BEHAVIOUR_DECAY, DECAY_INTERVAL_MS, DECAY_TO_ZERO, RETAIN_MS, GOSSIP_THRESHOLD,
                PUBLISH_THRESHOLD, GRAYLIST_THRESHOLD, ACCEPT_OFFER_THRESHOLD, OPPORTUNISTIC_GRAFT_THRESHOLD);
    }

    static void check(String name, double value, boolean good) {
        if (!good || !Double.isFinite(value)) throw new IllegalArgumentException("score: " + name + " " + value);
    }
}
