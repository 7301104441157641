package dev.pando.kernel;

import dev.pando.kernel.machine.QuadKernel;

/// Buffers that kernels need within one call; they grow to the largest call and are kept.
///
/// One owner at a time, the one that calls the kernels; a second forward pass at the same time needs its own.
public final class Scratch {

    private Slot[] slots = {};
    private float[] inputs = {};
    private final Activations activations = new Activations();

    /// Empty; nothing is allocated until a kernel asks.
    public Scratch() {}

    /// What one of the threads of a phase has for itself.
    static final class Slot {

        private byte[] bytes = {};
        private float[] panel = {};
        private float[] sums = {};
        private float[] offsets = {};
        private short[] shorts = {};
        private short[] accumulators = {};
        final QuadKernel.Parameters parameters = new QuadKernel.Parameters();

        /// At least `length` bytes with arbitrary contents.
        byte[] bytes(int length) {
            return bytes.length < length ? bytes = new byte[length] : bytes;
        }

        /// At least `length` floats with arbitrary contents.
        float[] panel(int length) {
            return panel.length < length ? panel = new float[length] : panel;
        }

        /// At least `length` floats with arbitrary contents, other than those of [#panel] and [#sums].
        float[] offsets(int length) {
            return offsets.length < length ? offsets = new float[length] : offsets;
        }

        /// At least `length` shorts with arbitrary contents.
        short[] shorts(int length) {
            return shorts.length < length ? shorts = new short[length] : shorts;
        }

        /// At least `length` shorts with arbitrary contents, other than those of [#shorts].
        short[] accumulators(int length) {
            return accumulators.length < length ? accumulators = new short[length] : accumulators;
        }

        /// At least `length` floats with arbitrary contents, other than those of [#panel].
        float[] sums(int length) {
            return sums.length < length ? sums = new float[length] : sums;
        }
    }

    /// `count` slots, one for each thread.
    Slot[] slots(int count) {
        if (slots.length < count) {
            slots = new Slot[count];
            for (int i = 0; i < count; i++) slots[i] = new Slot();
        }
        return slots;
    }

    /// Inputs rounded to 8 bits, shared by the threads.
    Activations activations() {
        return activations;
    }

    /// At least `length` floats with arbitrary contents, shared by the threads.
    float[] inputs(int length) {
        return inputs.length < length ? inputs = new float[length] : inputs;
    }
}
