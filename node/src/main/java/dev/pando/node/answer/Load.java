package dev.pando.node.answer;

/// How busy an engine is.
///
/// @param active   generations that hold a slot
/// @param waiting  generations in the queue
/// @param slots    generations that can run at once
/// @param queueMax generations that may wait; one more is refused as [Admission.Busy]
public record Load(int active, int waiting, int slots, int queueMax) {}
