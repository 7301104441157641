/// Machine code for x86-64, written by this program at run time: the integer dot product that the Vector API does not have.
///
/// * You are here when a product of quantised weights is slow on an x86 processor, or a new instruction is worth using.
/// * Start reading at [QuadKernel].
/// * Knows: encodings of instructions, the calling convention of System V, memory that may be executed, ggml's layouts.
/// * Must not know: matrices, files, threads. The rest of the kernel works without this package.
package dev.pando.kernel.machine;
