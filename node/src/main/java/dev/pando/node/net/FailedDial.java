package dev.pando.node.net;

/// A dial that failed, for people.
///
/// @param peer   whom we wanted
/// @param address where
/// @param reason why not, in one line
/// @param atUnix when last, in seconds since 1970
public record FailedDial(String peer, String address, String reason, long atUnix) {}
