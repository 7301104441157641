/// Many answers at once from one model: who is next, who waits, who is turned away.
///
/// * You are here when a request waits too long, is refused, is cancelled, or shares work with another.
/// * Start reading at [Generator], the door, then [Scheduler].
/// * Knows: models, caches, samplers, tokens; the time only as a clock that it is given.
/// * Must not know: HTTP, JSON, conversations.
package dev.pando.engine.serve;
