package dev.pando.engine.weights;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// A tensor and where its bytes are.
///
/// @param addOne whether 1 is added to each element on reading: Hugging Face stores gemma's norms without it, GGUF with
record StoredTensor(TensorInfo info, MemorySegment data, boolean addOne) {

    /// A vector that is in no file but follows from the configuration.
    static StoredTensor computed(String name, float[] values) {
        MemorySegment data = MemorySegment.ofArray(new byte[4 * values.length]);
        for (int i = 0; i < values.length; i++) data.set(Cursor.FLOAT, 4L * i, values[i]);
        return new StoredTensor(new TensorInfo(name, TensorType.F32, List.of(values.length)), data, false);
    }

    Matrix matrix() {
        if (addOne) throw refused("is altered on reading, only to be had as a vector");
        return new Matrix(info.name(), info.type(), info.rows(), info.columns(), data);
    }

    float[] vector() {
        if (info.dimensions().size() != 1) throw refused("has shape " + info.shape() + ", a vector is needed");
        float[] values = new float[info.columns()];
        for (int i = 0; i < values.length; i++) values[i] = element(i) + (addOne ? 1 : 0);
        return values;
    }

    private float element(long i) {
        return switch (info.type()) {
            case F32 -> data.get(Cursor.FLOAT, 4 * i);
            case F16 -> Float.float16ToFloat(data.get(Cursor.SHORT, 2 * i));
            case BF16 -> Float.intBitsToFloat(data.get(Cursor.SHORT, 2 * i) << 16);
            case Q8_0 -> quantised8(i);
            case Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K -> throw refused("is stored as " + info.type()
                    + ", a vector is F32, F16, BF16 or Q8_0");
        };
    }

    private float quantised8(long i) {
        long block = i / 32 * 34;
        return Float.float16ToFloat(data.get(Cursor.SHORT, block)) * data.get(JAVA_BYTE, block + 2 + i % 32);
    }

    private ModelFileException refused(String what) {
        return new ModelFileException("tensor " + info.name() + " " + what);
    }
}
