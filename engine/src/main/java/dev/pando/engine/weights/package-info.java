/// Model files: GGUF and safetensors, checked before anything is allocated, mapped and never copied.
///
/// * You are here when a file is refused that should load, or loads and should be refused.
/// * Start reading at [ModelFileException], the one error of this room.
/// * Knows: bytes, names, shapes, limits.
/// * Must not know: what a tensor is for.
package dev.pando.engine.weights;
