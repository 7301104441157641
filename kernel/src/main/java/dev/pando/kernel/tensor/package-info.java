/// What a tensor is before anybody computes with it: a type, a shape and bytes.
///
/// * You are here when a new quantisation format must be read.
/// * Start reading at [TensorType].
/// * Knows: element types, block layouts, sizes in bytes.
/// * Must not know: files, models, threads.
package dev.pando.kernel.tensor;
