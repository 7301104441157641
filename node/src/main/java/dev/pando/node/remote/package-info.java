/// An engine somewhere else: any endpoint that speaks OpenAI's interface, in the place of a model file.
///
/// * You are here when an Ollama or a vLLM that somebody runs should answer, or does not.
/// * Start reading at [RemoteEngine].
/// * Knows: OpenAI's chat completions, as a client.
/// * Must not know: who asks.
package dev.pando.node.remote;
