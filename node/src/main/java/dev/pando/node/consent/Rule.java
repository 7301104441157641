package dev.pando.node.consent;

/// What happens to notes of a topic once sharing is on.
public enum Rule {
    /// They stay.
    NEVER,
    /// They wait until a person says yes to each.
    ASK,
    /// They go.
    SHARE
}
