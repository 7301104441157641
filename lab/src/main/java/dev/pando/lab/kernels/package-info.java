/// Kernels one by one: gigabytes and operations per second, looked at on every change of one.
///
/// * You are here when a kernel has changed, or a machine is new.
/// * Start reading at [KernelsCommand].
/// * Knows: the doors of the kernel module, medians.
/// * Must not know: models, files.
package dev.pando.lab.kernels;
