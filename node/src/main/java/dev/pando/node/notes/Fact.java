package dev.pando.node.notes;

/// One line of a file of facts.
///
/// @param node     who knows it, such as `A`
/// @param subject  what it is about
/// @param object   what the subject leads to
/// @param sentence the same in words
public record Fact(String node, String subject, String object, String sentence) {}
