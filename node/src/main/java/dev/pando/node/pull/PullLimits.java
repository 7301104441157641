package dev.pando.node.pull;

import java.time.Duration;

/// How much a hub is trusted with, and how patient a download is.
///
/// @param connections    ranges fetched at once
/// @param pieceBytes     bytes of one range at most
/// @param journalBytes   bytes between two lines of the journal
/// @param stall          a connection that brings nothing for so long is dropped
/// @param retries        failures in a row, without a byte between them, before a piece gives up
/// @param firstPause     wait before the first retry; doubles with each
/// @param spareDiskBytes bytes that must stay free on the disk
public record PullLimits(int connections, long pieceBytes, int journalBytes, Duration stall, int retries,
        Duration firstPause, long spareDiskBytes) {

    /// What people get.
    public static final PullLimits USUAL = new PullLimits(4, 16 << 20, 1 << 20, Duration.ofSeconds(30), 6,
            Duration.ofMillis(250), 256L << 20);

    /// Redirects that are followed for one file.
    static final int REDIRECTS_MAX = 8;
    /// Bytes of a hub's file list.
    static final int LISTING_BYTES_MAX = 8 << 20;
    /// Bytes of one model file.
    static final long FILE_BYTES_MAX = 1L << 40;

    /// Refuses nonsense.
    public PullLimits {
        if (connections < 1 || pieceBytes < 1 || journalBytes < 1 || retries < 0) {
            throw new IllegalArgumentException("limits of a download must be positive");
        }
    }
}
