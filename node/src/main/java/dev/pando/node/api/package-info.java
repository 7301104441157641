/// What `/api/v1` can do, as a table of operations: served, and described in OpenAPI, from the same lines.
///
/// * You are here when the page needs something, or a description and what is served differ.
/// * Start reading at [InstanceApi], then [Operation] and [OpenApi].
/// * Knows: the personal instance, JSON.
/// * Must not know: the HTTP server; [dev.pando.node.http] serves the table.
package dev.pando.node.api;
