package dev.pando.node.notes;

import java.util.Map;

/// One line of a file of facts.
///
/// @param node     who knows it, such as `A`
/// @param subject  what it is about
/// @param object   what the subject leads to
/// @param sentence the same in words
public record Fact(String node, String subject, String object, String sentence) {

    // Names as they were spelt first.
    Fact spelt(Map<String, String> spellings) {
        return new Fact(node, spelling(subject, spellings), spelling(object, spellings), sentence);
    }

    private static String spelling(String name, Map<String, String> spellings) {
        return spellings.computeIfAbsent(Names.canonical(name), _ -> name);
    }
}
