/// How fast text becomes token ids.
///
/// * You are here when a sentence says how many megabytes a second a tokenizer reads.
/// * Start reading at [TokenizeCommand].
/// * Knows: files, seconds.
/// * Must not know: how a tokenizer works.
package dev.pando.lab.text;
