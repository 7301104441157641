/// How a question, what was said before and what is remembered become the prompt of one model.
///
/// * You are here when a model ignores what it was told, cites nothing, or a prompt is too long.
/// * Start reading at [Prompts], then [Style].
/// * Knows: turns, memories, statements, facts; the formats that models were trained on.
/// * Must not know: how sources are found, how an engine answers, SQL.
package dev.pando.node.context;
