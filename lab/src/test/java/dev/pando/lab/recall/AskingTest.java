package dev.pando.lab.recall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.encode.Chorus;
import dev.pando.node.encode.Encoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AskingTest {

    private static float[] floats(byte[] bytes) {
        float[] floats = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
    }

    // Bits of vectors differ between kinds of processor.
    @Test
    @Tag("long")
    void whatQuestionsHaveInCommonIsWhatTheNodeTakesThemToHave() {
        try (Encoder encoder = new Chorus()) {
            float[] made = floats(Asking.of(encoder)), shipped = encoder.asking().orElseThrow();
            double square = Encoder.cosine(shipped, shipped), both = Encoder.cosine(made, shipped);
            assertEquals(square, Encoder.cosine(made, made), 1e-3);
            assertTrue(both / square > 0.999, both + " of " + square);
        }
    }
}
