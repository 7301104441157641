/// The Model Context Protocol, both ways: other programs ask this node, and this node uses other programs' tools.
///
/// * You are here when an assistant elsewhere should ask this node, or a tool of somebody else's should be at hand.
/// * Start reading at [McpDoor] (others ask us) and [McpTools] (we ask others).
/// * Knows: the official SDK, execution rules.
/// * Must not know: how a model asks for a tool.
package dev.pando.node.mcp;
