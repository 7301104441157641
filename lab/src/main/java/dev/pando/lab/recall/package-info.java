/// How well what was told is found again, and what that costs as memory grows.
///
/// * You are here when recall got worse, or a question takes too long.
/// * Start reading at [RecallCommand], then [RecallRun]; facts and what hides them are text files beside it.
/// * Knows: the personal instance's memories; questions whose answer was told once.
/// * Must not know: engines and prompts: what is measured is finding, not answering.
package dev.pando.lab.recall;
