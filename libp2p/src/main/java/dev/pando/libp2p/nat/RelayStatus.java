package dev.pando.libp2p.nat;

/// What a relay or its client answers (circuit-v2 §Protobuf).
public enum RelayStatus {
    /// Nothing that we know.
    UNKNOWN(0),
    /// Yes.
    OK(100),
    /// No reservation, for want of places.
    RESERVATION_REFUSED(200),
    /// Too many circuits.
    RESOURCE_LIMIT_EXCEEDED(201),
    /// Not for you.
    PERMISSION_DENIED(202),
    /// The other end did not answer.
    CONNECTION_FAILED(203),
    /// The other end has reserved nothing here.
    NO_RESERVATION(204),
    /// Not understood.
    MALFORMED_MESSAGE(400),
    /// Understood, but out of place.
    UNEXPECTED_MESSAGE(401);

    final int code;

    RelayStatus(int code) {
        this.code = code;
    }

    static RelayStatus of(long code) {
        for (RelayStatus status : values()) if (status.code == code) return status;
        return UNKNOWN;
    }
}
