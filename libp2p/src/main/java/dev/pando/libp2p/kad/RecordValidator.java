package dev.pando.libp2p.kad;

/// Says which values of a namespace may be stored, and which of two is the better; kad-dht §Entry validation.
///
/// Both methods are pure: the same arguments, the same answer.
public interface RecordValidator {

    /// Until when `value` may be served under `key`, in milliseconds of the clock that `nowMs` is of.
    ///
    /// "It may validate a cryptographic signature, or similar."
    ///
    /// @return a time at or before `nowMs` if it must not be stored at all; `Long.MAX_VALUE` if it never expires
    long validUntilMs(byte[] key, byte[] value, long nowMs);

    /// Which of two valid values is the better: negative if the first is worse, 0 if they are equally good.
    ///
    /// "Decisions made by select should be stable."
    int compare(byte[] key, byte[] one, byte[] other);
}
