/// The text that the bundled model learns its trade from: an invented world, told in notes and asked about.
///
/// * You are here when the model should be asked something in a way it was never asked before.
/// * Start reading at [SeedText]; new words for a relation go into `lexicon.txt`, new sentences around any
///   word into `frames.txt`, what sounds like an answer and is none into `misses.txt`, more words for whoever learns to
///   read into `retold.txt`, `retold-frames.txt` and `retold-generic.txt`, people's own notes and questions into `notebooks.txt`, no code needed.
/// * Knows: invented names, relations, phrasings, which of them are kept from training.
/// * Must not know: tokens, models, training.
package dev.pando.engine.seed;
