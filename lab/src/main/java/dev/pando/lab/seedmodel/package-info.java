/// The bundled model's exam: questions whose answers its notes hold, or do not.
///
/// * You are here when a model should be judged on reading notes.
/// * Start reading at [Exam].
/// * Knows: exercises, how an answer is said, a model that completes text.
/// * Must not know: how the model was trained.
package dev.pando.lab.seedmodel;
