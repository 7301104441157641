package dev.pando.libp2p.gossipsub;

/// The shape of a topic's mesh, and every fixed number of the protocol with the specification's default.
///
/// @param d            peers a mesh should have (`D`)
/// @param dLow         fewer than this and the router grafts (`D_low`)
/// @param dHigh        more than this and it prunes (`D_high`)
/// @param dScore       how many survive a pruning for their score (`D_score`)
/// @param dOut         how many must be peers we dialled (`D_out`)
/// @param dLazy        least number of peers to gossip to (`D_lazy`)
/// @param floodPublish whether our own messages go to every peer of the topic; gossipsub v1.1 §Flood Publishing
/// @param acceptOffers whether peer exchange is listened to; Pando's default is no
public record MeshParameters(int d, int dLow, int dHigh, int dScore, int dOut, int dLazy, boolean floodPublish,
        boolean acceptOffers) {

    /// gossipsub v1.0 §Parameters: "D | The desired outbound degree of the network | 6".
    public static final int D = 6;
    /// "D_low | Lower bound for outbound degree | 4".
    public static final int D_LOW = 4;
    /// "D_high | Upper bound for outbound degree | 12".
    public static final int D_HIGH = 12;
    /// gossipsub v1.1 §Overview of New Parameters: "D_score | 4 or 5 for a D of 6".
    public static final int D_SCORE = 4;
    /// "D_out | Must be less than D_lo and at most D/2 | 2 for a D of 6".
    public static final int D_OUT = 2;
    /// "D_lazy | (Optional) the outbound degree for gossip emission | D".
    public static final int D_LAZY = D;

    /// "heartbeat_interval | Time between heartbeats | 1 second".
    public static final long HEARTBEAT_MS = 1_000;
    /// "fanout_ttl | Time-to-live for each topic's fanout state | 60 seconds".
    public static final long FANOUT_TTL_MS = 60_000;
    /// "mcache_len | Number of history windows in message cache | 5".
    public static final int CACHE_WINDOWS = 5;
    /// "mcache_gossip | Number of history windows to use when emitting gossip | 3".
    public static final int GOSSIP_WINDOWS = 3;
    /// "seen_ttl | Expiry time for cache of seen message ids | 2 minutes".
    public static final long SEEN_TTL_MS = 120_000;

    /// gossipsub v1.1: "PruneBackoff | 1 minute".
    public static final long PRUNE_BACKOFF_MS = 60_000;
    /// gossipsub v1.1: "UnsubscribeBackoff | 10 seconds".
    public static final long UNSUBSCRIBE_BACKOFF_MS = 10_000;
    /// "plus some slack to account for the offset until the next heartbeat that clears the backoff".
    public static final long BACKOFF_SLACK_MS = 2 * HEARTBEAT_MS;
    /// The longest back-off we let a peer ask of us; the specification sets none.
    public static final long BACKOFF_MAX_MS = 3_600_000;
    /// A GRAFT this soon after the PRUNE is counted twice (go-libp2p's GraftFloodThreshold).
    public static final long GRAFT_FLOOD_MS = 10_000;
    /// Time between two strangers that a mesh which holds itself lets in at their own wish; doubled by each that
    /// disappoints. Ours, not the specification's.
    public static final long GUEST_WAIT_MS = 60_000;
    /// The longest that this time becomes.
    public static final long GUEST_WAIT_MS_MAX = 3_600_000;
    /// What a stranger that was let in must have brought when it is judged, as a share of what the mesh's median brought.
    public static final double GUEST_SHARE_MIN = 2 / 3.0;
    /// How strangers' GRAFTs are forgotten, a factor a heartbeat: half of them after 69 seconds. More than `D_high` of them
    /// are a crowd, from which nobody is let in.
    public static final double KNOCKS_DECAY = 0.99;
    /// gossipsub v1.1: "GossipFactor | 0.25".
    public static final double GOSSIP_FACTOR = 0.25;
    /// gossipsub v1.1 §Opportunistic Grafting: "The recommended period for opportunistic grafting is 1 minute".
    public static final int OPPORTUNISTIC_GRAFT_HEARTBEATS = 60;
    /// "the router should graft 2 peers (with the default parameters)".
    public static final int OPPORTUNISTIC_GRAFT_PEERS = 2;
    /// §Explicit Peering Agreements: "The recommended period for connectivity checks is 5 minutes."
    public static final int EXPLICIT_DIAL_HEARTBEATS = 300;

    /// IHAVE frames read from one peer in one heartbeat (go-libp2p's MaxIHaveMessages).
    public static final int IHAVE_MESSAGES_MAX = 10;
    /// Ids in one IHAVE, and ids asked of one peer in one heartbeat (go-libp2p's MaxIHaveLength).
    public static final int IHAVE_IDS_MAX = 5_000;
    /// "the router responds a limited number of times to each peer" (go-libp2p's GossipRetransmission).
    public static final int RETRANSMISSIONS_MAX = 3;
    /// How long a peer has to send what it offered (go-libp2p's IWantFollowupTime).
    public static final long IWANT_FOLLOWUP_MS = 3_000;
    /// Smallest message worth an IDONTWANT, in bytes of its wire form (go-libp2p's IDontWantMessageThreshold).
    public static final int IDONTWANT_BYTES_MIN = 1_024;
    /// gossipsub v1.2 `max_idontwant_messages`: ids heeded from one peer in one heartbeat; the specification leaves the
    /// number open, go-libp2p takes 1000.
    public static final int IDONTWANT_IDS_MAX = 1_000;
    /// Heartbeats for which an IDONTWANT is heeded (go-libp2p's IDontWantMessageTTL).
    public static final int IDONTWANT_HEARTBEATS = 3;

    /// Topics one peer may subscribe to; further ones are not heard.
    public static final int TOPICS_OF_PEER_MAX = 1_024;
    /// Messages whose ids are remembered as seen; the oldest go first.
    public static final int SEEN_MAX = 1 << 17;
    /// Messages kept for answering IWANT; the oldest go first.
    public static final int CACHE_MESSAGES_MAX = 1 << 14;
    /// Bytes kept for answering IWANT; the oldest go first.
    public static final long CACHE_BYTES_MAX = 64L << 20;
    /// Back-offs kept for one topic; the oldest go first.
    public static final int BACKOFFS_MAX = 1 << 14;
    /// Promises of peers that are waited for; further ones are not tracked.
    public static final int PROMISES_MAX = 1 << 13;

    /// The specification's values, flood publishing on, peer exchange off.
    public static final MeshParameters DEFAULT = new MeshParameters(D, D_LOW, D_HIGH, D_SCORE, D_OUT, D_LAZY, true,
            false);

    /// Refuses a mesh that cannot hold.
    ///
    /// @throws IllegalArgumentException unless `0 ≤ dLow ≤ d ≤ dHigh`, `dScore ≤ d`, `dOut < dLow` and `dOut ≤ d / 2`
    ///         (all of them 0 makes a router without a mesh)
    public MeshParameters {
        boolean none = d == 0 && dLow == 0 && dHigh == 0 && dOut == 0;
        boolean ordered = 0 <= dLow && dLow <= d && d <= dHigh && 0 <= dScore && dScore <= d && dLazy >= 0;
        boolean out = none || (0 <= dOut && dOut < dLow && dOut <= d / 2);
        if (!ordered || !out) {
            throw new IllegalArgumentException("mesh: D " + d + ", D_low " + dLow + ", D_high " + dHigh + ", D_score "
                    + dScore + ", D_out " + dOut + ", D_lazy " + dLazy);
        }
    }

    /// A mesh of degree `d` with the bounds of the gossipsub-hardening evaluation: `D - 2`, `D + 4`, `D - 2` by score,
    /// `D / 4` outbound, `D + 4` for gossip.
    public static MeshParameters ofDegree(int d) {
        return new MeshParameters(d, d - 2, d + 4, d - 2, d / 4, d + 4, true, false);
    }
}
