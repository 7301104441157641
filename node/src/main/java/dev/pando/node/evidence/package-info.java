/// What each answer was based on, and whether anybody checked it.
///
/// * You are here when an answer does not show its sources, or shows wrong ones.
/// * Start reading at [Evidences], then [Evidence].
/// * Knows: answers, memories, notes and turns by their numbers, hashes of texts.
/// * Must not know: how recall works, how prompts are worded, HTTP.
package dev.pando.node.evidence;
