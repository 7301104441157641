/// What `/api/v1` can do, as a table of operations: served, and described in OpenAPI, from the same lines.
///
/// * You are here when the page needs something, or a description and what is served differ.
/// * Start reading at [InstanceApi], then [Operation] and [OpenApi]; the rest are rows, by what they are about.
/// * Knows: the personal instance, what it knows with others, what computes beside it; JSON.
/// * Must not know: the HTTP server; [dev.pando.node.http] serves the table.
package dev.pando.node.api;
