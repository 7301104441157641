package dev.pando.node.gate;

/// What the gate says of something that is to leave.
public sealed interface Clearance {

    /// It may leave.
    record Passed(Cleared cleared) implements Clearance {}

    /// It stays.
    ///
    /// @param check  which check holds it
    /// @param reason one line
    record Held(Check check, String reason) implements Clearance {}
}
