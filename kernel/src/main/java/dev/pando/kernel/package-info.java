/// Kernels: long, flat, primitive loops over numbers, each with a scalar twin that is its meaning.
///
/// * You are here when a sum, a product or a norm must be faster, or exact in another way.
/// * Start reading at [Workers], then a kernel and its property test.
/// * Knows: vectors of floats and bytes, the width of this machine, how to share a phase among threads.
/// * Must not know: models, files, text, sockets, time.
package dev.pando.kernel;
