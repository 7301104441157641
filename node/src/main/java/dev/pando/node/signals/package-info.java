/// What can be learned from what a person did: thumbs, edits, regenerations and corrections, as typed lessons.
///
/// * You are here when a lesson is missing, wrong, or comes back after it was deleted.
/// * Start reading at [Signals], then [Lesson].
/// * Knows: turns and their siblings, SQL.
/// * Must not know: training, peers; nothing leaves this room by itself.
package dev.pando.node.signals;
