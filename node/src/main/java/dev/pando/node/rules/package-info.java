/// What may be done on a person's behalf, what waits for their yes, and what was done.
///
/// * You are here when a tool does not run, runs without being asked for, or is missing from the log.
/// * Start reading at [Rules], then [Action] and [Permit].
/// * Knows: tools by name and effect, approvals, the audit log.
/// * Must not know: who asked for a tool, and why: whoever it is, the rules are the same.
package dev.pando.node.rules;
