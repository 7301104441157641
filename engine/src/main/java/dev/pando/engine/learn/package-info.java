/// Teaching a model: which of its weights learn, from what, and what a run leaves behind.
///
/// * You are here when a model should learn from text, be measured on it, or be made anew.
/// * Start reading at [TrainingRun], the loop; [FineTune] and [SeedRecipe] lead to it, [Decoder] is what it teaches. [Course] is what any run keeps, a reader's too.
/// * Knows: model files, the tape, tokens, adapters as PEFT keeps them.
/// * Must not know: conversations, sockets, the clock.
package dev.pando.engine.learn;
