/// What can be done with adapters as they are, without a model: weigh them, merge them, choose among them.
///
/// * You are here when two adapters become one, a stranger's adapter is judged, or several answer together.
/// * Start reading at [Router], which is how adapters are used; then [MergeOperator], which is how they are mixed instead.
/// * Knows: low-rank changes, singular values, PEFT's files.
/// * Must not know: who made an adapter, models that run, sockets.
package dev.pando.engine.genome;
