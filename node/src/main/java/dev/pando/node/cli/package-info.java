/// The terminal: `./pando` and its commands.
///
/// * You are here when a command is missing, says too much, or ends with the wrong exit status.
/// * Start reading at [Cli], then the command's own class.
/// * Knows: words on the command line, the rooms that do the work.
/// * Must not know: how the work is done.
package dev.pando.node.cli;
