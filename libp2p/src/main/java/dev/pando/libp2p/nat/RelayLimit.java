package dev.pando.libp2p.nat;

/// What one circuit through a relay may take.
///
/// @param durationSeconds how long it may stand; 0 for ever
/// @param dataBytes       how much may pass in each direction; 0 for any amount
public record RelayLimit(int durationSeconds, long dataBytes) {

    /// Refuses negative limits.
    public RelayLimit {
        if (durationSeconds < 0 || dataBytes < 0) {
            throw new IllegalArgumentException("relay limit: " + durationSeconds + " s, " + dataBytes + " bytes");
        }
    }
}
