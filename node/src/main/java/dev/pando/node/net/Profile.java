package dev.pando.node.net;

/// Whom a node talks to.
public enum Profile {
    /// Anybody: peers are found on the LAN, by bootstrap peers and by the table.
    OPEN,
    /// Anybody who is given as a bootstrap peer or finds us: nobody is looked for on the LAN.
    QUIET,
    /// The members that were given and nobody else, in either direction; nobody is looked for.
    STATIC
}
