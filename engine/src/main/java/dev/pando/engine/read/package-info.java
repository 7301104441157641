/// A reader: a small network that learned from the exercises of the bundled model where a quotation answers a question, and whether it does.
///
/// * You are here when notes are misread: the wrong one is cited, the wrong words are said, or a doubt is missing.
/// * Start reading at [Reader], then [ReaderLessons]; [ReaderTraining] is how its weights are made.
/// * Knows: what an encoder makes of a question and a quotation, exercises, a tape, how a run is kept.
/// * Must not know: which encoder it is, the language model, the node.
package dev.pando.engine.read;
