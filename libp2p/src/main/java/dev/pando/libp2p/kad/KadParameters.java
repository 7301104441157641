package dev.pando.libp2p.kad;

/// What a node of the table decides for itself; everything else is a constant.
///
/// @param server      "unrestricted nodes should operate in server mode and restricted nodes … in client mode"
/// @param replicas    nodes a value or provider is stored at; the specification's is k, Pando's records take 6
/// @param paths       disjoint paths of a lookup (S/Kademlia); 1 is plain Kademlia
/// @param quorum      equal best values that end a search early
/// @param republishMs how often our own records are stored anew
public record KadParameters(boolean server, int replicas, int paths, int quorum, long republishMs) {

    /// The protocol's name. Pando's table is its own and does not join the IPFS one.
    public static final String PROTOCOL = "/pando/kad/1.0.0";

    /// kad-dht §Replication parameter: "The recommended value for k is 20."
    public static final int K = 20;
    /// §Alpha concurrency parameter: "with a default value of 10".
    public static final int ALPHA = 10;
    /// Nodes a record of Pando's is stored at. With its publisher that is seven: if three nodes in ten die at once, all
    /// seven are among them in 0.02 % of cases (docs/decisions/053).
    public static final int REPLICAS = 6;
    /// Disjoint paths of a lookup; S/Kademlia found 4 to 8 best against many adversaries.
    public static final int PATHS = 3;
    /// Equal best values that end a search: one node may have missed the last writing.
    public static final int QUORUM = 2;
    /// How often our own values are stored anew; what provider records wait for, too: see [#PROVIDER_ADDRESS_TTL_MS].
    public static final long REPUBLISH_MS = 30 * 60_000L;
    /// How long a node answers for a value that is not stored anew (go-libp2p's MaxRecordAge is 48 hours).
    public static final long RECORD_TTL_MS = 36 * 3_600_000L;
    /// §Provider Record Expiration Interval: "In the IPFS DHT the Expiration Interval is set to 48 hours."
    public static final long PROVIDER_TTL_MS = 48 * 3_600_000L;
    /// §Content provider advertisement: "A safe value here is the Routing Table Refresh Interval. In the kubo IPFS
    /// implementation, this is set to 30 mins. After that period, peers provide the provider's peerID only".
    public static final long PROVIDER_ADDRESS_TTL_MS = 30 * 60_000L;
    /// §Bootstrap process: "The process runs once on startup, then periodically with a configurable frequency (default:
    /// 10 minutes)."
    public static final long REFRESH_MS = 10 * 60_000L;
    /// "Every repetition is subject to a QueryTimeout (default: 10 seconds)"; ours is for one question.
    public static final long ANSWER_MS = 5_000;
    /// How often the driver sends [KadEvent.Tick].
    public static final long TICK_MS = 1_000;
    /// Deepest bucket that is refreshed by a random key: one is found by trial, in `2^depth` hashes.
    public static final int REFRESH_DEPTH_MAX = 12;
    /// A contact not heard of for this long gives way to a newcomer.
    public static final long STALE_MS = 60 * 60_000L;
    /// Newcomers waiting for a place in a full bucket.
    public static final int WAITING_MAX = 8;
    /// Peers of one address group in one bucket (go-libp2p's diversity filter).
    public static final int GROUP_IN_BUCKET_MAX = 2;
    /// Peers of one address group in the whole table.
    public static final int GROUP_IN_TABLE_MAX = 8;

    /// Peers a lookup keeps in mind, each of its paths an equal share of them.
    public static final int CANDIDATES_MAX = 512;
    /// Lookups under way at once; further ones fail.
    public static final int OPERATIONS_MAX = 1_024;
    /// The longest key.
    public static final int KEY_BYTES_MAX = 1_024;
    /// The longest value.
    public static final int VALUE_BYTES_MAX = 64 << 10;
    /// Values a node stores; the farthest go first.
    public static final int RECORDS_MAX = 1 << 14;
    /// Bytes of those values and their keys; the farthest go first.
    public static final long RECORDS_BYTES_MAX = 64L << 20;
    /// Keys a node keeps providers of; the farthest go first.
    public static final int PROVIDER_KEYS_MAX = 1 << 14;
    /// Providers of one key; the oldest go first.
    public static final int PROVIDERS_OF_KEY_MAX = 128;
    /// Bytes of all providers with their addresses, about; those of the farthest keys go first.
    public static final long PROVIDERS_BYTES_MAX = 64L << 20;
    /// Values and provider keys of our own that are stored anew.
    public static final int PUBLISHED_MAX = 1 << 14;

    /// A server with Pando's values.
    public static final KadParameters SERVER = new KadParameters(true, REPLICAS, PATHS, QUORUM, REPUBLISH_MS);
    /// A client with Pando's values.
    public static final KadParameters CLIENT = new KadParameters(false, REPLICAS, PATHS, QUORUM, REPUBLISH_MS);

    /// Refuses values that cannot work.
    ///
    /// @throws IllegalArgumentException unless `1 ≤ replicas ≤ K`, `1 ≤ paths ≤ ALPHA`, `quorum ≥ 1`, `republishMs ≥ 1`
    public KadParameters {
        boolean good = replicas >= 1 && replicas <= K && paths >= 1 && paths <= ALPHA && quorum >= 1
                && republishMs >= 1;
        if (!good) {
            throw new IllegalArgumentException("kad: " + replicas + " replicas, " + paths + " paths, quorum " + quorum
                    + ", republish " + republishMs + " ms");
        }
    }
}
