package dev.pando.node.answer;

/// A genome that helped with an answer.
///
/// @param genome its name, the content id of its card
/// @param weight how far it was believed, the mean over the tokens of the answer, 0 to 1
public record Helper(String genome, double weight) {}
