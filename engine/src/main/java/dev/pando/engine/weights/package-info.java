/// Model files: GGUF and safetensors, checked before anything is allocated, mapped and never copied.
///
/// * You are here when a file is refused that should load, or loads and should be refused.
/// * Start reading at [ModelFile], the door; [GgufReader] and [SafetensorsHeader] read the two formats.
/// * Knows: bytes, names, shapes, limits ([ModelLimits]); how Hugging Face's names translate into GGUF's.
/// * Must not know: what a tensor is for, how text becomes tokens.
package dev.pando.engine.weights;
