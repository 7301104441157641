package dev.pando.lab.recall;

import dev.pando.node.encode.Encoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;

/// What questions have in common: the mean of the vectors of all that constants may be chosen on.
final class Asking {

    private Asking() {}

    /// The mean as 32-bit floats, little end first: what [Encoder#asking] of an encoder reads.
    static byte[] of(Encoder encoder) {
        List<String> questions = Stream.of(FactSet.TUNING, FactSet.EXAM, FactSet.REHEARSAL, FactSet.PREMIERE)
                .flatMap(set -> set.lines("facts.tsv").stream()).map(Told::of).map(Told::question).toList();
        double[] sum = new double[encoder.dimensions()];
        for (String question : questions) {
            float[] vector = encoder.encode(question);
            for (int i = 0; i < sum.length; i++) sum[i] += vector[i];
        }
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * sum.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double s : sum) bytes.putFloat((float) (s / questions.size()));
        return bytes.array();
    }
}
