/// What was said between a person and their node: conversations as trees of turns, searchable.
///
/// * You are here when a branch, a title, a thumb or the history is wrong.
/// * Start reading at [Conversations], then [Turn].
/// * Knows: SQL, who said what, which branch is shown.
/// * Must not know: how an answer is made, what is remembered or learned from it.
package dev.pando.node.conversation;
