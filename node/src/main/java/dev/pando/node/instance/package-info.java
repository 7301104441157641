/// The personal instance: everything that stays when the engine is exchanged, and the path from a question to an answer.
///
/// * You are here when an answer is not stored, not stopped, or not based on what is known.
/// * Start reading at [Instance], then [Dialogue].
/// * Knows: the rooms of the instance, what notes know together, and any [dev.pando.node.answer.ChatEngine].
/// * Must not know: HTTP, terminals, peers, how an engine works.
package dev.pando.node.instance;
