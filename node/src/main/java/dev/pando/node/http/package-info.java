/// The node's HTTP doors: OpenAI's, Ollama's and Anthropic's interfaces, health, metrics and the page, on loopback unless a token guards them.
///
/// * You are here when a client is refused, a stream breaks, or the page does not load.
/// * Start reading at [NodeServer], then [Guard] and [OpenAi].
/// * Knows: HTTP, JSON, [dev.pando.node.answer.ChatEngine].
/// * Must not know: how an answer is made.
package dev.pando.node.http;
