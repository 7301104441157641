/// The seam between the interfaces and whatever answers: a model on this machine today, a remote one tomorrow.
///
/// * You are here when an answer streams wrongly, is not cancelled, or the engine must be exchanged.
/// * Start reading at [ChatEngine], then [Ask] and [Event].
/// * Knows: words, options, tokens as numbers.
/// * Must not know: HTTP, terminals, files of ours.
package dev.pando.node.answer;
