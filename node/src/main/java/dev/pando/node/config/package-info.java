/// What a person has set: `pando.toml` in the data directory, and the environment, which overrides it.
///
/// * You are here when a setting is not heeded, or a key is not known.
/// * Start reading at [Configuration].
/// * Knows: keys and their environment variables.
/// * Must not know: what a setting does.
package dev.pando.node.config;
