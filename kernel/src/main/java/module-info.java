/// Arithmetic, and nothing else: the only module that sees SIMD.
module dev.pando.kernel {
    requires jdk.incubator.vector;

    exports dev.pando.kernel;
    exports dev.pando.kernel.tensor;
}
