package dev.pando.node.conversation;

/// A turn that a search found.
///
/// @param turn    what was found
/// @param title   of its conversation
/// @param excerpt the words around the hit; each hit stands between U+0002 and U+0003
public record TurnHit(Turn turn, String title, String excerpt) {

    /// Stands before a word that was searched for.
    public static final char HIT_BEGIN = '\u0002';
    /// Stands behind it.
    public static final char HIT_END = '\u0003';
}
