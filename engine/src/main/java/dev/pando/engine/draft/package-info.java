/// Guesses of what a model will say next, cheap enough to be wrong: the model checks several in one pass.
///
/// * You are here when answers come in too many steps, or when most guesses are wrong.
/// * Start reading at [Drafter], then [NgramDrafter].
/// * Knows: tokens, and small models.
/// * Must not know: how a guess is checked; it can make an answer faster, never different.
package dev.pando.engine.draft;
